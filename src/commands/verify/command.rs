//! Runs `verify`.
//!
//! Cargo is asked for the unit graphs of the checkout and of the umbrella that the recipe would
//! cook. Nothing is compiled.

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Serialize;
use toml::Value;

use super::comparison::Comparison;
use super::report;
use crate::cargo::unit_graph::UnitGraph;
use crate::cargo::{BuildOptions, Cargo, config_flags, target_flags};
use crate::commands::description::{VERSION, document};
use crate::commands::outcome::Outcome;
use crate::error::Result;
use crate::files::{Directory, temporary_directory};
use crate::interrupt;
use crate::project_files::{ProjectFile, ProjectFileKind};
use crate::recipe::{Recipe, exact_flags, is_prepared_for};
use crate::recipe_file;
use crate::recipe_of::manifest_path;
use crate::selection::{Scope, Selection};
use crate::shell::{self, Waiting};
use crate::umbrella_of::umbrella_of;
use crate::words::command_line;

/// The options of `verify`.
#[derive(Clone, Debug)]
pub(crate) struct VerifyOptions {
    /// The path of the recipe, or `-` for stdin.
    pub recipe_path: PathBuf,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// The selection that will be built.
    pub selection: Selection,
    /// The profile and targets that it will be built for.
    pub scope: Scope,
    /// The cargo that is asked.
    pub cargo: Cargo,
    /// Whether the network is off limits.
    pub is_offline: bool,
    pub as_json: bool,
}

/// Prints whether the recipe cooks what the build needs.
pub(crate) fn verify(options: &VerifyOptions) -> Result<Outcome> {
    let recipe = recipe_file::read(&options.recipe_path)?;
    interrupt::hold()?;
    let current = std::env::current_dir()?;
    let manifest_path = current.join(manifest_path(options.manifest_path.as_deref())?);
    let root = manifest_path.parent().unwrap_or(&current);
    let cargo = &options.cargo;
    let build = BuildOptions {
        cargo: cargo.clone(),
        scope: options.scope.clone(),
        locked: true,
        offline: options.is_offline,
        ..BuildOptions::default()
    };
    let mut wanted = build.command(Some(&manifest_path), &options.selection).directory(root);
    let workspace_root = cargo.workspace_root(&manifest_path, root)?;
    let beside = temporary_directory()?;
    if !workspace_root.join("Cargo.lock").exists()
        && let Some(made) = recipe.chef.iter().find_map(|chef| chef.made_lockfile.as_ref())
    {
        // Cook would place it, and this writes nothing here.
        let path = beside.path().join("Cargo.lock");
        fs::write(&path, made)?;
        let path = Value::from(path.to_string_lossy().into_owned());
        let config = format!("resolver.lockfile-path={path}");
        wanted = wanted.args(["-Z", "lockfile-path", "--config", &config]);
    }
    let waiting = Waiting::new("Asking", "cargo what it would compile");
    let wanted = UnitGraph::ask(wanted)?;
    let cooked = cooked_graph(&recipe, options, root, cargo)?;
    drop(waiting);
    let other_files = other_files(&workspace_root, &recipe)?;
    let comparison = Comparison::new(&wanted, &cooked, other_files);
    if options.as_json {
        let same = comparison.is_same();
        let hint = (!same).then(|| advice(&recipe, options));
        let told = Told { version: VERSION, same, comparison: &comparison, hint };
        shell::output(&document(&told)?);
    } else {
        let build = cargo_build(&options.selection, &options.scope);
        let recipe_path = options.recipe_path.display().to_string();
        shell::show(&report::text(&comparison, &recipe_path, &build, shell::shown()));
    }
    if !comparison.is_same() && !options.as_json {
        shell::hint(&advice(&recipe, options));
    }
    Ok(Outcome::of_comparison(comparison.is_same()))
}

/// The units that the recipe would cook, with the flags of the build if the recipe has none of its
/// own.
fn cooked_graph(
    recipe: &Recipe,
    options: &VerifyOptions,
    root: &Path,
    cargo: &Cargo,
) -> Result<UnitGraph> {
    let scratch = temporary_directory()?;
    let scratch = Directory::open(scratch.path())?;
    let project = umbrella_of(recipe, "Cargo.toml", &options.selection, &scratch, cargo)?;
    let umbrella = project.files()?.write_into(&scratch.inner("umbrella")?)?;
    let manifest_path = umbrella.join("Cargo.toml");
    let scope = recipe.scope().or(&options.scope);
    let offline = options.is_offline;
    let build = BuildOptions { cargo: cargo.clone(), scope, offline, ..BuildOptions::default() };
    let cooked = build
        .command(Some(&manifest_path), &Selection::default())
        .directory(root)
        .args(target_flags(&project))
        .args(config_flags(&project, &manifest_path));
    Ok(UnitGraph::ask(cooked)?)
}

/// The files beside the manifests that differ between the checkout and the recipe.
fn other_files(root: &Path, recipe: &Recipe) -> Result<Vec<String>> {
    let mut others = Vec::new();
    let carried = [
        (ProjectFileKind::Configuration, recipe.config()),
        (ProjectFileKind::Toolchain, recipe.toolchain()),
    ];
    for (kind, carried) in carried {
        let here = kind.find(root)?;
        let text = |file: &Option<ProjectFile>| {
            file.as_ref().map(|file| file.contents.clone()).unwrap_or_default()
        };
        if !kind.are_same(&text(&here), &text(&carried)) {
            others.push(here.map_or(kind.paths()[1].to_owned(), |file| file.path));
        }
    }
    Ok(others)
}

fn cargo_build(selection: &Selection, scope: &Scope) -> String {
    let words = ["cargo".to_owned(), "build".to_owned()].into_iter();
    let words: Vec<_> = words.chain(scope.to_flags()).chain(selection.to_flags()).collect();
    command_line(&words)
}

/// What programs are told.
#[derive(Serialize)]
struct Told<'c> {
    version: u64,
    same: bool,
    #[serde(flatten)]
    comparison: &'c Comparison,
    hint: Option<String>,
}

/// What to change so that the recipe fits the build.
fn advice(recipe: &Recipe, options: &VerifyOptions) -> String {
    let prepared = match recipe.exact_selection() {
        Some(prepared) if !is_prepared_for(recipe, &options.selection, &options.scope) => prepared,
        _ => {
            let again = cargo_chef_prepare(&recipe.prepare_flags(), options);
            return format!("the recipe is older than the checkout: prepare it again, `{again}`");
        }
    };
    let scope = recipe.scope();
    let scope = if scope == Scope::default() { &options.scope } else { &scope };
    format!(
        "build what the recipe was prepared for, `{}`, or prepare it for this build, `{}`",
        cargo_build(prepared, scope),
        cargo_chef_prepare(&exact_flags(&options.selection, &options.scope), options)
    )
}

fn cargo_chef_prepare(flags: &[String], options: &VerifyOptions) -> String {
    let mut words = ["cargo", "chef", "prepare"].map(str::to_owned).to_vec();
    if !["recipe.json", "-"].iter().any(|usual| options.recipe_path == Path::new(usual)) {
        words.extend(["--recipe-path".into(), options.recipe_path.display().to_string()]);
    }
    words.extend_from_slice(flags);
    command_line(&words)
}
