//! What can go wrong with files.

use miette::Diagnostic;
use thiserror::Error;

/// The result of handling files.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why files were not read or written.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// The file system refused; the message names the file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A path leads out of the directory in which files are restored.
    #[error("the recipe wants to write to `{0}`, which is outside of its directory")]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    Outside(String),
}
