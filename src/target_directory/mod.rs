//! What outlives a build: which content of the sources a target directory was compiled from.
//!
//! Cargo takes a local crate for fresh while none of its files is newer than its last compilation.
//! A new checkout, a copy in a container, a branch that was left and is back: all files are newer,
//! whatever is in them. Here a [`ledger`] keeps, for every file that local crates are compiled
//! from, a digest of its content and the time since which that content has been there. Before
//! cargo runs, files get these times; a file with another content gets the present. So the times
//! are what they would be in one checkout that never went away and whose files were written only
//! where they changed, and cargo decides as it would there.
//!
//! What must hold, for every unit that cargo would accept, and every file that it was compiled from:
//! **where the unit was compiled from another content than the file has now, the file's time is
//! later than the time that cargo keeps for the unit.** It holds because
//!
//! - a content that is not the ledger's gets a time that is later than that of any unit that is
//!   there ([`clock`], [`plan`]);
//! - the ledger names the units that it vouches for, with the times of their files ([`units`]). What
//!   somebody else has compiled since, or a build of ours that was killed, is not among them, and
//!   all files of its package count as changed;
//! - a file that was written while its time was put right, or while cargo ran, is noticed by what
//!   the file system says of it, and is forgotten ([`dating`], [`finish`]);
//! - where a time cannot be set, the units are made to be compiled again by removing their
//!   fingerprints, as `cargo clean` does.
//!
//! Nothing but the times of sources, and for that last case fingerprints, is changed. No file is
//! left with an earlier time than it had: another target directory, which this ledger knows nothing
//! of, may have been compiled from what the file held in between. So files that were given an
//! earlier time for cargo get their own back when it has ended.

mod clock;
mod content;
mod dating;
mod error;
mod exclusion;
mod file_state;
mod finish;
mod freshness;
mod inputs;
mod ledger;
mod lock;
mod parallel;
mod path_text;
mod plan;
mod prepared;
mod project;
mod report;
mod repository;
mod scan;
mod time;
mod units;

pub(crate) use error::Error;
pub(crate) use freshness::Freshness;
pub(crate) use ledger::Distrust;
pub(crate) use prepared::Knowledge;
pub(crate) use project::{LocalPackage, Project};
pub(crate) use report::{Change, Report};
pub(crate) use time::Time;
