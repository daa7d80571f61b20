//! Compares an umbrella with the workspace it was distilled from, by cargo's own unit graphs.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use cargo_chef::cli::parse_selection;
use cargo_chef::distil::{Umbrella, distil};
use cargo_chef::process::Command;
use cargo_chef::project::TargetKind;
use cargo_chef::recipe::Recipe;
use cargo_chef::verify::graph::{Graph, Unit};
use cargo_chef::workspace::{ReadOptions, Workspace};

use crate::registry::{Registry, write};

/// A workspace as files, and what is asked of it.
#[derive(Clone, Debug)]
pub struct Project {
    /// Path and contents.
    pub files: Vec<(String, String)>,
    /// Cargo's selection flags.
    pub selection: Vec<String>,
    /// Cargo's other flags, the same for both sides.
    pub build: Vec<String>,
}

impl fmt::Display for Project {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} | {}", self.selection.join(" "), self.build.join(" "))?;
        for (path, contents) in &self.files {
            write!(formatter, "# FILE {path}\n{contents}")?;
        }
        Ok(())
    }
}

/// What came of a comparison.
#[derive(Debug)]
pub enum Verdict {
    /// Cargo itself does not build this selection.
    Refused,
    /// The units are the same; so many of them are external.
    Same(usize),
    /// They are not.
    Differs(String),
}

/// Compares the umbrella of a selection with cargo's own units, and the umbrella that a workspace
/// recipe gives with that.
pub fn judge(registry: &Registry, project: &Project) -> Verdict {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let root = directory.path().join("workspace");
    for (path, contents) in &project.files {
        write(&root.join(path), contents);
    }
    let flags: Vec<_> = project.selection.iter().chain(&project.build).cloned().collect();
    let Ok(real) = units(registry, &root, &flags) else {
        return Verdict::Refused;
    };
    match compare(registry, project, directory.path(), &root, &real) {
        Ok(()) => Verdict::Same(real.len()),
        Err(how) => Verdict::Differs(how),
    }
}

fn compare(
    registry: &Registry,
    project: &Project,
    scratch: &Path,
    root: &Path,
    real: &BTreeSet<Unit>,
) -> Result<(), String> {
    let umbrella = umbrella(registry, &root.join("Cargo.toml"), project)?;
    let workspace = read(registry, &root.join("Cargo.toml"))?;
    let recipe = Recipe::of_workspace(&workspace).map_err(|error| error.to_string())?;
    let restored = scratch.join("restored");
    let tree = recipe.project().tree().map_err(|error| error.to_string())?;
    tree.write(&restored).map_err(|error| error.to_string())?;
    let by_recipe = self::umbrella(registry, &restored.join("Cargo.toml"), project)?;
    // A workspace recipe does not know tests by name: it cooks for all of them.
    let names_test = project.selection.iter().any(|flag| flag == "--test");
    if umbrella.project != by_recipe.project && !names_test {
        return Err(format!(
            "the workspace recipe gives another umbrella:\n{:#?}\n{:#?}",
            umbrella.project, by_recipe.project
        ));
    }
    let candidate = scratch.join("umbrella");
    let tree = umbrella.project.tree().map_err(|error| error.to_string())?;
    tree.write(&candidate).map_err(|error| error.to_string())?;
    let mut targets = umbrella.project.manifests.iter().flat_map(|manifest| &manifest.targets);
    let mut flags = project.build.clone();
    if targets.any(|target| target.kind == TargetKind::Test) {
        flags.extend(["--lib".into(), "--tests".into()]);
    }
    let have = units(registry, &candidate, &flags)?;
    let missing: Vec<_> = real.difference(&have).collect();
    let extra: Vec<_> = have.difference(real).collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    let manifests: Vec<_> = umbrella
        .project
        .manifests
        .iter()
        .map(|m| format!("# {}\n{}", m.relative_path, m.contents))
        .collect();
    Err(format!("missing {missing:#?}\nextra {extra:#?}\n{}", manifests.join("\n")))
}

fn umbrella(
    registry: &Registry,
    manifest_path: &Path,
    project: &Project,
) -> Result<Umbrella, String> {
    let selection = parse_selection(&project.selection).map_err(|error| error.to_string())?;
    distil(&read(registry, manifest_path)?, &selection.into()).map_err(|error| error.to_string())
}

fn read(registry: &Registry, manifest_path: &Path) -> Result<Workspace, String> {
    let options = ReadOptions {
        cargo: cargo(registry),
        offline: true,
        ..ReadOptions::new(manifest_path.to_owned())
    };
    Workspace::read(&options).map_err(|error| error.to_string())
}

/// The external units that cargo would build.
fn units(registry: &Registry, root: &Path, flags: &[String]) -> Result<BTreeSet<Unit>, String> {
    let command =
        cargo(registry).args(["build", "--offline"]).args(flags.iter().cloned()).directory(root);
    let command = Graph::request(command);
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{command}\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let graph = Graph::parse(&command, &output.stdout).map_err(|error| error.to_string())?;
    Ok(graph.set().into_iter().cloned().collect())
}

fn cargo(registry: &Registry) -> Command {
    let inherited = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET", "RUSTFLAGS", "RUSTC_WRAPPER"];
    let command = inherited.iter().fold(Command::cargo(), |command, name| command.env_remove(name));
    command.env("CARGO_HOME", registry.home())
}
