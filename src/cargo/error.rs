//! What can go wrong when cargo is asked.

use std::process::ExitStatus;

use miette::Diagnostic;
use thiserror::Error;

use crate::{lockfile, process};

/// The result of asking cargo.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why cargo gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// It is not installed.
    #[error(transparent)]
    #[diagnostic(help("install Rust, or set `CARGO` to the cargo that should be used"))]
    NotInstalled(process::Error),
    /// It could not be started for some other reason, or another program failed.
    #[error(transparent)]
    Process(process::Error),
    /// It refused, and says why.
    #[error("`{command}` failed: {}", process::text(.stderr))]
    Refused {
        /// The whole command.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said.
        stderr: Vec<u8>,
        /// What to do where it misses files that only a part of the project can lack.
        #[help]
        hint: Option<&'static str>,
    },
    /// It answered something that could not be understood.
    #[error("could not understand the output of `{command}`: {reason}")]
    Output {
        /// The whole command.
        command: String,
        /// The parser's message.
        reason: String,
    },
    /// The lockfile that it would use does not fit.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// A file that it is shown could not be written or read.
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
    /// That of a rustc which was asked something: what it says belongs to us.
    pub(super) fn of_rustc(error: process::Error) -> Self {
        if error.is_missing() { Self::NotInstalled(error) } else { Self::Process(error) }
    }
}

/// What to copy, where cargo misses what only a part of a project can lack.
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
