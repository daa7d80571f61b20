//! What can go wrong with TOML files.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// The result of reading TOML.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file was not read.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// The file system refused; the message names the file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A manifest or configuration file is not valid TOML.
    #[error("could not parse `{}`: {reason}", .path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The parser's message.
        reason: String,
    },
}
