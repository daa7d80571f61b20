//! What `cook` was asked for.

use std::path::PathBuf;

use super::restore::Overwrite;
use crate::cargo::BuildOptions;
use crate::selection::Selection;

/// What `cook` was asked for.
#[derive(Clone, Debug)]
pub(crate) struct CookOptions {
    /// Where the recipe comes from.
    pub recipe: RecipeSource,
    /// The root manifest of the project, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What is chosen of a workspace recipe.
    pub selection: Selection,
    /// What becomes of it.
    pub product: Product,
    /// How it is built.
    pub build: BuildOptions,
    /// Whether `--no-std` was given, which only stand-ins need.
    pub no_std: bool,
}

/// Where a recipe comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecipeSource {
    /// From this file; `-` is stdin.
    Named(PathBuf),
    /// From the usual file or, where there is none, from the workspace that is here.
    Usual,
}

/// What becomes of a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// Its dependencies are compiled.
    Build,
    /// Stand-ins for its members are written.
    StandIns(Overwrite),
}
