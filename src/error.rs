//! The sum of the rooms' errors, and the exit codes.
//!
//! Every error names what was being done and to what, and has a hint beside it that says what to
//! do. Where cargo itself failed it has spoken already, and only its exit status travels on.

use std::process::ExitStatus;

use miette::Diagnostic;
use thiserror::Error as ThisError;

pub use crate::misuse::Misuse;
use crate::{
    cargo, distil, files, git, interrupt, lockfile, manifest, process, recipe, target_directory,
    workspace,
};

/// The result of services and commands.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, with the exit code that [`Error::exit_code`] gives it.
#[derive(Debug, ThisError, Diagnostic)]
pub enum Error {
    /// What was typed cannot be done here.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Misuse(#[from] Misuse),
    /// A recipe is of no use.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Recipe(#[from] recipe::Error),
    /// A workspace cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Workspace(#[from] workspace::Error),
    /// A selection cannot be distilled.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Distil(#[from] distil::Error),
    /// Cargo gave no answer.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cargo(#[from] cargo::Error),
    /// Git gave no answer.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] git::Error),
    /// A manifest or configuration file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] manifest::Error),
    /// A lockfile is of no use.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// Files were not written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A program did not succeed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Process(#[from] process::Error),
    /// What is fresh could not be found out.
    #[error(transparent)]
    #[diagnostic(transparent)]
    TargetDirectory(#[from] target_directory::Error),
    /// A signal ended the command.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Interrupted(#[from] interrupt::Interrupted),
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Error {
    /// What the user can do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.help().map(|hint| hint.to_string())
    }

    /// The process exit code: cargo's own where cargo failed, 128 + n for signal n, else 2.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.status(), self) {
            (Some(status), _) => code(status),
            (
                None,
                Self::Interrupted(signal) | Self::Process(process::Error::Interrupted(signal)),
            ) => 128 + signal.0,
            _ => 2,
        }
    }

    /// What cargo said, where it is cargo that explains what is wrong.
    #[must_use]
    pub fn said_by_cargo(&self) -> Option<&[u8]> {
        match self.of_cargo()? {
            cargo::Error::Refused { stderr, .. } => Some(stderr),
            _ => None,
        }
    }

    /// Whether the user has been told what is wrong, or need not be.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.status().is_some()
            || matches!(self, Self::Interrupted(_) | Self::Process(process::Error::Interrupted(_)))
    }

    /// How cargo ended, where it is cargo that explains what is wrong.
    fn status(&self) -> Option<ExitStatus> {
        match (self, self.of_cargo()) {
            (Self::Process(process::Error::Ended(status)), _)
            | (_, Some(cargo::Error::Refused { status, .. })) => Some(*status),
            _ => None,
        }
    }

    fn of_cargo(&self) -> Option<&cargo::Error> {
        match self {
            Self::Cargo(error) | Self::Workspace(workspace::Error::Cargo(error)) => Some(error),
            _ => None,
        }
    }
}

#[cfg(unix)]
fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(2)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2)
}
