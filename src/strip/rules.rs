//! What has to be known of the whole workspace before one manifest can be stripped.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::implied_dependencies::ImpliedDependencies;
use super::locked_requirements::LockedRequirements;
use crate::workspace::{PackageIndex, Workspace};

/// The version that local packages are given: theirs does not matter, unless it has to be found.
const MASKED: Version = Version::new(0, 0, 0);

/// What has been found out of the whole workspace.
pub(super) struct Rules<'a> {
    pub workspace: &'a Workspace,
    pub versions: Versions<'a>,
    pub implied: ImpliedDependencies<'a>,
    pub requirements: LockedRequirements<'a>,
}

/// Local packages that are found by their version, and so keep it.
pub(super) struct Versions<'a>(BTreeSet<(&'a str, &'a Version)>);

impl<'a> Versions<'a> {
    pub(super) fn new(workspace: &'a Workspace, replacing: &BTreeSet<PackageIndex>) -> Self {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for package in &workspace.packages {
            *count.entry(&package.name).or_default() += 1;
        }
        // A package with a path that others ask for by version is patched in.
        let is_patch = |name: &str| {
            workspace
                .packages
                .iter()
                .flat_map(|p| &p.dependencies)
                .any(|dependency| dependency.name == name && dependency.path.is_none())
        };
        let kept = workspace.packages.iter().enumerate().filter(|(index, package)| {
            count[&*package.name] > 1 || is_patch(&package.name) || replacing.contains(index)
        });
        Self(kept.map(|(_, package)| (&*package.name, &package.version)).collect())
    }

    pub(super) fn version(&self, name: &str, version: &Version) -> Version {
        if self.0.contains(&(name, version)) { version.clone() } else { MASKED }
    }
}

impl<'a> Rules<'a> {
    /// Finds the rules; `replacing` are local crates that take the place of external ones.
    pub(super) fn new(workspace: &'a Workspace, replacing: &BTreeSet<PackageIndex>) -> Self {
        Self {
            workspace,
            versions: Versions::new(workspace, replacing),
            implied: ImpliedDependencies::new(workspace, replacing),
            requirements: LockedRequirements::new(workspace),
        }
    }
}
