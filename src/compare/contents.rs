//! What a recipe contains, parsed once for everything that explains it: the project, the lockfile
//! as a graph, and the dependencies in the manifests.

use std::path::Path;

use toml::Table;

use super::requests::{DependencyEntry, requests};
use crate::lockfile::Lockfile;
use crate::project::Project;
use crate::recipe::{Error, Recipe, Result};

/// A recipe, parsed.
#[derive(Clone, Debug)]
pub(crate) struct RecipeContents<'a> {
    pub recipe: &'a Recipe,
    /// The project, without the text of its lockfile.
    pub project: Project,
    /// The lockfile, which is empty if the recipe has none.
    pub lockfile: Lockfile,
    /// The entries of all dependency tables.
    pub requests: Vec<DependencyEntry>,
    /// The root manifest.
    pub root: Table,
}

impl<'a> RecipeContents<'a> {
    /// Parses the parts of a recipe; `name` is only used in errors.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the lockfile cannot be parsed.
    pub(crate) fn new(name: &str, recipe: &'a Recipe) -> Result<Self> {
        let project = Project { lockfile: None, ..recipe.project() };
        let lockfile = match &recipe.skeleton.lock_file {
            Some(text) => Lockfile::parse(Path::new("Cargo.lock"), text)
                .map_err(|error| Error::Invalid { path: name.into(), reason: error.to_string() })?,
            None => Lockfile::default(),
        };
        let root = project.manifests.iter().find(|m| m.relative_path == "Cargo.toml");
        let root = root.and_then(|manifest| manifest.contents.parse().ok()).unwrap_or_default();
        Ok(Self { recipe, requests: requests(&project), lockfile, root, project })
    }

    /// Whether the recipe has the umbrella of one selection.
    pub(crate) fn is_exact(&self) -> bool {
        self.recipe.exact_selection().is_some()
    }

    /// Whether both recipes are of the same kind, so that their manifests can be compared.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.is_exact() == other.is_exact()
            && self.recipe.chef.is_some() == other.recipe.chef.is_some()
    }
}
