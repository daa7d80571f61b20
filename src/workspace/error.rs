//! Why a workspace cannot be read.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::files::copy_line;
use crate::{cargo, files, lockfile, manifest};

/// The result of reading a workspace.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a workspace cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// There is no manifest to start from.
    #[error("could not find `Cargo.toml` in `{}` or any parent directory", .0.display())]
    #[diagnostic(help("run it inside of a cargo project, or point to one with `--manifest-path`"))]
    NoManifest(PathBuf),
    /// A manifest that was named is not there.
    #[error("there is no manifest at `{}`", .0.display())]
    #[diagnostic(help("restore it, or name another with `--manifest-path`"))]
    ManifestMissing(PathBuf),
    /// A local crate is compiled with external ones, and is not there.
    #[error(
        "external crates are compiled with the local crate `{package}`, whose sources are not here"
    )]
    #[diagnostic(help("copy all of it to the planner: `{}`", copy_line(directory)))]
    SourcesMissing {
        /// Its name.
        package: String,
        /// Its directory, relative to the root.
        directory: String,
    },
    /// Cargo could not say what is there.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cargo(#[from] cargo::Error),
    /// A manifest or a configuration file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] manifest::Error),
    /// The lockfile is of no use.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Lockfile(#[from] lockfile::Error),
    /// A copy could not be made for cargo to read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// A file could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
