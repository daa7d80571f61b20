//! `cargo chef cook`: from a recipe to compiled dependencies.
//!
//! The umbrella is written to a directory below the target directory and built there, from the
//! project's root as working directory, so that the project's configuration and toolchain apply.
//! Nothing of the user's is changed.

mod beside;
mod cargo;
mod location;
mod needs;
mod users_wrapper;
pub mod wrapper;

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::distil::{Umbrella, distil};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::recipe::Recipe;
use crate::selection::{Rule, Scope, Selection, TargetFilter, Targets};
use crate::shell;
use crate::workspace::{LockfileOrigin, ReadOptions, Workspace, find_manifest};

pub use cargo::{Action, BuildOptions, Toolchain, config_flags, invocation, target_flags};
pub use location::target_directory;

/// What `cook` was asked for.
#[derive(Clone, Debug)]
pub struct CookOptions {
    /// The recipe.
    pub recipe_path: PathBuf,
    /// Whether the recipe's path was given, or is the default one.
    pub recipe_is_named: bool,
    /// The root manifest of the project, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What is chosen of a workspace recipe.
    pub selection: Selection,
    /// How it is built.
    pub build: BuildOptions,
}

/// Compiles the dependencies of a recipe or, where there is none, of the checkout.
pub fn cook(options: &CookOptions) -> Result<()> {
    let root = project_root(options.manifest_path.as_deref())?;
    match recipe(options)? {
        Some(recipe) => cook_recipe(options, &root, &recipe),
        None => cook_checkout(options),
    }
}

/// The directory that cargo will be run in later: that of the manifest, which may be yet to come.
fn project_root(manifest_path: Option<&Path>) -> Result<PathBuf> {
    let current = std::env::current_dir()?;
    Ok(match manifest_path.and_then(Path::parent) {
        Some(parent) => current.join(parent),
        None => current,
    })
}

/// The recipe; `None` where none was named and a checkout is here to be cooked instead.
fn recipe(options: &CookOptions) -> Result<Option<Recipe>> {
    match Recipe::read(&options.recipe_path) {
        Err(Error::RecipeMissing(_)) if !options.recipe_is_named && has_checkout(options) => {
            Ok(None)
        }
        result => result.map(Some),
    }
}

fn has_checkout(options: &CookOptions) -> bool {
    match &options.manifest_path {
        Some(path) => path.is_file(),
        None => std::env::current_dir().is_ok_and(|directory| find_manifest(&directory).is_ok()),
    }
}

fn cook_recipe(options: &CookOptions, root: &Path, recipe: &Recipe) -> Result<()> {
    let scope = agreed_scope(recipe, &options.selection, &options.build.scope)?;
    needs::check(root, recipe)?;
    fs::create_dir_all(root)?;
    beside::place(root, recipe)?;
    let toolchain = match recipe.toolchain() {
        Some(_) if cargo::toolchain_is_default() => Toolchain::ChosenAnew,
        _ => options.build.toolchain,
    };
    let build = BuildOptions { scope, toolchain, ..options.build.clone() };
    let target = target_directory(root, &build)?;
    let scratch = location::scratch(&target)?;
    let project = umbrella_of(recipe, &options.selection, &scratch.join("workspace"), &build)?;
    build_umbrella(&project, &scratch.join("umbrella"), root, &target, &build)
}

fn cook_checkout(options: &CookOptions) -> Result<()> {
    let manifest_path = match &options.manifest_path {
        Some(path) => path.clone(),
        None => find_manifest(&std::env::current_dir()?)?,
    };
    let build = &options.build;
    let read =
        ReadOptions { offline: build.offline || build.frozen, ..ReadOptions::new(manifest_path) };
    let workspace = Workspace::read(&read)?;
    if build.locked || build.frozen {
        match &workspace.lockfile_origin {
            LockfileOrigin::Found => {}
            LockfileOrigin::Missing => return Err(Error::LockfileMissing(workspace.root)),
            LockfileOrigin::Stale(what) => return Err(Error::LockfileStale(what.clone())),
        }
    }
    let umbrella = distil(&workspace, &options.selection.clone().into())?;
    let target = target_directory(&workspace.root, build)?;
    let scratch = location::scratch(&target)?;
    build_umbrella(&umbrella.project, &scratch.join("umbrella"), &workspace.root, &target, build)
}

