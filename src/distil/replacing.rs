//! Replacing crates. A *replacing crate* is a local crate that takes the place of an external one:
//! through `[patch]` with a path, `[replace]`, or `paths` in cargo's configuration.
//!
//! External crates depend on it, so it is compiled when they are. The umbrella therefore depends on
//! it as on any external crate, and its dependencies are not walked as those of a local package.
//! Which crates are replacing ones depends on what the selection reaches, and the other way round:
//! [`super::distil`] repeats both steps until no more are found.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::condition::Condition;
use super::error::{Error, Result};
use super::feature_value::FeatureValue;
use super::requests::CrateRequests;
use super::select::Selected;
use crate::files::normalized;
use crate::lockfile::LockedIndex;
use crate::manifest::{DependencyKind, dependency_tables, remove_kind};
use crate::project::{Manifest, PackageFiles};
use crate::source::Source;
use crate::workspace::{Link, Package, PackageIndex, Workspace};

/// The workspace with the replacing crates among the external ones.
pub(crate) fn as_external<'a>(
    workspace: &'a Workspace,
    replacing: &BTreeSet<PackageIndex>,
) -> Cow<'a, Workspace> {
    if replacing.is_empty() {
        return Cow::Borrowed(workspace);
    }
    let mut view = workspace.clone();
    for package in &mut view.packages {
        for dependency in &mut package.dependencies {
            if let Link::Local(local) = dependency.link
                && replacing.contains(&local)
                && let Some(entry) = entry(workspace, local)
            {
                dependency.link = Link::External(entry);
                if dependency.source.is_none() {
                    dependency.source = origin(workspace, local);
                }
            }
        }
    }
    // Only members are built with their tests, and here these crates are no longer members.
    for &index in replacing {
        if let Some(locked) = workspace.packages[index].locked {
            view.lockfile.graph.packages[locked].dependencies = needed(workspace, index);
        }
    }
    Cow::Owned(view)
}

/// The entries of the lockfile that a local package depends on, without its dev-dependencies.
fn needed(workspace: &Workspace, index: PackageIndex) -> Vec<LockedIndex> {
    let found: BTreeSet<_> = (workspace.packages[index].dependencies.iter())
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .filter_map(|dependency| match dependency.link {
            Link::Local(local) => entry(workspace, local),
            Link::External(locked) => Some(locked),
            Link::Absent => None,
        })
        .collect();
    found.into_iter().collect()
}

/// The entry of the lockfile under which dependents know a local package: under `[replace]`, that
/// of the replaced crate, else its own.
fn entry(workspace: &Workspace, index: PackageIndex) -> Option<LockedIndex> {
    let own = workspace.packages[index].locked?;
    let replaces =
        |locked: &LockedIndex| workspace.lockfile.graph.packages[*locked].replaced_by == Some(own);
    (0..workspace.lockfile.graph.packages.len()).find(replaces).or(Some(own))
}

/// The source of the external crate that a replacing crate takes the place of.
fn origin(workspace: &Workspace, index: PackageIndex) -> Option<Source> {
    let package = &workspace.packages[index];
    let patches = |table: &Table| {
        let sources = table.get("patch").and_then(Value::as_table);
        let found = sources.into_iter().flatten().find(|(_, patches)| {
            let mut patches = patches.as_table().into_iter().flatten();
            patches.any(|(_, patch)| leads_to(patch, package))
        });
        found.map(|(source, _)| source.clone())
    };
    let named =
        patches(&workspace.configuration.local).or_else(|| patches(&workspace.root_manifest))?;
    if named == "crates-io" {
        return Some(Source::crates_io());
    }
    if named.contains("://") {
        let registry = Some(Source::registry(&named));
        let is_registry = workspace.lockfile.graph.packages.iter().any(|p| p.source == registry);
        return if is_registry { registry } else { Some(Source::git(&named)) };
    }
    let config: Table = workspace.configuration_file.as_ref()?.contents.parse().ok()?;
    Some(Source::registry(config.get("registries")?.get(&named)?.get("index")?.as_str()?))
}

/// Whether an entry of `[patch]` or `[replace]` leads to this package.
pub(crate) fn leads_to(patch: &Value, package: &Package) -> bool {
    let directory = patch.get("path").and_then(Value::as_str).and_then(normalized);
    directory.is_some_and(|directory| directory == package.directory)
}

/// What a selection asks of a replacing crate that it selects.
#[derive(Debug)]
pub(crate) struct ReplacingRequest {
    entry: LockedIndex,
    source: Option<Source>,
    features: Vec<String>,
}

/// The replacing crates that the selection selects, with what it asks of them.
pub(crate) fn selected(
    workspace: &Workspace,
    selected: &Selected<'_>,
    replacing: &BTreeSet<PackageIndex>,
) -> BTreeMap<PackageIndex, ReplacingRequest> {
    let roots = selected.roots.iter().filter(|(index, _)| replacing.contains(index));
    let asked = roots.filter_map(|(index, features)| {
        let entry = entry(workspace, *index)?;
        let source = origin(workspace, *index);
        let named = features.iter().filter_map(|value| match value {
            FeatureValue::Feature(name) => Some((*name).to_owned()),
            FeatureValue::Dependency(_) | FeatureValue::DependencyFeature { .. } => None,
        });
        Some((*index, ReplacingRequest { entry, source, features: named.collect() }))
    });
    asked.collect()
}

