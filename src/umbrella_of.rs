//! Makes umbrellas from recipes. `cook`, `inspect` and `verify` share this.

use crate::cargo::Cargo;
use crate::distil::{Umbrella, distil};
use crate::error::Result;
use crate::files::Directory;
use crate::project::Project;
use crate::recipe::Recipe;
use crate::selection::Selection;
use crate::workspace::{Reading, read};

/// The project that is built for a recipe: the umbrella of an exact recipe, or that of a selection
/// from a workspace recipe. For the latter, the recipe is restored to `workspace` in `scratch`, and cargo
/// reads `manifest` there.
pub(crate) fn umbrella_of(
    recipe: &Recipe,
    manifest: &str,
    selection: &Selection,
    scratch: &Directory,
    cargo: &Cargo,
) -> Result<Project> {
    if recipe.exact_selection().is_some() {
        return Ok(recipe.project());
    }
    let root = recipe.project().files()?.write_into(&scratch.inner("workspace")?)?;
    let Reading { workspace, .. } = read(cargo, &root.join(manifest))?;
    let Umbrella { project, .. } = distil(&workspace, &selection.clone().into())?;
    Ok(project)
}