/// What is built for a recipe: its umbrella, or that of a selection. A workspace recipe is
/// restored to `scratch` for cargo to read.
pub fn umbrella_of(
    recipe: &Recipe,
    selection: &Selection,
    scratch: &Path,
    build: &BuildOptions,
) -> Result<Project> {
    if recipe.exact_selection().is_some() {
        return Ok(recipe.project());
    }
    let root = recipe.project().tree()?.write(scratch)?;
    let read = ReadOptions {
        manifest_path: root.join("Cargo.toml"),
        cargo: build.cargo(),
        offline: build.offline || build.frozen,
    };
    let workspace = Workspace::read(&read)?;
    let Umbrella { project, .. } = distil(&workspace, &selection.clone().into())?;
    Ok(project)
}

fn build_umbrella(
    project: &Project,
    scratch: &Path,
    root: &Path,
    target: &Path,
    build: &BuildOptions,
) -> Result<()> {
    let mut project = project.clone();
    needs::place(&mut project, root);
    let directory = project.tree()?.write(scratch)?;
    let manifest_path = directory.join("Cargo.toml");
    if build.locked || build.frozen {
        cargo::settle_lockfile(&project, &manifest_path, root, build)?;
    }
    let command = invocation(&project, &manifest_path, root, target, build)?;
    if build.verbose > 0 {
        shell::note("running", &command.to_string());
    }
    command.run()
}

/// The profile and targets to build for: what was asked for and, where nothing was, what the recipe
/// was prepared for.
///
/// # Errors
/// [`Error::SelectionConflict`] where the recipe is exact and something else is asked for. Naming
/// its selection again is fine, and so is naming one of its binaries.
pub fn agreed_scope(recipe: &Recipe, selection: &Selection, scope: &Scope) -> Result<Scope> {
    let prepared = recipe.scope();
    let Some(flags) = recipe.exact_selection() else {
        return Ok(scope.clone());
    };
    let agreed = Scope {
        profile: scope.profile.clone().or_else(|| prepared.profile.clone()),
        targets: if scope.targets.is_empty() {
            prepared.targets.clone()
        } else {
            scope.targets.clone()
        },
    };
    let same_scope = (prepared.profile.is_none() || prepared.profile == agreed.profile)
        && (prepared.targets.is_empty() || prepared.targets == agreed.targets);
    if same_scope && is_part(selection, flags) {
        return Ok(agreed);
    }
    let wanted = if selection.is_default() { flags.to_vec() } else { selection.to_flags() };
    let shown = |selection: Vec<String>, scope: &Scope| {
        let flags = [selection, scope.to_flags()].concat();
        match &flags[..] {
            [] => "the default selection".to_owned(),
            flags => format!("`{}`", flags.join(" ")),
        }
    };
    Err(Error::SelectionConflict {
        recipe: shown(flags.to_vec(), &prepared),
        asked: shown(selection.to_flags(), scope),
        again: shown(wanted, &agreed),
    })
}

/// Whether a selection needs nothing else than the prepared one.
fn is_part(asked: &Selection, prepared: &[String]) -> bool {
    if asked.is_default() || asked.to_flags() == prepared {
        return true;
    }
    match &asked.targets {
        Targets::Only(TargetFilter {
            library: false,
            binaries: Rule::Named(_),
            examples,
            tests,
            benches,
        }) if ![examples, tests, benches].iter().any(|rule| rule.is_specific()) => {
            let wider = Selection { targets: Targets::Default, ..asked.clone() };
            wider.to_flags() == prepared
        }
        _ => false,
    }
}
