//! Files as values: sets of files, their paths and digests, and how they are written.

mod atomic;
mod digest;
mod error;
mod file_set;
mod paths;

pub(crate) use atomic::{make_executable, write_atomically};
pub(crate) use digest::{digest, hexadecimal};
pub(crate) use error::{Error, Result};
pub(crate) use file_set::FileSet;
pub(crate) use paths::{copy_line, lexical_join, normalized, prefix, relative};
