//! The sum of the rooms' errors, and their exit codes.
//!
//! Every error says what was being done and to what, and has a hint that says what to do. If cargo
//! failed, it has explained that already, so only its exit status is passed on.

use std::process::ExitStatus;

use miette::Diagnostic;
use thiserror::Error as ThisError;

use crate::interrupt::Interrupted;
pub use crate::misuse::Misuse;
use crate::{
    cargo, distil, files, git, interrupt, lockfile, manifest, process, recipe, target_directory,
    workspace,
};

/// The result of services and commands.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any failure of a command.
#[derive(Debug, ThisError, Diagnostic)]
pub enum Error {
    /// What was typed cannot be done here.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Misuse(#[from] Misuse),
    /// A recipe cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Recipe(#[from] recipe::Error),
    /// A workspace could not be read.
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
    /// A manifest or a configuration file could not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] manifest::Error),
    /// A lockfile cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// Files could not be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A program could not be started, or did not succeed.
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
    /// What the user can do about the error, if anything.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.help().map(|hint| hint.to_string())
    }

    /// The exit code of the process: cargo's own if cargo failed, 128 + n for signal n, and 2 for
    /// all others.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.status(), self.interruption()) {
            (Some(status), _) => code(status),
            (None, Some(signal)) => 128 + signal.0,
            (None, None) => 2,
        }
    }

    /// What cargo printed, if that is the explanation.
    #[must_use]
    pub fn said_by_cargo(&self) -> Option<&[u8]> {
        match self.of_cargo()? {
            cargo::Error::Refused { stderr, .. } => Some(stderr),
            _ => None,
        }
    }

    /// Whether nothing need be printed, because the user knows already.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.status().is_some() || self.interruption().is_some()
    }

    /// The exit status of cargo, if cargo has explained the failure.
    fn status(&self) -> Option<ExitStatus> {
        match (self, self.of_cargo()) {
            (Self::Process(process::Error::Ended(status)), _)
            | (_, Some(cargo::Error::Refused { status, .. })) => Some(*status),
            _ => None,
        }
    }

    /// The signal that has ended the command or what it ran.
    fn interruption(&self) -> Option<Interrupted> {
        let failed = match (self, self.of_cargo()) {
            (Self::Interrupted(signal), _) => return Some(*signal),
            (Self::Process(failed) | Self::Git(git::Error::Process(failed)), _)
            | (_, Some(cargo::Error::Process(failed))) => failed,
            _ => return None,
        };
        match failed {
            process::Error::Interrupted(signal) => Some(*signal),
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
