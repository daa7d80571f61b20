//! Why git gave no answer.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::{files, process};

/// The result of asking git.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why git gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// It is not installed.
    #[error(transparent)]
    #[diagnostic(help("install git"))]
    NotInstalled(process::Error),
    /// It could not be started for some other reason, or did not succeed.
    #[error(transparent)]
    Process(process::Error),
    /// A directory is in no git repository.
    #[error("`{}` is in no git repository that can be read: {reason}", .directory.display())]
    #[diagnostic(help("run it inside of the git repository of the project"))]
    NoRepository {
        /// The directory.
        directory: PathBuf,
        /// What git said.
        reason: String,
    },
    /// A git repository has no such revision.
    #[error("this repository has no revision `{0}`")]
    #[diagnostic(help("`git log --oneline` lists the commits of this branch"))]
    Revision(String),
    /// Git did not give all files of a commit.
    #[error("`{command}` failed: it did not give all files of the commit")]
    FilesMissing {
        /// The whole command.
        command: String,
    },
    /// A file of a commit leads elsewhere.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A file of a commit could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        if error.is_missing() { Self::NotInstalled(error) } else { Self::Process(error) }
    }
}
