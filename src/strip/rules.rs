//! What has to be known about the whole workspace before a manifest can be stripped.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::implied_dependencies::ImpliedDependencies;
use super::locked_requirements::LockedRequirements;
use crate::lockfile::LockedIndex;
use crate::workspace::{PackageIndex, Workspace};

/// The version of local packages in a recipe. Their own version does not matter, unless something
/// looks for it.
const MASKED: Version = Version::new(0, 0, 0);

pub(super) struct Rules<'a> {
    pub workspace: &'a Workspace,
    pub versions: Versions<'a>,
    pub implied: ImpliedDependencies<'a>,
    pub requirements: LockedRequirements<'a>,
    /// What is compiled with external crates: themselves, and the replacing crates. Profiles may name
    /// them.
    pub compiled: Vec<LockedIndex>,
}

/// The local packages that are looked up by version, and therefore keep it.
pub(super) struct Versions<'a>(BTreeSet<(&'a str, &'a Version)>);

impl<'a> Versions<'a> {
    pub(super) fn new(workspace: &'a Workspace, replacing: &BTreeSet<PackageIndex>) -> Self {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for package in &workspace.packages {
            *count.entry(&package.name).or_default() += 1;
        }
        // A local package that is requested without a path is found through a patch, by its
        // version.
        let dependencies = workspace.packages.iter().flat_map(|package| &package.dependencies);
        let without_path = dependencies.filter(|dependency| dependency.path.is_none());
        let requested: BTreeSet<&str> = without_path.map(|it| it.name.as_str()).collect();
        let kept = workspace.packages.iter().enumerate().filter(|(index, package)| {
            count[&*package.name] > 1
                || requested.contains(&*package.name)
                || replacing.contains(index)
        });
        Self(kept.map(|(_, package)| (&*package.name, &package.version)).collect())
    }

    pub(super) fn version(&self, name: &str, version: &Version) -> Version {
        if self.0.contains(&(name, version)) { version.clone() } else { MASKED }
    }
}

impl<'a> Rules<'a> {
    /// Collects the rules. `replacing` are the replacing crates; those that are `whole` stay as they are.
    pub(super) fn new(
        workspace: &'a Workspace,
        replacing: &BTreeSet<PackageIndex>,
        whole: &BTreeSet<PackageIndex>,
    ) -> Self {
        let locked = &workspace.lockfile.graph.packages;
        let external = (0..locked.len()).filter(|&index| locked[index].source.is_some());
        let replacing = replacing.iter().filter_map(|&index| workspace.packages[index].locked);
        Self {
            workspace,
            versions: Versions::new(workspace, whole),
            implied: ImpliedDependencies::new(workspace, whole),
            requirements: LockedRequirements::new(workspace),
            compiled: external.chain(replacing).collect(),
        }
    }
}
