//! `Cargo.lock`: a graph of packages, read in any format and written in one.

mod error;
mod graph;
mod normal_form;

pub(crate) use error::{Error, Result};
pub(crate) use graph::{LockedIndex, LockedPackage, Lockfile};
pub(crate) use normal_form::{LockEntry, entries, entry, reference, write};
