//! `cargo chef cook`: from a recipe to compiled dependencies.
//!
//! The umbrella is written to a directory below the target directory and built there, from the
//! project's root as working directory, so that the project's configuration and toolchain apply.
//! Nothing of the user's is changed.

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
