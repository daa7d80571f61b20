//! Errors from reading TOML files.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a TOML file could not be read.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// The file could not be read; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("could not parse `{}`: {reason}", .path.display())]
    #[diagnostic(help("correct the file; cargo cannot read it either"))]
    Toml { path: PathBuf, reason: String },
}
