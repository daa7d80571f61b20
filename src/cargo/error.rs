//! Errors from asking cargo.

use std::process::ExitStatus;

use miette::Diagnostic;
use thiserror::Error;

use crate::{lockfile, process};

/// The result of asking cargo.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why cargo gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// Cargo is not installed.
    #[error(transparent)]
    #[diagnostic(help("install Rust, or set `CARGO` to the cargo that should be used"))]
    NotInstalled(process::Error),
    /// Cargo could not be started for another reason, or another program failed.
    #[error(transparent)]
    Process(process::Error),
    /// Cargo refused, and says why.
    #[error("`{command}` failed: {}", process::text(.stderr))]
    Refused {
        /// The whole command line.
        command: String,
        /// The exit status of cargo.
        status: ExitStatus,
        /// What cargo printed on stderr.
        stderr: Vec<u8>,
        /// What to copy, if cargo lacks files that only an incomplete copy of a project lacks.
        #[help]
        hint: Option<&'static str>,
    },
    /// A directory of ours cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] crate::files::Error),
    /// The answer could not be parsed.
    #[error("could not understand the output of `{command}`: {reason}")]
    #[diagnostic(help("update Rust, and cargo-chef"))]
    Output {
        /// The whole command line.
        command: String,
        /// The parser's message.
        reason: String,
    },
    /// The lockfile that cargo would use does not fit.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// A file for cargo could not be written or read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        match error {
            process::Error::Failed { command, status, stderr } => {
                let hint = hint(&stderr);
                Self::Refused { command, status, stderr, hint }
            }
            error if error.is_missing() => Self::NotInstalled(error),
            error => Self::Process(error),
        }
    }
}

impl Error {
    /// The same, with this hint if cargo refused and there is none yet.
    pub(crate) fn hinting(self, text: &'static str) -> Self {
        match self {
            Self::Refused { command, status, stderr, hint } => {
                Self::Refused { command, status, stderr, hint: hint.or(Some(text)) }
            }
            error => error,
        }
    }

    /// The error of a rustc that was asked something. Unlike cargo's messages, rustc's become part
    /// of ours.
    pub(super) fn of_rustc(error: process::Error) -> Self {
        if error.is_missing() { Self::NotInstalled(error) } else { Self::Process(error) }
    }
}

/// What to copy, if cargo lacks files that only an incomplete copy of a project lacks.
fn hint(stderr: &[u8]) -> Option<&'static str> {
    let stderr = String::from_utf8_lossy(stderr);
    if stderr.contains("no targets specified in the manifest") {
        Some(
            "copy the sources, too: cargo finds targets by their files, and the recipe does not change with what is in them",
        )
    } else if stderr.contains("failed to load manifest for workspace member")
        && stderr.contains("failed to read")
    {
        Some("copy the manifests of all members: cargo reads them, whichever is built")
    } else {
        None
    }
}
