//! Finds dependencies that a package need not name, because something that it depends on names them
//! too.
//!
//! Whenever cargo builds a package, it also builds the libraries that the package depends on, and
//! everything that these depend on. If an entry requests nothing beyond what a package further down
//! requests, removing it does not change what is compiled, for any selection. So when a member
//! begins to use a crate that its dependencies already use, the workspace recipe stays the same.

use std::collections::{BTreeSet, HashMap};

use toml::Table;

use crate::lockfile::LockedIndex;
use crate::manifest::{self, DependencyKind};
use crate::workspace::{Dependency, Link, Package, PackageIndex, TargetKind, Workspace};

/// The implied dependencies of all packages of a workspace.
pub(super) struct ImpliedDependencies<'a> {
    workspace: &'a Workspace,
    /// For each package, the indices of its dependencies that can be left out.
    implied: Vec<BTreeSet<usize>>,
}

impl<'a> ImpliedDependencies<'a> {
    /// Finds the dependencies that can be left out. The manifests of `whole` packages stay as they
    /// are.
    pub(super) fn new(workspace: &'a Workspace, whole: &BTreeSet<PackageIndex>) -> Self {
        let below = Below { workspace, whole, known: HashMap::new() };
        Self { workspace, implied: below.implied() }
    }

    /// Removes the implied dependencies of a package from its manifest.
    pub(super) fn remove(&self, index: PackageIndex, manifest: &mut Table) {
        for &implied in &self.implied[index] {
            let dependency = &self.workspace.packages[index].dependencies[implied];
            manifest::remove(manifest, dependency.entry_path());
        }
    }

    /// Whether the lockfile's entry for a package still has to name another package.
    pub(super) fn is_locked_for(&self, index: PackageIndex, locked: LockedIndex) -> bool {
        let entry = &self.workspace.lockfile.graph.packages[locked];
        let of_link = |link: Link| match link {
            Link::External(index) => index == locked,
            Link::Local(index) => {
                entry.source.is_none() && entry.name == self.workspace.packages[index].name
            }
            Link::Absent => false,
        };
        let dependencies = self.workspace.packages[index].dependencies.iter();
        let mut links = dependencies.map(|dependency| dependency.link).enumerate();
        let implied =
            links.clone().any(|(i, link)| of_link(link) && self.implied[index].contains(&i));
        !implied || links.any(|(i, link)| of_link(link) && !self.implied[index].contains(&i))
    }
}

/// Finds what packages depend on unconditionally, directly or indirectly.
struct Below<'a, 'c> {
    workspace: &'a Workspace,
    whole: &'c BTreeSet<PackageIndex>,
    known: HashMap<PackageIndex, BTreeSet<PackageIndex>>,
}

impl Below<'_, '_> {
    fn implied(mut self) -> Vec<BTreeSet<usize>> {
        (0..self.workspace.packages.len()).map(|index| self.implied_of(index)).collect()
    }

    fn implied_of(&mut self, index: PackageIndex) -> BTreeSet<usize> {
        let package = &self.workspace.packages[index];
        // A macro's dependencies are built for the host, but its tests may need the same crates for
        // the target.
        if package.is_proc_macro() || self.whole.contains(&index) {
            return BTreeSet::new();
        }
        let below = self.below(index);
        let dependencies_of = |index: &PackageIndex| &self.workspace.packages[*index].dependencies;
        let others: Vec<&Dependency> = below.iter().flat_map(dependencies_of).collect();
        let own = || package.dependencies.iter().enumerate();
        let is_implied = |(i, dependency): &(usize, &Dependency)| {
            let can_go = dependency.kind != DependencyKind::Build
                && !dependency.optional
                && dependency.link != Link::Absent
                && !is_named(package, &dependency.key);
            let implied_by = |(j, other): (usize, &Dependency)| {
                *i != j && covers(other, dependency) && !covers(dependency, other)
            };
            can_go
                && (others.iter().any(|other| covers(other, dependency)) || own().any(implied_by))
        };
        own().filter(is_implied).map(|(i, _)| i).collect()
    }

    /// The local libraries that are built whenever a package is.
    fn below(&mut self, index: PackageIndex) -> BTreeSet<PackageIndex> {
        if let Some(known) = self.known.get(&index) {
            return known.clone();
        }
        let direct: BTreeSet<PackageIndex> = (self.workspace.packages[index].dependencies.iter())
            .filter(|dependency| is_certain(dependency) && dependency.platform.is_none())
            .filter_map(|dependency| match dependency.link {
                Link::Local(local) => Some(local),
                _ => None,
            })
            .filter(|local| !self.whole.contains(local))
            .filter(|&local| is_plain_library(&self.workspace.packages[local]))
            .collect();
        // This ends the recursion in a cycle, which cargo refuses only later.
        self.known.insert(index, direct.clone());
        let mut all = direct.clone();
        for local in direct {
            all.extend(self.below(local));
        }
        self.known.insert(index, all.clone());
        all
    }
}

/// Whether a package is an ordinary Rust library. Libraries of other crate types are linked, and
/// that can change how their dependencies are compiled.
fn is_plain_library(package: &Package) -> bool {
    package.library().is_some_and(|library| match &library.kind {
        TargetKind::Library(types) => types.iter().all(|t| matches!(t.as_str(), "lib" | "rlib")),
        _ => false,
    })
}

/// Whether a feature refers to a dependency, which then has to stay.
fn is_named(package: &Package, key: &str) -> bool {
    package.features.values().flatten().any(|value| {
        let value = value.strip_prefix("dep:").unwrap_or(value);
        let name = value.split('/').next().unwrap_or(value);
        name.strip_suffix('?').unwrap_or(name) == key
    })
}

/// Whether a dependency is built whenever its package is, on the platforms that it is restricted
/// to.
fn is_certain(dependency: &Dependency) -> bool {
    dependency.kind == DependencyKind::Normal && !dependency.optional
}

/// Whether `other` requests nothing beyond what `one` does.
fn covers(one: &Dependency, other: &Dependency) -> bool {
    is_certain(one)
        && one.link == other.link
        && one.source == other.source
        && (one.platform.is_none() || one.platform == other.platform)
        && (one.default_features || !other.default_features)
        && other.features.iter().all(|feature| one.features.contains(feature))
}
