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
    /// A path leads out of the directory in which files are restored.
    #[error("the recipe wants to write to `{0}`, which is outside of its directory")]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    Outside(String),
}