impl ReplacingRequest {
    /// Adds this request to those of what is built or resolved.
    pub(crate) fn add_to(&self, requests: &mut CrateRequests, condition: &Condition) {
        let request = requests.entry(self.entry, self.source.as_ref());
        request.presence.unite(condition);
        for feature in &self.features {
            request.ask_feature(feature, condition);
        }
    }
}

/// The manifests and files of the replacing crates. Those outside of the workspace's root are left
/// out, because a recipe has no place for them. The manifest at the root is that of
/// [`root_manifest`].
///
/// # Errors
/// [`Error::ReplacingInTheWay`] if one occupies the place of a package of the umbrella.
pub(crate) fn restored(
    workspace: &Workspace,
    replacing: &BTreeSet<PackageIndex>,
    taken: impl Fn(&str) -> bool,
) -> Result<(Vec<Manifest>, Vec<PackageFiles>)> {
    let mut manifests = Vec::new();
    let mut sources = Vec::new();
    for package in replacing.iter().map(|&index| &workspace.packages[index]) {
        if taken(&package.directory) {
            return Err(Error::ReplacingInTheWay { local: package.name.clone() });
        }
        if package.is_inside() {
            if !package.directory.is_empty() {
                manifests.push(manifest(package));
            }
            sources.push(source(package));
        }
    }
    Ok((manifests, sources))
}

/// The manifest of a replacing crate below the root, without what makes it part of a workspace.
pub(crate) fn manifest(package: &Package) -> Manifest {
    let mut manifest = package.manifest.clone();
    manifest.remove("workspace");
    if let Some(Value::Table(head)) = manifest.get_mut("package") {
        head.remove("workspace");
    }
    Manifest {
        relative_path: format!("{}/Cargo.toml", package.directory),
        contents: manifest.to_string(),
        targets: Vec::new(),
    }
}

/// The manifest of a replacing crate at the root, without the tables that only a root has. There it is a
/// member of the umbrella's workspace, so cargo would look for its dev-dependencies, too.
pub(crate) fn root_manifest(package: &Package) -> Table {
    let mut manifest = package.manifest.clone();
    for key in ["workspace", "cargo-features", "profile", "patch", "replace"] {
        manifest.remove(key);
    }
    remove_kind(&mut manifest, DependencyKind::Development);
    let kept: BTreeSet<String> = dependency_tables(&manifest)
        .flat_map(|table| table.entries.keys().cloned().collect::<Vec<_>>())
        .collect();
    let is_kept = |value: &Value| match value.as_str().map(FeatureValue::parse) {
        Some(FeatureValue::DependencyFeature { key, .. }) => kept.contains(key),
        _ => true,
    };
    if let Some(Value::Table(features)) = manifest.get_mut("features") {
        for (_, list) in features.iter_mut() {
            list.as_array_mut().into_iter().for_each(|list| list.retain(is_kept));
        }
    }
    manifest
}

/// The files of a replacing crate.
pub(crate) fn source(package: &Package) -> PackageFiles {
    PackageFiles { directory: package.directory.clone(), files: package.files.clone() }
}

/// The entries of `Configuration::local` that lead to these replacing crates.
pub(crate) fn config(workspace: &Workspace, replacing: &BTreeSet<PackageIndex>) -> Option<String> {
    let local = &workspace.configuration.local;
    let packages: Vec<&Package> =
        replacing.iter().map(|&index| &workspace.packages[index]).collect();
    let mut config = Table::new();
    if let Some(patches) = patches(local, &packages) {
        config.insert("patch".into(), patches);
    }
    let paths = local.get("paths").and_then(Value::as_array).into_iter().flatten();
    let is_used = |path: &&Value| packages.iter().any(|p| path.as_str() == Some(&p.directory));
    let paths: Vec<Value> = paths.filter(is_used).cloned().collect();
    if !paths.is_empty() {
        config.insert("paths".into(), paths.into());
    }
    (!config.is_empty()).then(|| config.to_string())
}

/// The entries of `[patch]` that lead to one of these packages.
fn patches(table: &Table, packages: &[&Package]) -> Option<Value> {
    let mut kept = Table::new();
    for (source, patches) in table.get("patch")?.as_table()? {
        let used: Table = (patches.as_table().into_iter().flatten())
            .filter(|(_, patch)| packages.iter().any(|package| leads_to(patch, package)))
            .map(|(key, patch)| (key.clone(), patch.clone()))
            .collect();
        if !used.is_empty() {
            kept.insert(source.clone(), used.into());
        }
    }
    (!kept.is_empty()).then_some(Value::Table(kept))
}
