//! Files as values: sets of them, their paths, digests, and how they are written.

mod atomic;
mod digest;
mod error;
mod file_set;
mod paths;

pub use atomic::{make_executable, write_atomically};
pub use digest::digest;
pub use error::{Error, Result};
pub use file_set::FileSet;
pub use paths::{copy_line, lexical_join, normalized, prefix, relative};
