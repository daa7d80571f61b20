//! Remembers which content of the sources a target directory was compiled from.
//!
//! Cargo considers a local crate fresh as long as none of its files is newer than its last
//! compilation. In a new checkout, in a copy in a container, or after switching to another branch
//! and back, all files are newer, whatever they contain. Here a [`ledger`] keeps, for every file
//! that local crates are compiled from, a digest of its content and the time since when it has had
//! that content. Before cargo runs, files get these times, and files with another content get the
//! present time. So the times are as in a single checkout that was always there and whose files
//! were only written when they changed, and cargo decides as it would there.
//!
//! What must hold, for every unit that cargo would accept and every file that the unit was compiled
//! from: **if the unit was compiled from another content than the file has now, the time of the
//! file is later than the time that cargo keeps for the unit.** It holds because
//!
//! - a content that is not in the ledger gets a time that is later than that of any existing unit
//!   ([`clock`], [`plan`]);
//! - the ledger names the units that it vouches for, with the times of their files ([`units`]).
//!   Units that somebody else has compiled since, or a build of ours that was killed, are not among
//!   them, and then all files of their packages count as changed;
//! - a file that was written while its time was set, or while cargo ran, is noticed by its state in
//!   the file system, and is forgotten ([`dating`], [`finish`]);
//! - if a time cannot be set, the units are compiled again, because their fingerprints are removed,
//!   as `cargo clean` does.
//!
//! Nothing is changed except the times of sources and, in that last case, fingerprints. No file is
//! left with an earlier time than it had: another target directory, which this ledger does not
//! describe, may have been compiled from what the file contained in between. So files that got an
//! earlier time for cargo get their own back when it has ended ([`journal`]).

mod clock;
mod content;
mod dating;
mod error;
mod exclusion;
mod file_state;
mod finish;
mod freshness;
mod inputs;
mod journal;
mod ledger;
mod lock;
mod parallel;
mod path_text;
mod plan;
mod prepared;
mod project;
#[cfg(any(test, fuzzing))]
mod properties;
mod report;
mod repository;
mod reuse;
mod scan;
mod sealed;
mod time;
mod units;

pub(crate) use error::Error;
pub(crate) use freshness::Freshness;
pub(crate) use ledger::Distrust;
pub(crate) use lock::{Lock, MARK};
pub(crate) use prepared::Knowledge;
pub(crate) use project::{LocalPackage, Project};
#[cfg(any(test, fuzzing))]
pub(crate) use properties::documents;
pub(crate) use report::{Change, Report};
pub(crate) use reuse::{Brought, Destination, Limit, Locked, bring, overlap, put_back};
pub(crate) use time::Time;
