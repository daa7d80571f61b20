//! What a recipe holds, read once for all who explain it: its project, its lockfile as a graph,
//! and what its manifests ask for.

use std::path::Path;

use toml::Table;

use super::requests::{DependencyEntry, requests};
use crate::lockfile::Lockfile;
use crate::project::Project;
use crate::recipe::{Error, Recipe, Result};

/// A recipe with its text taken apart.
#[derive(Clone, Debug)]
pub(crate) struct RecipeContents<'a> {
    /// The recipe itself.
    pub recipe: &'a Recipe,
    /// Its manifests.
    pub project: Project,
    /// Its lockfile; an empty one where it has none.
    pub lockfile: Lockfile,
    /// The entries of all dependency tables.
    pub requests: Vec<DependencyEntry>,
    /// The root manifest.
    pub root: Table,
}

impl<'a> RecipeContents<'a> {
    /// Takes a recipe apart that was read from `name`.
    ///
    /// # Errors
    /// [`Error::Invalid`] where its lockfile cannot be read.
    pub(crate) fn new(name: &str, recipe: &'a Recipe) -> Result<Self> {
        let project = recipe.project();
        let lockfile = match &project.lockfile {
            Some(text) => Lockfile::parse(Path::new("Cargo.lock"), text)
                .map_err(|error| Error::Invalid { path: name.into(), reason: error.to_string() })?,
            None => Lockfile::default(),
        };
        let root = project.manifests.iter().find(|m| m.relative_path == "Cargo.toml");
        let root = root.and_then(|manifest| manifest.contents.parse().ok()).unwrap_or_default();
        Ok(Self { recipe, requests: requests(&project), lockfile, root, project })
    }

    /// Whether it holds the umbrella of one selection.
    pub(crate) fn is_exact(&self) -> bool {
        self.recipe.exact_selection().is_some()
    }

    /// Whether the manifests of both say things in the same way.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.is_exact() == other.is_exact()
            && self.recipe.chef.is_some() == other.recipe.chef.is_some()
    }
}
