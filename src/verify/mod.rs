//! `cargo chef verify`: does this recipe cook what a cargo command will ask for?
//!
//! Cargo is asked for the unit graphs of the checkout and of the umbrella that the recipe would
//! cook. Nothing is compiled.

pub mod compare;
pub mod graph;
pub mod report;

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::cook::{BuildOptions, config_flags, target_flags, umbrella_of};
use crate::error::Result;
use crate::process::Command;
use crate::recipe::{Recipe, same_config, same_toolchain};
use crate::selection::{Scope, Selection};
use crate::shell;
use crate::workspace::{File, find_manifest};
use compare::Comparison;
use graph::Graph;

/// What `verify` was asked for.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// The recipe; `-` is stdin.
    pub recipe_path: PathBuf,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What will be built.
    pub selection: Selection,
    /// The profile and targets it will be built for.
    pub scope: Scope,
    /// Whether to print JSON.
    pub as_json: bool,
}

/// Prints how the recipe fits; tells whether it does.
pub fn verify(options: &VerifyOptions) -> Result<bool> {
    let recipe = Recipe::read(&options.recipe_path)?;
    let current = std::env::current_dir()?;
    let manifest_path = match &options.manifest_path {
        Some(path) => current.join(path),
        None => find_manifest(&current)?,
    };
    let root = manifest_path.parent().unwrap_or(&current);
    let build = BuildOptions { scope: options.scope.clone(), ..BuildOptions::default() };
    let wanted = command(&build, root, &manifest_path, &options.scope)
        .args(options.selection.to_flags())
        .arg("--locked");
    let wanted = Graph::ask(wanted)?;
    let cooked = cooked_graph(&recipe, options, root, &build)?;
    let other_files = other_files(&workspace_root(&build, root, &manifest_path)?, &recipe)?;
    let comparison = Comparison::new(&wanted, &cooked, other_files);
    shell::output(&shown(&comparison, &recipe, options)?);
    if !comparison.is_same() && !options.as_json {
        shell::hint(&advice(&recipe, options));
    }
    Ok(comparison.is_same())
}

fn command(build: &BuildOptions, root: &Path, manifest_path: &Path, scope: &Scope) -> Command {
    let command = build.cargo().arg("build").arg("--manifest-path").arg(manifest_path);
    command.args(scope.to_flags()).directory(root)
}

/// The units that the recipe would cook, with the same flags where it does not bring its own.
fn cooked_graph(
    recipe: &Recipe,
    options: &VerifyOptions,
    root: &Path,
    build: &BuildOptions,
) -> Result<Graph> {
    let scratch = tempfile::tempdir()?;
    let restored = scratch.path().join("workspace");
    let project = umbrella_of(recipe, &options.selection, &restored, build)?;
    let umbrella = project.tree()?.write(&scratch.path().join("umbrella"))?;
    let prepared = recipe.scope();
    let scope = Scope {
        profile: prepared.profile.or_else(|| options.scope.profile.clone()),
        targets: if prepared.targets.is_empty() {
            options.scope.targets.clone()
        } else {
            prepared.targets
        },
    };
    let manifest_path = umbrella.join("Cargo.toml");
    let cooked = command(build, root, &manifest_path, &scope)
        .args(target_flags(&project))
        .args(config_flags(&project, &manifest_path));
    Graph::ask(cooked)
}

fn workspace_root(build: &BuildOptions, root: &Path, manifest_path: &Path) -> Result<PathBuf> {
    let command = build
        .cargo()
        .args(["locate-project", "--workspace", "--message-format", "plain", "--manifest-path"])
        .arg(manifest_path)
        .directory(root);
    let path = String::from_utf8_lossy(&command.cargo_output()?).trim().to_owned();
    Ok(Path::new(&path).parent().unwrap_or(root).to_owned())
}

/// The files of a checkout that recipes carry and that are not as in this one.
fn other_files(root: &Path, recipe: &Recipe) -> Result<Vec<String>> {
    let mut others = Vec::new();
    let mut compare = |carried: Option<File>, names: &[&str], same: fn(&File, &File) -> bool| {
        let name = names.iter().find(|name| root.join(name).is_file()).unwrap_or(&names[1]);
        let path = root.join(name);
        let contents = if path.is_file() { fs::read_to_string(&path)? } else { String::new() };
        let here = File { path: (*name).to_owned(), contents };
        let nothing = File { path: here.path.clone(), contents: String::new() };
        if !same(&here, &carried.unwrap_or(nothing)) {
            others.push(here.path);
        }
        Ok::<(), crate::error::Error>(())
    };
    compare(recipe.config(), &[".cargo/config", ".cargo/config.toml"], same_config)?;
    compare(recipe.toolchain(), &["rust-toolchain", "rust-toolchain.toml"], same_toolchain)?;
    Ok(others)
}

fn cargo_build(selection: &[String], scope: &Scope) -> String {
    let words = ["cargo".to_owned(), "build".to_owned()].into_iter();
    words.chain(scope.to_flags()).chain(selection.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn shown(comparison: &Comparison, recipe: &Recipe, options: &VerifyOptions) -> Result<String> {
    if options.as_json {
        let mut value = serde_json::to_value(comparison).map_err(std::io::Error::from)?;
        value["same"] = comparison.is_same().into();
        if !comparison.is_same() {
            value["hint"] = advice(recipe, options).into();
        }
        return Ok(format!("{value:#}\n"));
    }
    let build = cargo_build(&options.selection.to_flags(), &options.scope);
    Ok(report::text(comparison, &options.recipe_path.display().to_string(), &build))
}

/// What to change so that recipe and build agree.
fn advice(recipe: &Recipe, options: &VerifyOptions) -> String {
    let asked = [options.selection.to_flags(), options.scope.to_flags()].concat();
    let Some(prepared) = recipe.exact_selection() else {
        return format!(
            "the recipe is older than the checkout: prepare it again, `{}`",
            cargo_chef_prepare(&[], options)
        );
    };
    let scope = recipe.scope();
    let or_exact = |flags: Vec<String>| {
        if flags.is_empty() { vec!["--exact".to_owned()] } else { flags }
    };
    if prepared == options.selection.to_flags() && fits(&scope, &options.scope) {
        let flags = or_exact([prepared.to_vec(), scope.to_flags()].concat());
        return format!(
            "the recipe is older than the checkout: prepare it again, `{}`",
            cargo_chef_prepare(&flags, options)
        );
    }
    let scope = if scope == Scope::default() { &options.scope } else { &scope };
    format!(
        "build what the recipe was prepared for, `{}`, or prepare it for this build, `{}`",
        cargo_build(prepared, scope),
        cargo_chef_prepare(&or_exact(asked), options)
    )
}

fn cargo_chef_prepare(flags: &[String], options: &VerifyOptions) -> String {
    let mut words = vec!["cargo chef prepare".to_owned()];
    if !["recipe.json", "-"].iter().any(|usual| options.recipe_path == Path::new(usual)) {
        words.push(format!("--recipe-path {}", options.recipe_path.display()));
    }
    words.extend_from_slice(flags);
    words.join(" ")
}

fn fits(prepared: &Scope, asked: &Scope) -> bool {
    (prepared.profile.is_none() || prepared.profile == asked.profile)
        && (prepared.targets.is_empty() || prepared.targets == asked.targets)
}
