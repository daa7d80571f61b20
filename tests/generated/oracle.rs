//! Compares an umbrella with the workspace it was distilled from, by cargo's own unit graphs.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use cargo_chef::cargo::unit_graph::{Unit, UnitGraph};
use cargo_chef::cargo::{Cargo, target_flags};
use cargo_chef::distil::{Umbrella, distil};
use cargo_chef::process::Command;
use cargo_chef::selection::Selection;
use cargo_chef::strip::strip;
use cargo_chef::workspace::{Workspace, read};

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
        Err(how) => Verdict::Differs(format!("{how:#}")),
    }
}

fn compare(
    registry: &Registry,
    project: &Project,
    scratch: &Path,
    root: &Path,
    real: &BTreeSet<Unit>,
) -> Result<()> {
    let workspace = self::workspace(registry, &root.join("Cargo.toml"))?;
    let umbrella = umbrella(&workspace, project)?;
    let restored = scratch.join("restored");
    strip(&workspace).files()?.write(&restored)?;
    let by_recipe =
        self::umbrella(&self::workspace(registry, &restored.join("Cargo.toml"))?, project)?;
    // A workspace recipe does not know tests by name: it cooks for all of them.
    let names_test = project.selection.iter().any(|flag| flag == "--test");
    ensure!(
        umbrella.project == by_recipe.project || names_test,
        "the workspace recipe gives another umbrella:\n{:#?}\n{:#?}",
        umbrella.project,
        by_recipe.project
    );
    let candidate = scratch.join("umbrella");
    umbrella.project.files()?.write(&candidate)?;
    let targets = target_flags(&umbrella.project).iter().map(|flag| (*flag).to_owned());
    let flags: Vec<String> = project.build.iter().cloned().chain(targets).collect();
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
    bail!("missing {missing:#?}\nextra {extra:#?}\n{}", manifests.join("\n"))
}

fn umbrella(workspace: &Workspace, project: &Project) -> Result<Umbrella> {
    let selection = Selection::from_flags(&project.selection).context("these are no flags")?;
    Ok(distil(workspace, &selection.into())?)
}

fn workspace(registry: &Registry, manifest_path: &Path) -> Result<Workspace> {
    let cargo = Cargo { program: program(registry), offline: true, ..Cargo::inherited() };
    Ok(read(&cargo, manifest_path)?.workspace)
}

/// The external units that cargo would build.
fn units(registry: &Registry, root: &Path, flags: &[String]) -> Result<BTreeSet<Unit>> {
    let command =
        program(registry).args(["build", "--offline"]).args(flags.iter().cloned()).directory(root);
    let command = UnitGraph::request(command);
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command}\n{said}");
    let graph = UnitGraph::parse(&command, &output.stdout)?;
    Ok(graph.set().into_iter().cloned().collect())
}

fn program(registry: &Registry) -> Command {
    let inherited = ["CARGO_BUILD_TARGET", "RUSTFLAGS", "RUSTC_WRAPPER"];
    let command =
        inherited.iter().fold(Cargo::inherited().program, |command, name| command.env_remove(name));
    // In one target directory cargo remembers what rustc answered.
    command
        .env("CARGO_HOME", registry.home())
        .env("CARGO_TARGET_DIR", registry.target())
        .env("RUSTC_BOOTSTRAP", "1")
}
