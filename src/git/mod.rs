//! Reads the git repository of the current directory, with the `git` program.
//!
//! Only what reads is called: nothing of the user's is written, not the working tree, the index or
//! a ref, and no hook or filter runs.

mod checkout;
mod error;
mod objects;
mod repository;

pub(crate) use checkout::Checkout;
pub(crate) use error::Error;
pub(crate) use repository::{Commit, Repository};
