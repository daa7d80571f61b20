//! `cargo chef prepare`: from a directory to a recipe.

use std::path::{Path, PathBuf};

use crate::distil::{Purpose, distil, platform, with_owners};
use crate::error::{Result, copy_line};
use crate::recipe::diff::words::count;
use crate::recipe::{Recipe, digest};
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
    /// What it is made for.
    pub request: Request,
}

/// What of a workspace goes into a recipe.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What an exact recipe is made for; `None` for a workspace recipe.
    pub selection: Option<Selection>,
    /// The profile and targets that an exact recipe is restricted to.
    pub scope: Scope,
}

/// Writes the recipe, and tells what was written.
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
    } else {
        write_atomically(&options.recipe_path, text.as_bytes())?;
    }
    tell(&recipe, &text, &options.recipe_path);
    Ok(())
}

/// One line on what was written: a recipe with the same digest has the same bytes.
fn tell(recipe: &Recipe, text: &str, path: &Path) {
    let name =
        if path == Path::new("-") { String::new() } else { format!("`{}`: ", path.display()) };
    let crates = count(recipe.crates(), "crate");
    shell::note(
        "prepared",
        &format!("{name}{}, {crates}, digest {}", recipe.in_words(), digest(text)),
    );
    if recipe.exact_selection().is_none() {
        shell::hint(
            "say what you build, such as `--bin NAME` or `--exact`, and the recipe changes less often",
        );
    }
}

/// The recipe of the workspace that the manifest belongs to. Says what its lockfile lacked.
pub fn recipe(options: &PrepareOptions) -> Result<Recipe> {
    let manifest_path = match &options.manifest_path {
        Some(path) => path.clone(),
        None => find_manifest(&std::env::current_dir()?)?,
    };
    let PrepareOptions { request, .. } = options;
    let workspace = read(ReadOptions::new(manifest_path), request)?;
    if workspace.lacks_sources {
        shell::note(
            "note",
            "there are no sources; a package is taken to have a library and a program",
        );
    }
    warn_of_lockfile(&workspace);
    note_owners(&workspace, request);
    recipe_of(&workspace, request)
}

/// Says which packages the build has to name, where no default member has a binary.
fn note_owners(workspace: &Workspace, request: &Request) {
    let Some(typed) = &request.selection else {
        return;
    };
    let selection = with_owners(workspace, typed);
    if selection != *typed {
        let text = format!("no default member has `{typed}`, so the recipe is for `{selection}`");
        shell::note("note", &text);
    }
}

/// The recipe of a workspace.
pub fn recipe_of(workspace: &Workspace, request: &Request) -> Result<Recipe> {
    match &request.selection {
        None => Recipe::of_workspace(workspace),
        Some(selection) => {
            let selection = &with_owners(workspace, selection);
            let purpose = Purpose {
                selection: selection.clone(),
                profile: request.scope.profile.clone(),
                targets: platform::Targets(workspace.target_cfgs(&request.scope.targets)?),
            };
            let umbrella = distil(workspace, &purpose)?;
            Ok(Recipe::of_umbrella(workspace, selection, &request.scope, &umbrella))
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

/// Reads a workspace. A workspace recipe is that of the whole workspace, whichever member's
/// manifest it was asked for.
pub fn read(mut options: ReadOptions, request: &Request) -> Result<Workspace> {
    let workspace = Workspace::read(&options)?;
    let root = workspace.root.join("Cargo.toml");
    if request.selection.is_some() || options.manifest_path == root {
        return Ok(workspace);
    }
    options.manifest_path = root;
    Workspace::read(&options)
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
