//! Reads the git repository of the current directory through the `git` program.
//!
//! Only reading commands are called: the working tree, the index and all refs stay untouched, and
//! no hook or filter runs.

mod checkout;
mod error;
mod objects;
mod repository;

pub(crate) use checkout::Checkout;
pub(crate) use error::Error;
pub(crate) use repository::{Commit, Repository};
