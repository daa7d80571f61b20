//! `cargo chef prepare`: from a directory to a recipe.

use std::path::{Path, PathBuf};

use crate::distil::{Purpose, distil, platform, with_owners};
use crate::error::{Result, copy_line};
use crate::recipe::Recipe;
use crate::selection::{Scope, Selection};
use crate::shell;
use crate::tree::write_atomically;
use crate::workspace::{LockfileOrigin, ReadOptions, Workspace, find_manifest};

/// What `prepare` was asked for.
#[derive(Clone, Debug)]
pub struct PrepareOptions {
    /// Where the recipe goes; `-` is stdout.
    pub recipe_path: PathBuf,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What an exact recipe is made for; `None` for a workspace recipe.
    pub selection: Option<Selection>,
    /// The profile and targets that an exact recipe is restricted to.
    pub scope: Scope,
}

/// Writes the recipe.
pub fn prepare(options: &PrepareOptions) -> Result<()> {
    let recipe = recipe(options)?;
    for secret in &recipe.secrets {
        shell::warning(&secret.warning());
        shell::hint(&secret.hint());
    }
    list_needs(&recipe);
    let text = recipe.to_text()?;
    if options.recipe_path == Path::new("-") {
        shell::output(&text);
        return Ok(());
    }
    write_atomically(&options.recipe_path, text.as_bytes())
}

/// The recipe of the workspace that the manifest belongs to.
pub fn recipe(options: &PrepareOptions) -> Result<Recipe> {
    let manifest_path = match &options.manifest_path {
        Some(path) => path.clone(),
        None => find_manifest(&std::env::current_dir()?)?,
    };
    let workspace = read(manifest_path, options.selection.is_none())?;
    match &options.selection {
        None => Recipe::of_workspace(&workspace),
        Some(typed) => {
            let selection = &with_owners(&workspace, typed);
            if selection != typed {
                shell::note(
                    "note",
                    &format!("no default member has `{typed}`, so the recipe is for `{selection}`"),
                );
            }
            let purpose = Purpose {
                selection: selection.clone(),
                profile: options.scope.profile.clone(),
                targets: platform::Targets(workspace.target_cfgs(&options.scope.targets)?),
            };
            let umbrella = distil(&workspace, &purpose)?;
            Ok(Recipe::of_umbrella(&workspace, selection, &options.scope, &umbrella))
        }
    }
}

/// Says what has to be there, besides the recipe, where it is cooked.
fn list_needs(recipe: &Recipe) {
    let needs = recipe.chef.iter().flat_map(|chef| &chef.needs);
    let lines: Vec<_> = needs.map(|path| format!("`{}`", copy_line(path))).collect();
    if !lines.is_empty() {
        shell::note("note", "the recipe points to files that do not travel in it");
        shell::hint(&format!("copy them before cooking: {}", lines.join(", ")));
    }
}

/// Reads a workspace and says what its lockfile lacked. A workspace recipe is that of the whole
/// workspace, whichever member's manifest it was asked for.
fn read(manifest_path: PathBuf, from_root: bool) -> Result<Workspace> {
    let mut options = ReadOptions::new(manifest_path);
    let mut workspace = Workspace::read(&options)?;
    let root = workspace.root.join("Cargo.toml");
    if from_root && options.manifest_path != root {
        options.manifest_path = root;
        workspace = Workspace::read(&options)?;
    }
    warn_of_lockfile(&workspace);
    Ok(workspace)
}

/// Says where a lockfile had to be made or completed.
pub fn warn_of_lockfile(workspace: &Workspace) {
    match &workspace.lockfile_origin {
        LockfileOrigin::Found => {}
        LockfileOrigin::Missing => {
            shell::warning(&format!(
                "there is no `Cargo.lock` in `{}`; the newest versions that fit are used",
                workspace.root.display()
            ));
            shell::hint(
                "commit a `Cargo.lock`, so that the recipe changes only when you change it",
            );
        }
        LockfileOrigin::Stale(what) => {
            shell::warning(&format!(
                "`Cargo.lock` does not fit its manifests: {what}; it was completed in a copy"
            ));
            shell::hint("run `cargo update --workspace` and commit `Cargo.lock`");
        }
    }
}
