//! Errors from finding out what is fresh.

use std::path::PathBuf;

/// Why it cannot be found out or put right what is fresh.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Error {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A file could not be written as a whole.
    #[error(transparent)]
    Files(#[from] crate::files::Error),
    /// The clock of the file system stands still.
    #[error(
        "the clock of the file system of `{}` stands still: there is no telling what is new",
        .0.display()
    )]
    #[diagnostic(help("name a target directory on another file system with `--target-dir`"))]
    ClockStands(PathBuf),
}

pub(super) type Result<T, E = Error> = std::result::Result<T, E>;
