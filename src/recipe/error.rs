//! Errors from reading and using recipes.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::files;
use crate::words::quoted;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a recipe cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    #[error("there is no recipe at `{}`", .0.display())]
    #[diagnostic(help(
        "run `cargo chef prepare --recipe-path {}` first, or copy the recipe from the planner stage",
        quoted(&.0.to_string_lossy())
    ))]
    Missing(PathBuf),
    /// The text is not a recipe.
    #[error("`{}` is not a recipe: {reason}", .path.display())]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    Invalid {
        path: PathBuf,
        /// What is wrong with the text.
        reason: String,
    },
    /// The recipe was written by a newer cargo-chef.
    #[error("`{}` has recipe format {found}, and this cargo-chef reads up to {known}", .path.display())]
    #[diagnostic(help("use the version of cargo-chef that wrote it, or a newer one"))]
    TooNew {
        path: PathBuf,
        /// The recipe's format.
        found: u64,
        /// The newest format that this version understands.
        known: u64,
    },
    /// An exact recipe does not fit what was requested.
    #[error("the recipe was prepared for {recipe}, not for {asked}")]
    #[diagnostic(help("leave these flags out, or prepare the recipe again with {again}"))]
    Conflict {
        /// What the recipe was prepared for, in words or as flags in backticks.
        recipe: String,
        /// What the command line requests, in the same form.
        asked: String,
        /// What to prepare a recipe with, so that it fits the request.
        again: String,
    },
    /// A path in the recipe leads out of its directory.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// The recipe could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
