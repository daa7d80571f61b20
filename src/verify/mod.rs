//! `cargo chef verify`: does this recipe cook what a cargo command will ask for?
//!
//! Cargo is asked for the unit graphs of the checkout and of the umbrella that the recipe would
//! cook. Nothing is compiled.

pub mod compare;
pub mod graph;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::cook::{BuildOptions, target_flags, umbrella_of};
use crate::error::Result;
use crate::process::Command;
use crate::recipe::Recipe;
use crate::selection::{Scope, Selection};
use crate::shell;
use crate::workspace::find_manifest;
use compare::{Comparison, Difference};
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
    let comparison = Comparison::new(&wanted, &cooked);
    shell::output(&report(&comparison, &recipe, options)?);
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
    let cooked = command(build, root, &umbrella.join("Cargo.toml"), &scope);
    Graph::ask(cooked.args(target_flags(&project)))
}

fn cargo_build(selection: &[String], scope: &Scope) -> String {
    let words = ["cargo".to_owned(), "build".to_owned()].into_iter();
    words.chain(scope.to_flags()).chain(selection.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn report(comparison: &Comparison, recipe: &Recipe, options: &VerifyOptions) -> Result<String> {
    if options.as_json {
        let mut value = serde_json::to_value(comparison).map_err(std::io::Error::from)?;
        value["same"] = comparison.is_same().into();
        if !comparison.is_same() {
            value["hint"] = advice(recipe, options).into();
        }
        return Ok(format!("{value:#}\n"));
    }
    let asked = cargo_build(&options.selection.to_flags(), &options.scope);
    let path = options.recipe_path.display();
    let mut text = String::new();
    if comparison.is_same() {
        let _ = writeln!(
            text,
            "`{path}` cooks all {} units of `{asked}`, and no other",
            comparison.units
        );
        return Ok(text);
    }
    let again = comparison.compiled_again.len() + comparison.dependents;
    let _ = writeln!(
        text,
        "after cooking `{path}`, `{asked}` compiles {again} of its {} units again; {} were cooked needlessly",
        comparison.units,
        comparison.needless.len()
    );
    add_table(&mut text, "compiled again", &comparison.compiled_again);
    if comparison.dependents > 0 {
        let _ = writeln!(text, "  and {} that depend on these", comparison.dependents);
    }
    add_table(&mut text, "cooked needlessly", &comparison.needless);
    Ok(text)
}

fn add_table(text: &mut String, title: &str, differences: &[Difference]) {
    if differences.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}:");
    let name = |difference: &Difference| {
        let unit = &difference.unit;
        let what = match (unit.kind.as_str(), unit.mode.as_str()) {
            ("custom-build", "run-custom-build") => " (run build script)",
            ("custom-build", _) => " (build script)",
            ("proc-macro", _) => " (proc-macro)",
            _ => "",
        };
        format!("{} {}{what}", unit.package, unit.version)
    };
    let width = differences.iter().map(|difference| name(difference).len()).max().unwrap_or(0);
    for difference in differences {
        let reasons = difference.reasons.join("; ");
        let _ = writeln!(text, "  {:width$}  {reasons}", name(difference));
    }
}

/// What to change so that recipe and build agree.
fn advice(recipe: &Recipe, options: &VerifyOptions) -> String {
    let asked = [options.selection.to_flags(), options.scope.to_flags()].concat();
    match recipe.exact_selection() {
        Some(prepared)
            if prepared != options.selection.to_flags()
                || !fits(&recipe.scope(), &options.scope) =>
        {
            let scope = recipe.scope();
            let scope = if scope == Scope::default() { &options.scope } else { &scope };
            let prepare = if asked.is_empty() { "--exact".to_owned() } else { asked.join(" ") };
            format!(
                "build with the flags the recipe was prepared for: `{}`; or prepare it for this build: `cargo chef prepare {prepare}`",
                cargo_build(prepared, scope),
            )
        }
        _ => "the recipe is older than the checkout: prepare it again".to_owned(),
    }
}

fn fits(prepared: &Scope, asked: &Scope) -> bool {
    (prepared.profile.is_none() || prepared.profile == asked.profile)
        && (prepared.targets.is_empty() || prepared.targets == asked.targets)
}
