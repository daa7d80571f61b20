//! From a recipe and a selection to an umbrella: what `cook`, `inspect` and `verify` share.

use std::path::Path;

use crate::cargo::Cargo;
use crate::distil::{Umbrella, distil};
use crate::error::Result;
use crate::project::Project;
use crate::recipe::Recipe;
use crate::selection::Selection;
use crate::workspace::{Reading, read};

/// What is built for a recipe: its umbrella, or that of a selection. Cargo is pointed at this
/// `manifest` of a workspace recipe, which is restored to `scratch` for it to read.
pub(crate) fn umbrella_of(
    recipe: &Recipe,
    manifest: &str,
    selection: &Selection,
    scratch: &Path,
    cargo: &Cargo,
) -> Result<Project> {
    if recipe.exact_selection().is_some() {
        return Ok(recipe.project());
    }
    let root = recipe.project().files()?.write(scratch)?;
    let Reading { workspace, .. } = read(cargo, &root.join(manifest))?;
    let Umbrella { project, .. } = distil(&workspace, &selection.clone().into())?;
    Ok(project)
}
