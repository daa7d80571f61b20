//! `cargo chef inspect`: what a recipe holds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::cook::{BuildOptions, umbrella_of};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::recipe::Recipe;
use crate::selection::Selection;
use crate::tree::lexical_join;

/// What `inspect` was asked for.
#[derive(Clone, Debug)]
pub struct InspectOptions {
    /// The recipe; `-` is stdin.
    pub recipe_path: PathBuf,
    /// What is chosen of a workspace recipe.
    pub selection: Selection,
    /// Where to write what cook would build.
    pub restore: PathBuf,
}

/// Writes the umbrella into an empty directory, with the files beside it, so that cargo can be
/// run there.
pub fn inspect(options: &InspectOptions) -> Result<()> {
    let recipe = Recipe::read(&options.recipe_path)?;
    check_empty(&options.restore)?;
    let scratch = tempfile::tempdir()?;
    let build = BuildOptions::default();
    let project =
        umbrella_of(&recipe, &options.selection, &scratch.path().join("workspace"), &build)?;
    restore(&project, &recipe, &options.restore)
}

fn check_empty(directory: &Path) -> Result<()> {
    match fs::read_dir(directory) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(Error::NotEmpty(directory.to_owned())),
            None => Ok(()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn restore(project: &Project, recipe: &Recipe, directory: &Path) -> Result<()> {
    let root = project.tree()?.write(directory)?;
    for file in [recipe.config(), recipe.toolchain()].into_iter().flatten() {
        let path = lexical_join(&root, &file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, file.contents)?;
    }
    Ok(())
}
