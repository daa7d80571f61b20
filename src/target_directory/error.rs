//! What can go wrong here.

use std::path::PathBuf;

/// A failure to find out, or to put right, what is fresh.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Error {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file system does not tell the time.
    #[error(
        "the clock of the file system of `{}` stands still: it cannot be told what is new",
        .0.display()
    )]
    ClockStands(PathBuf),
}

/// The result of what can fail here.
pub(super) type Result<T, E = Error> = std::result::Result<T, E>;
