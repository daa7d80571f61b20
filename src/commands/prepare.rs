//! `cargo chef prepare`: makes a recipe from a directory.

use std::path::PathBuf;

use super::outcome::Outcome;
use super::writing;
use crate::error::Result;
use crate::interrupt;
use crate::recipe_of::{RecipeRequest, manifest_path};

/// The options of `prepare`.
#[derive(Clone, Debug)]
pub(crate) struct PrepareOptions {
    /// Where the recipe is written, or `-` for stdout.
    pub recipe_path: PathBuf,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    pub request: RecipeRequest,
}

/// Writes the recipe, and tells what was written.
pub(crate) fn prepare(options: &PrepareOptions) -> Result<Outcome> {
    // What is only there for a while is taken away.
    interrupt::hold()?;
    let manifest_path = manifest_path(options.manifest_path.as_deref())?;
    writing::write(&manifest_path, &options.request, &options.recipe_path)?;
    Ok(Outcome::Done)
}
