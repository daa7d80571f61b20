//! Refuses what would be built differently from what an umbrella can say.

use std::collections::BTreeSet;

use toml::Value;

use super::error::{Error, Result};
use super::resolution::Resolution;
use crate::manifest::{DependencyKind, dependency_tables, is_inherited};
use crate::workspace::{Package, PackageIndex, Workspace};

/// The keys of `[package]` with which nightly's cargo builds a package for a target of its own.
const TARGETS: [&str; 2] = ["forced-target", "default-target"];

/// Checks that the selection needs nothing that only an unstable feature of cargo allows and that
/// changes which units are compiled.
///
/// # Errors
/// [`Error::Unsupported`] if it does.
pub(super) fn check(workspace: &Workspace, resolution: &Resolution<'_>) -> Result<()> {
    for index in resolution.present() {
        let package = &workspace.packages[index];
        let what = target_of_its_own(package).or_else(|| {
            artifact(workspace, resolution, index)
                .map(|key| format!("an artifact dependency, `{key}`"))
        });
        if let Some(what) = what {
            return Err(Error::Unsupported { package: package.name.clone(), what });
        }
    }
    Ok(())
}

fn target_of_its_own(package: &Package) -> Option<String> {
    let head = package.manifest.get("package").and_then(Value::as_table)?;
    let key = TARGETS.iter().find(|key| head.contains_key(**key))?;
    Some(format!("a target of its own, `{key}`"))
}

/// The key of a dependency that is a program or a C library: `artifact = "bin"`.
fn artifact(
    workspace: &Workspace,
    resolution: &Resolution<'_>,
    index: PackageIndex,
) -> Option<String> {
    let package = &workspace.packages[index];
    let shared =
        workspace.root_manifest.get("workspace").and_then(|table| table.get("dependencies"));
    let is_artifact = |key: &str, entry: &Value| {
        let inherited = is_inherited(entry).then(|| shared?.get(key)).flatten();
        [Some(entry), inherited].into_iter().flatten().any(|entry| entry.get("artifact").is_some())
    };
    let tables = dependency_tables(&package.manifest);
    let artifacts: BTreeSet<(&str, DependencyKind)> = tables
        .flat_map(|table| table.entries.iter().map(move |(key, entry)| (key, entry, table.kind)))
        .filter(|(key, entry, _)| is_artifact(key, entry))
        .map(|(key, _, kind)| (key.as_str(), kind))
        .collect();
    if artifacts.is_empty() {
        return None;
    }
    let used = resolution.dependencies(index);
    used.into_iter().find(|d| artifacts.contains(&(d.key.as_str(), d.kind))).map(|d| d.key.clone())
}
