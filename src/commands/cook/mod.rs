//! `cargo chef cook`: compiles the dependencies of a recipe.
//!
//! The umbrella is written to a directory below the target directory, and built there. Cargo runs
//! in the project's root, so that the project's configuration and toolchain apply. None of the
//! user's files are changed.

mod command;
mod needs;
mod options;
mod place;
mod placement;
mod restore;
mod stand_ins;

pub(crate) use command::cook;
pub(crate) use options::{CookOptions, Product, RecipeSource};
pub(crate) use restore::Overwrite;
