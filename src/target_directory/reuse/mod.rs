//! Units that outlive a target directory: `--reuse`.
//!
//! A directory holds units of earlier builds. Before cargo runs, those that it may use are brought
//! over into the build directory; then cargo runs as ever and finds out which are fresh. After that,
//! what it used is put back. Nothing is keyed by us, so nothing can be keyed wrongly.

mod bring;
mod copy;
mod document;
mod locks;
mod merged;
mod note;
mod put_back;
mod record;
mod rustc_info;
mod sessions;
mod source;
mod unit_files;

pub(crate) use bring::{Brought, Destination, bring};
#[cfg(any(test, fuzzing))]
pub(crate) use document::Document;
pub(crate) use document::Locked;
use note::Note;
pub(crate) use put_back::{Limit, overlap, put_back};
