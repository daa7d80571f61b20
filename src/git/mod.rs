//! Reads the git repository of the current directory, with the `git` program.
//!
//! Only what reads is called: nothing of the user's is written, not the working tree, the index or
//! a ref, and no hook or filter runs.

mod checkout;
mod error;
mod objects;
mod repository;

pub use checkout::Checkout;
pub use error::{Error, Result};
pub use repository::{Commit, Repository};
