//! `cargo chef cook`: from a recipe to compiled dependencies.
//!
//! The umbrella is written to a directory below the target directory and built there, from the
//! project's root as working directory, so that the project's configuration and toolchain apply.
//! Nothing of the user's is changed.

mod beside;
mod cargo;
mod location;
mod needs;
mod restore;
mod users_wrapper;
pub mod wrapper;

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::distil::{Umbrella, distil};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::recipe::{Recipe, stand_ins};
use crate::selection::{Packages, Rule, Scope, Selection, TargetFilter, Targets};
use crate::shell;
use crate::tree::normalized;
use crate::workspace::{LockfileOrigin, ReadOptions, Workspace, find_manifest};

pub use cargo::{Action, BuildOptions, Toolchain, config_flags, invocation, target_flags};
pub use location::{Directories, directories, target_directory};
pub use restore::Overwrite;

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
    /// Whether stand-ins for members go without the standard library.
    pub no_std: bool,
    /// Stand-ins are written instead of anything being built.
    pub restore: Option<Overwrite>,
    /// How it is built.
    pub build: BuildOptions,
}

/// Compiles the dependencies of a recipe or, where there is none, of the checkout.
pub fn cook(options: &CookOptions) -> Result<()> {
    if let Some(overwrite) = options.restore {
        return restore_stand_ins(options, overwrite);
    }
    if options.no_std && options.build.verbose > 0 {
        shell::note("note", "`--no-std` is not needed: nothing stands in for the members");
    }
    match recipe(options)? {
        Some(recipe) => cook_recipe(options, &recipe),
        None => cook_checkout(options),
    }
}

/// Where a recipe belongs, as far as that can be told before the sources are there.
struct Place {
    /// The directory of the root manifest.
    root: PathBuf,
    /// The manifest that cargo is pointed at, relative to the root.
    manifest: String,
}

impl Place {
    /// A manifest that is named is that of a member, where the recipe has one of that path below
    /// the current directory; else it is the root manifest.
    fn find(recipe: &Recipe, manifest_path: Option<&Path>) -> Result<Self> {
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

fn cook_recipe(options: &CookOptions, recipe: &Recipe) -> Result<()> {
    let Place { root, manifest } = Place::find(recipe, options.manifest_path.as_deref())?;
    let scope = agreed_scope(recipe, &options.selection, &options.build.scope)?;
    needs::check(&root, recipe)?;
    fs::create_dir_all(&root)?;
    beside::place(&root, recipe)?;
    let toolchain = match recipe.toolchain() {
        Some(_) if cargo::toolchain_is_default() => Toolchain::ChosenAnew,
        _ => options.build.toolchain,
    };
    let build = BuildOptions { scope, toolchain, ..options.build.clone() };
    let directories = directories(&root, &build)?;
    let scratch = location::scratch(&directories.target)?;
    let restored = scratch.join("workspace");
    let project = umbrella_of_member(recipe, &manifest, &options.selection, &restored, &build)?;
    build_umbrella(&project, &scratch.join("umbrella"), &root, &directories, &build)
}

fn restore_stand_ins(options: &CookOptions, overwrite: Overwrite) -> Result<()> {
    let recipe = Recipe::read(&options.recipe_path)?;
    if let Some(flags) = recipe.exact_selection() {
        return Err(Error::NotOfWorkspace(flags.join(" ")));
    }
    let Place { root, .. } = Place::find(&recipe, options.manifest_path.as_deref())?;
    let files = stand_ins(&recipe.project(), options.no_std)?;
    let record = target_directory(&root, &options.build)?.join("cargo-chef/stand-ins.json");
    restore::restore(&root, &files, &record, overwrite)?;
    beside::place(&root, &recipe)
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
    let directories = directories(&workspace.root, build)?;
    let scratch = location::scratch(&directories.target)?.join("umbrella");
    build_umbrella(&umbrella.project, &scratch, &workspace.root, &directories, build)
}

/// What is built for a recipe: its umbrella, or that of a selection. A workspace recipe is
/// restored to `scratch` for cargo to read.
pub fn umbrella_of(
    recipe: &Recipe,
    selection: &Selection,
    scratch: &Path,
    build: &BuildOptions,
) -> Result<Project> {
    umbrella_of_member(recipe, "Cargo.toml", selection, scratch, build)
}

/// As [`umbrella_of`], with cargo pointed at this manifest of a workspace recipe.
fn umbrella_of_member(
    recipe: &Recipe,
    manifest: &str,
    selection: &Selection,
    scratch: &Path,
    build: &BuildOptions,
) -> Result<Project> {
    if recipe.exact_selection().is_some() {
        return Ok(recipe.project());
    }
    let root = recipe.project().tree()?.write(scratch)?;
    let read = ReadOptions {
        manifest_path: root.join(manifest),
        cargo: build.cargo(),
        toolchain: None,
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
    directories: &Directories,
    build: &BuildOptions,
) -> Result<()> {
    let mut project = project.clone();
    needs::place(&mut project, root);
    let directory = project.tree()?.write(scratch)?;
    let manifest_path = directory.join("Cargo.toml");
    if build.locked || build.frozen {
        cargo::settle_lockfile(&project, &manifest_path, root, build)?;
    }
    let command = invocation(&project, &manifest_path, root, directories, build)?;
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
    if asked.is_default() {
        return true;
    }
    // Where no packages are named, those of the recipe are meant.
    let prepared = match asked.packages {
        Packages::Default => without_packages(prepared),
        _ => prepared,
    };
    if asked.to_flags() == prepared {
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

/// The flags of a selection behind those that name packages.
fn without_packages(mut flags: &[String]) -> &[String] {
    while let [flag, _, rest @ ..] = flags
        && flag == "--package"
    {
        flags = rest;
    }
    flags
}
