//! `cargo chef cook`: from a recipe to compiled dependencies.
//!
//! The umbrella is written to a directory below the target directory and built there, from the
//! project's root as working directory, so that the project's configuration and toolchain apply.
//! Nothing of the user's is changed.

mod beside;
mod cargo;
mod location;
pub mod wrapper;

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::distil::{Umbrella, distil};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::recipe::Recipe;
use crate::selection::{Packages, Rule, Selection, TargetFilter, Targets};
use crate::shell;
use crate::workspace::{LockfileOrigin, ReadOptions, Workspace, find_manifest};

pub use cargo::{BuildOptions, Profile, Toolchain, invocation};
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
    check_selection(recipe, &options.selection)?;
    fs::create_dir_all(root)?;
    beside::place(root, recipe)?;
    let toolchain = match recipe.toolchain() {
        Some(_) if cargo::toolchain_is_default() => Toolchain::ChosenAnew,
        _ => options.build.toolchain,
    };
    let build = BuildOptions { toolchain, ..options.build.clone() };
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
    let umbrella = distil(&workspace, &options.selection)?;
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
    let Umbrella { project, .. } = distil(&workspace, selection)?;
    Ok(project)
}

fn build_umbrella(
    project: &Project,
    scratch: &Path,
    root: &Path,
    target: &Path,
    build: &BuildOptions,
) -> Result<()> {
    let directory = project.tree()?.write(scratch)?;
    let manifest_path = directory.join("Cargo.toml");
    if build.locked || build.frozen {
        cargo::settle_lockfile(project, &manifest_path, root, build)?;
    }
    let command = invocation(project, &manifest_path, root, target, build)?;
    if build.verbose > 0 {
        shell::note("running", &command.to_string());
    }
    command.run()
}

/// An exact recipe is made for one selection. Naming it again is fine, and so is naming one of
/// its binaries.
fn check_selection(recipe: &Recipe, asked: &Selection) -> Result<()> {
    let Some(prepared) = recipe.exact_selection() else {
        return Ok(());
    };
    let without_binaries = match &asked.targets {
        Targets::Only(TargetFilter {
            library: false,
            binaries: Rule::Named(_),
            examples,
            tests,
            benches,
        }) if ![examples, tests, benches].iter().any(|rule| rule.is_specific()) => {
            Some(Selection { targets: Targets::Default, ..asked.clone() })
        }
        _ => None,
    };
    let fits = |selection: &Selection| selection.is_default() || selection.to_flags() == prepared;
    if fits(asked)
        || without_binaries.as_ref().is_some_and(|s| s.packages != Packages::Default && fits(s))
    {
        return Ok(());
    }
    let recipe = match prepared {
        [] => "the default selection".to_owned(),
        flags => format!("`{}`", flags.join(" ")),
    };
    Err(Error::SelectionConflict { recipe, asked: asked.to_string() })
}
