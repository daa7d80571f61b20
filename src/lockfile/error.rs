//! Errors from reading a lockfile.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a lockfile cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    #[error("could not parse the lockfile `{}`: {reason}", .path.display())]
    #[diagnostic(help(
        "restore it from version control, or remove it and run `cargo generate-lockfile`"
    ))]
    Invalid { path: PathBuf, reason: String },
    /// `Cargo.lock` lacks a package that the manifests request.
    #[error("the lockfile does not fit its manifests: {0}")]
    #[diagnostic(help("run `cargo update --workspace` and commit `Cargo.lock`"))]
    Stale(String),
    /// The directory has no `Cargo.lock`, and `--locked` forbids making one.
    #[error("there is no `Cargo.lock` in `{}`, and with `--locked` none is made", .0.display())]
    #[diagnostic(help("run `cargo generate-lockfile` and commit `Cargo.lock`"))]
    Missing(PathBuf),
}
