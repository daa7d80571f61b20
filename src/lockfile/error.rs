//! What can be wrong with a lockfile.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// The result of reading a lockfile.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a lockfile is of no use.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// `Cargo.lock` cannot be understood.
    #[error("could not parse the lockfile `{}`: {reason}", .path.display())]
    #[diagnostic(help(
        "restore it from version control, or remove it and run `cargo generate-lockfile`"
    ))]
    Invalid {
        /// The lockfile.
        path: PathBuf,
        /// The parser's message.
        reason: String,
    },
    /// `Cargo.lock` lacks something that the manifests ask for.
    #[error("the lockfile does not fit its manifests: {0}")]
    #[diagnostic(help("run `cargo update --workspace` and commit `Cargo.lock`"))]
    Stale(String),
    /// There is no `Cargo.lock` in a directory, and none may be made.
    #[error("there is no `Cargo.lock` in `{}`, and with `--locked` none is made", .0.display())]
    #[diagnostic(help("run `cargo generate-lockfile` and commit `Cargo.lock`"))]
    Missing(PathBuf),
}
