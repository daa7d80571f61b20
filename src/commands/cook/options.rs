//! The options of `cook`.

use std::path::PathBuf;

use super::restore::Overwrite;
use crate::cargo::BuildOptions;
use crate::commands::reused::Reuse;
use crate::selection::Selection;

#[derive(Clone, Debug)]
pub(crate) struct CookOptions {
    pub recipe: RecipeSource,
    /// The root manifest of the project, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What is selected from a workspace recipe.
    pub selection: Selection,
    /// Whether dependencies are compiled or stand-ins are written.
    pub product: Product,
    pub build: BuildOptions,
    /// Units of earlier builds.
    pub reuse: Option<Reuse>,
    /// Whether what was reused is told as JSON.
    pub as_json: bool,
    /// Whether `--no-std` was given, which only matters to stand-ins.
    pub no_std: bool,
}

/// Where a recipe comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecipeSource {
    /// This file, or stdin if it is `-`.
    Named(PathBuf),
    /// The usual file or, if there is none, the workspace in the current directory.
    Usual,
}

/// What is made from a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// Compiled dependencies.
    Build,
    /// Stand-ins for the members.
    StandIns(Overwrite),
}
