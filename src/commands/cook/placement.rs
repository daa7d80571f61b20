//! Places the recipe's files that belong beside the manifests. They are written if they are
//! missing, and never overwrite others.

use std::path::Path;

use crate::error::Result;
use crate::project_files::{Placed, ProjectFile, ProjectFileKind};
use crate::recipe::Recipe;
use crate::shell;

/// Writes the files that are missing, and warns about those that differ.
pub(super) fn place(root: &Path, recipe: &Recipe) -> Result<()> {
    let made = recipe.chef.as_ref().and_then(|chef| chef.made_lockfile.clone());
    let lockfile = made.map(|contents| ProjectFile { path: "Cargo.lock".into(), contents });
    for (kind, file) in [
        (ProjectFileKind::Configuration, recipe.config()),
        (ProjectFileKind::Toolchain, recipe.toolchain()),
        (ProjectFileKind::Lockfile, lockfile),
    ] {
        let Some(file) = file else { continue };
        if let Placed::Differs(path) = kind.place(root, &file)? {
            shell::warning(&format!("`{path}` is not the one that the recipe was prepared with"));
            shell::hint(
                "prepare the recipe again; until then, what is cooked may be compiled again",
            );
        }
    }
    Ok(())
}
