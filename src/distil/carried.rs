//! Local packages that external ones are compiled with: put in place by `[patch]`, `[replace]` or
//! `paths` in cargo's configuration.
//!
//! Such a package is compiled when its dependents are, so the umbrella asks for it as for any
//! external one, and it is not walked. Which ones there are depends on what the selection reaches,
//! and the other way round: [`super::distil`] goes on until nothing is news.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::condition::Condition;
use super::request::Requests;
use super::select::{FeatureValue, Selected};
use crate::error::{Error, Result};
use crate::project::{Manifest, Source};
use crate::tree::normalized;
use crate::workspace::lockfile::{CRATES_IO, LockedIndex};
use crate::workspace::{DependencyKind, Link, Package, PackageIndex, Workspace};

/// The workspace with these packages among the external ones.
#[must_use]
pub fn as_external<'a>(
    workspace: &'a Workspace,
    carried: &BTreeSet<PackageIndex>,
) -> Cow<'a, Workspace> {
    if carried.is_empty() {
        return Cow::Borrowed(workspace);
    }
    let mut view = workspace.clone();
    for (index, package) in view.packages.iter_mut().enumerate() {
        for (position, dependency) in package.dependencies.iter_mut().enumerate() {
            if let Link::Local(local) = workspace.links[index][position]
                && carried.contains(&local)
                && let Some(entry) = entry(workspace, local)
            {
                view.links[index][position] = Link::External(entry);
                if dependency.source.is_none() {
                    dependency.source = origin(workspace, local);
                }
            }
        }
    }
    // Nobody builds the tests of what is no member.
    for &index in carried {
        if let Some(locked) = workspace.locked[index] {
            view.lockfile.packages[locked].dependencies = needed(workspace, index);
        }
    }
    Cow::Owned(view)
}

/// What a local package depends on without its tests, in the lockfile.
fn needed(workspace: &Workspace, index: PackageIndex) -> Vec<LockedIndex> {
    let dependencies = workspace.packages[index].dependencies.iter().zip(&workspace.links[index]);
    let found: BTreeSet<_> = dependencies
        .filter(|(dependency, _)| dependency.kind != DependencyKind::Development)
        .filter_map(|(_, link)| match *link {
            Link::Local(local) => entry(workspace, local),
            Link::External(locked) => Some(locked),
            Link::Absent => None,
        })
        .collect();
    found.into_iter().collect()
}

/// The entry by which others know a local package: its own, or the one that it replaces.
fn entry(workspace: &Workspace, index: PackageIndex) -> Option<LockedIndex> {
    let own = workspace.locked[index]?;
    let replaces =
        |locked: &LockedIndex| workspace.lockfile.packages[*locked].replaced_by == Some(own);
    (0..workspace.lockfile.packages.len()).find(replaces).or(Some(own))
}

/// The source that a local package stands in for, as a source id.
fn origin(workspace: &Workspace, index: PackageIndex) -> Option<String> {
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
        return Some(CRATES_IO[0].to_owned());
    }
    if named.contains("://") {
        let registry = format!("registry+{named}");
        let is_registry =
            workspace.lockfile.packages.iter().any(|p| p.source.as_ref() == Some(&registry));
        return Some(if is_registry { registry } else { format!("git+{named}") });
    }
    let config: Table = workspace.configuration.file.as_ref()?.contents.parse().ok()?;
    let index = config.get("registries")?.get(&named)?.get("index")?.as_str()?;
    Some(if index.starts_with("sparse+") { index.into() } else { format!("registry+{index}") })
}

/// Whether a patch puts this package in place.
#[must_use]
pub fn leads_to(patch: &Value, package: &Package) -> bool {
    let directory = patch.get("path").and_then(Value::as_str).and_then(normalized);
    directory.is_some_and(|directory| directory == package.directory)
}

/// What a selection asks of a package that is selected and that external ones are compiled with.
#[derive(Debug)]
pub struct Selection {
    entry: LockedIndex,
    source: Option<String>,
    features: Vec<FeatureValue>,
}

/// The carried packages that are selected, too.
#[must_use]
pub fn selected(
    workspace: &Workspace,
    selected: &Selected,
    carried: &BTreeSet<PackageIndex>,
) -> BTreeMap<PackageIndex, Selection> {
    let roots = selected.roots.iter().filter(|(index, _)| carried.contains(index));
    let asked = roots.filter_map(|(index, features)| {
        let entry = entry(workspace, *index)?;
        let source = origin(workspace, *index);
        Some((*index, Selection { entry, source, features: features.clone() }))
    });
    asked.collect()
}

impl Selection {
    /// Adds it to the requests of what is built or resolved.
    pub fn add_to(&self, requests: &mut Requests, condition: &Condition) {
        let request = requests.entry(self.entry, self.source.as_deref());
        request.presence.unite(condition);
        for feature in &self.features {
            match feature {
                FeatureValue::Feature(name) if name == "default" => {
                    request.default_features.unite(condition);
                }
                FeatureValue::Feature(name) => {
                    request.add_feature(name, condition);
                }
                FeatureValue::Dependency(_) | FeatureValue::DependencyFeature { .. } => {}
            }
        }
    }
}

/// The manifests and sources of packages that an umbrella is compiled with.
///
/// # Errors
/// [`Error::LocalUnderExternal`] where one stands where the umbrella does.
pub fn restored(
    workspace: &Workspace,
    carried: &BTreeSet<PackageIndex>,
    taken: impl Fn(&str) -> bool,
) -> Result<(Vec<Manifest>, Vec<Source>)> {
    let mut manifests = Vec::new();
    let mut sources = Vec::new();
    for package in carried.iter().map(|&index| &workspace.packages[index]) {
        if package.directory.is_empty() || taken(&package.directory) {
            return Err(Error::LocalUnderExternal {
                local: package.name.clone(),
                directory: package.directory.clone(),
            });
        }
        if package.is_inside() {
            manifests.push(manifest(package));
            sources.push(source(package));
        }
    }
    Ok((manifests, sources))
}

/// The manifest of a package that is compiled.
#[must_use]
pub fn manifest(package: &Package) -> Manifest {
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

/// The files of a package that is compiled.
#[must_use]
pub fn source(package: &Package) -> Source {
    Source { directory: package.directory.clone(), files: package.files.clone() }
}

/// What of [`crate::workspace::Configuration::local`] puts these packages in place.
#[must_use]
pub fn config(workspace: &Workspace, carried: &BTreeSet<PackageIndex>) -> Option<String> {
    let local = &workspace.configuration.local;
    let packages: Vec<&Package> = carried.iter().map(|&index| &workspace.packages[index]).collect();
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

/// The entries of `[patch]` that put one of these packages in place.
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
