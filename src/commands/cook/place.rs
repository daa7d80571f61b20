//! Finds the place of a recipe.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::files::normalized;
use crate::recipe::Recipe;

/// Where a recipe belongs, as far as that can be told before the sources are there.
pub(super) struct Place {
    /// The directory of the root manifest.
    pub root: PathBuf,
    /// The manifest that cargo is pointed at, relative to the root.
    pub manifest: String,
}

impl Place {
    /// The place for a manifest that the user named. If the recipe has a manifest at this path
    /// below the current directory, it is that one; else it is the root manifest.
    pub(super) fn find(recipe: &Recipe, manifest_path: Option<&Path>) -> Result<Self> {
        let current = std::env::current_dir()?;
        let of_root = |root| Self { root, manifest: "Cargo.toml".into() };
        let Some(path) = manifest_path else {
            return Ok(of_root(current));
        };
        let path = current.join(path);
        let below = path.strip_prefix(&current).ok().and_then(Path::to_str).and_then(normalized);
        let is_member =
            |path: &String| recipe.skeleton.manifests.iter().any(|m| m.relative_path == *path);
        Ok(match below.filter(is_member) {
            Some(manifest) => Self { root: current, manifest },
            None => of_root(path.parent().unwrap_or(&current).to_owned()),
        })
    }
}
