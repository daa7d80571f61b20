//! Files as values: sets of files, their paths and digests, and how they are written.

mod atomic;
mod digest;
mod directory;
mod error;
mod file_set;
mod paths;
mod walk;

pub(crate) use atomic::{
    UNFINISHED, make_executable, remove_unfinished, write_atomically, write_where_named,
};
pub(crate) use digest::{digest, hexadecimal};
pub(crate) use directory::{Directory, temporary_directory};
pub(crate) use error::{Error, Result};
pub(crate) use file_set::FileSet;
pub(crate) use paths::{
    copy_line, lexical_join, located, normalized, normalized_below, prefix, relative,
};
pub(crate) use walk::{TARGET_DEPTH, files_named};
