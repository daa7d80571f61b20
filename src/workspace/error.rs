//! Errors from reading a workspace.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::files::copy_line;
use crate::{cargo, files, lockfile, manifest};

/// The result of reading a workspace.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a workspace could not be read.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// Neither the directory nor any of its parents has a manifest.
    #[error("could not find `Cargo.toml` in `{}` or any parent directory", .0.display())]
    #[diagnostic(help("run it inside a cargo project, or point to one with `--manifest-path`"))]
    NoManifest(PathBuf),
    /// There is no manifest at the path that was named.
    #[error("there is no manifest at `{}`", .0.display())]
    #[diagnostic(help("restore it, or name another with `--manifest-path`"))]
    ManifestMissing(PathBuf),
    /// The sources of a replacing crate are missing.
    #[error(
        "external crates are compiled with the local crate `{package}`, whose sources are not here"
    )]
    #[diagnostic(help("copy all of it to the planner: `{}`", copy_line(directory)))]
    SourcesMissing {
        /// The name of the replacing crate.
        package: String,
        /// The directory of the replacing crate, relative to the root.
        directory: String,
    },
    /// Cargo could not describe the workspace.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cargo(#[from] cargo::Error),
    /// A manifest or a configuration file could not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] manifest::Error),
    /// The lockfile cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// The copy that cargo reads could not be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A file could not be read; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
