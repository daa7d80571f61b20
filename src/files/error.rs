//! Errors from reading and writing files.

use miette::Diagnostic;
use thiserror::Error;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why files could not be read or written.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// There is no place for what is only needed for a while.
    #[error("no temporary directory can be made in `{}`: {source}", .directory.display())]
    #[diagnostic(help("set `TMPDIR` to a directory that can be written"))]
    NoTemporary {
        /// Where it should be.
        directory: std::path::PathBuf,
        /// The reason that the operating system gives.
        source: std::io::Error,
    },
    /// A file would be written through a link.
    #[error("`{0}` is a link, so what is written there may end up anywhere")]
    #[diagnostic(help("replace the link by a directory"))]
    Link(String),
    /// A path leads out of the directory that it should be in.
    #[error("`{}` leads out of `{}` through a link", .path.display(), .directory.display())]
    #[diagnostic(help("replace the link by a directory"))]
    LeadsOut {
        /// The path, relative to the directory.
        path: std::path::PathBuf,
        /// The directory.
        directory: std::path::PathBuf,
    },
    /// A path is that of a file and that of a directory.
    #[error("the recipe wants `{0}` to be both a file and a directory")]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    FileAndDirectory(String),
    /// A path that no file system takes.
    #[error("the recipe wants to write to `{0}…`, whose path is longer than 4,096 bytes")]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    TooLong(String),
    /// A path leads out of the directory in which files are restored.
    #[error("the recipe wants to write to `{0}`, which is outside of its directory")]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    Outside(String),
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error,
            error => Self::other(error),
        }
    }
}
