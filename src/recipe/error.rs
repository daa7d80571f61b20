//! What can be wrong with a recipe.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::files;

/// The result of handling recipes.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a recipe is of no use.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// There is no recipe where one was expected.
    #[error("there is no recipe at `{}`", .0.display())]
    #[diagnostic(help(
        "run `cargo chef prepare --recipe-path {}` first, or copy the recipe from the planner stage",
        .0.display()
    ))]
    Missing(PathBuf),
    /// The recipe is not one.
    #[error("`{}` is not a recipe: {reason}", .path.display())]
    #[diagnostic(help("write it again with `cargo chef prepare`"))]
    Invalid {
        /// Where the recipe was read from.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The recipe comes from a newer cargo-chef.
    #[error("`{}` has recipe format {found}, this cargo-chef reads up to {known}", .path.display())]
    #[diagnostic(help("use the same version of cargo-chef for prepare and cook"))]
    TooNew {
        /// Where the recipe was read from.
        path: PathBuf,
        /// The recipe's format.
        found: u64,
        /// The newest format that is understood.
        known: u64,
    },
    /// Something else was asked for than the recipe was made for.
    #[error("the recipe was prepared for {recipe}, but cook was asked for {asked}")]
    #[diagnostic(help("cook without these flags, or prepare the recipe again with {again}"))]
    Conflict {
        /// The selection that the recipe holds, in words or as flags in backticks.
        recipe: String,
        /// What the command line asks for, in the same way.
        asked: String,
        /// What to prepare a recipe with, so that it is fit for both.
        again: String,
    },
    /// It holds a path that leads elsewhere.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Files(#[from] files::Error),
    /// It could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
