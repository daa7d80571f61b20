//! Errors from asking git.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::words::quoted;
use crate::{files, process};

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why git gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// Git is not installed.
    #[error(transparent)]
    #[diagnostic(help("install git"))]
    NotInstalled(process::Error),
    /// Git could not be started for another reason, or did not succeed.
    #[error(transparent)]
    Process(process::Error),
    /// The directory is not in a git repository.
    #[error("`{}` is not in a git repository that can be read: {reason}", .directory.display())]
    #[diagnostic(help("run it inside the project's git repository"))]
    NoRepository { directory: PathBuf, reason: String },
    /// The repository belongs to somebody else, as in a container where another user has made the files.
    #[error("git does not read the repository of `{}`, which belongs to another user", .0.display())]
    #[diagnostic(help(
        "if you trust it, say `git config --global --add safe.directory {}`",
        quoted(&.0.to_string_lossy())
    ))]
    OfAnother(PathBuf),
    /// The repository has no such revision.
    #[error("this repository has no revision `{0}`")]
    #[diagnostic(help("`git log --oneline --all` lists the commits that it has"))]
    Revision(String),
    /// The repository is new.
    #[error("this repository has no commits yet")]
    #[diagnostic(help("commit the project first: `git add --all && git commit`"))]
    NoCommits,
    /// Git returned fewer files of a commit than were requested.
    #[error("`{command}` failed: it did not return all files of the commit")]
    #[diagnostic(help("`git fsck` lists what is missing; `git fetch` completes a partial clone"))]
    FilesMissing { command: String },
    /// The path of a file in a commit leads out of the tree.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A file of a commit could not be written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        if error.is_missing() { Self::NotInstalled(error) } else { Self::Process(error) }
    }
}
