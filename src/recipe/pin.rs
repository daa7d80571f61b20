//! Requirements in one normal form: the version that is locked.
//!
//! How wide a requirement is decides which version a lockfile takes, and nothing once it has.

use std::collections::{BTreeMap, BTreeSet};

use semver::{BuildMetadata, Version};
use toml::{Table, Value};

use super::entries;
use crate::workspace::{Dependency, Link, PackageIndex, Workspace};

/// The locked versions of what manifests ask of registries.
pub struct Pins<'a> {
    workspace: &'a Workspace,
    /// By key of `[workspace.dependencies]`: what the members that inherit it have locked, with
    /// `None` for what cannot be pinned.
    inherited: BTreeMap<&'a str, BTreeSet<Option<Version>>>,
}

impl<'a> Pins<'a> {
    /// Collects what is inherited.
    #[must_use]
    pub fn new(workspace: &'a Workspace) -> Self {
        let mut inherited: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
        for index in workspace.members() {
            let package = &workspace.packages[index];
            let mut manifest = package.manifest.clone();
            for (i, dependency) in package.dependencies.iter().enumerate() {
                if entries::find(&mut manifest, dependency).is_some_and(|entry| inherits(entry)) {
                    let locked = locked(workspace, dependency, workspace.links[index][i]);
                    inherited.entry(&dependency.key).or_default().insert(locked);
                }
            }
        }
        Self { workspace, inherited }
    }

    /// Pins what a package asks for itself.
    pub fn apply(&self, index: PackageIndex, manifest: &mut Table) {
        let package = &self.workspace.packages[index];
        for (dependency, link) in package.dependencies.iter().zip(&self.workspace.links[index]) {
            if let Some(version) = locked(self.workspace, dependency, *link)
                && let Some(entry) = entries::find(manifest, dependency)
                && !inherits(entry)
            {
                pin(entry, &version);
            }
        }
    }

    /// Pins what is inherited, and removes what nobody inherits.
    pub fn apply_to_inherited(&self, workspace_table: &mut Table) {
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

fn inherits(entry: &Value) -> bool {
    entry.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The version that a dependency on a registry is locked to.
fn locked(workspace: &Workspace, dependency: &Dependency, link: Link) -> Option<Version> {
    let is_of_registry = dependency
        .source
        .as_deref()
        .is_some_and(|s| s.starts_with("registry+") || s.starts_with("sparse+"));
    match link {
        Link::External(index) if is_of_registry => {
            let version = workspace.lockfile.packages[index].version.clone();
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
