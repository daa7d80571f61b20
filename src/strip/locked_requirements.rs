//! Writes version requirements in normal form: as the locked version.
//!
//! A requirement decides which version goes into the lockfile. Once a version is locked, the
//! requirement has no further effect.

use std::collections::{BTreeMap, BTreeSet};

use semver::{BuildMetadata, Version};
use toml::{Table, Value};

use crate::manifest::{self, is_inherited};
use crate::workspace::{Dependency, Link, PackageIndex, Workspace};

/// The locked versions of what manifests request from registries.
pub(super) struct LockedRequirements<'a> {
    workspace: &'a Workspace,
    /// By key of `[workspace.dependencies]`: the versions that are locked for the members that
    /// inherit it, or `None` for a dependency that cannot be pinned.
    inherited: BTreeMap<&'a str, BTreeSet<Option<Version>>>,
}

impl<'a> LockedRequirements<'a> {
    /// Collects the versions of inherited dependencies.
    pub(super) fn new(workspace: &'a Workspace) -> Self {
        let mut inherited: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
        for index in workspace.members() {
            let package = &workspace.packages[index];
            for dependency in &package.dependencies {
                let entry = manifest::find(&package.manifest, dependency.entry_path());
                if entry.is_some_and(is_inherited) {
                    let locked = locked(workspace, dependency);
                    inherited.entry(&dependency.key).or_default().insert(locked);
                }
            }
        }
        Self { workspace, inherited }
    }

    /// Pins the dependencies of a package, except for inherited ones.
    pub(super) fn pin(&self, index: PackageIndex, manifest: &mut Table) {
        let package = &self.workspace.packages[index];
        for dependency in &package.dependencies {
            if let Some(version) = locked(self.workspace, dependency)
                && let Some(entry) = manifest::find_mut(manifest, dependency.entry_path())
                && !is_inherited(entry)
            {
                pin(entry, &version);
            }
        }
    }

    /// Pins inherited dependencies, and removes those that no member inherits.
    pub(super) fn pin_inherited(&self, workspace_table: &mut Table) {
        let Some(Value::Table(dependencies)) = workspace_table.get_mut("dependencies") else {
            return;
        };
        dependencies.retain(|key, _| self.inherited.contains_key(key));
        for (key, entry) in dependencies {
            let locked: Vec<_> = self.inherited[key.as_str()].iter().collect();
            if let [Some(version)] = locked[..] {
                pin(entry, version);
            }
        }
    }
}

/// The locked version of a dependency from a registry.
fn locked(workspace: &Workspace, dependency: &Dependency) -> Option<Version> {
    match dependency.link {
        Link::External(index) if dependency.source.as_ref()?.is_registry() => {
            let version = workspace.lockfile.graph.packages[index].version.clone();
            Some(Version { build: BuildMetadata::EMPTY, ..version })
        }
        _ => None,
    }
}

fn pin(entry: &mut Value, version: &Version) {
    let exact = Value::from(format!("={version}"));
    match entry {
        Value::String(requirement) => *requirement = format!("={version}"),
        Value::Table(table) => {
            table.insert("version".into(), exact);
        }
        _ => {}
    }
}
