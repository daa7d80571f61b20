//! `Cargo.lock`: a graph of packages, read in any format and written in one.

mod error;
mod graph;
mod normal_form;

pub use error::{Error, Result};
pub use graph::{LockedIndex, LockedPackage, Lockfile};
pub use normal_form::{LockEntry, entries, entry, reference, write};
