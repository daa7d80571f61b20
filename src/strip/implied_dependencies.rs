//! Finds dependencies that a package need not name, because something that it depends on names them
//! too.
//!
//! Whenever cargo builds a package, it also builds the libraries that the package depends on, and
//! everything that these depend on. If an entry requests nothing beyond what a package further down
//! requests, removing it does not change what is compiled, for any selection. So when a member
//! begins to use a crate that its dependencies already use, the workspace recipe stays the same.

use std::collections::{BTreeSet, HashMap};

use fixedbitset::FixedBitSet;
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
        Self { workspace, implied: Below::new(workspace, whole).implied() }
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
    /// What is below each package.
    known: HashMap<PackageIndex, FixedBitSet>,
    /// For what a dependency leads to, what is requested of it and by which packages.
    requests: HashMap<Link, Vec<(&'a Dependency, FixedBitSet)>>,
}

impl<'a, 'c> Below<'a, 'c> {
    fn new(workspace: &'a Workspace, whole: &'c BTreeSet<PackageIndex>) -> Self {
        let mut requests: HashMap<Link, Vec<(&Dependency, FixedBitSet)>> = HashMap::new();
        for (index, package) in workspace.packages.iter().enumerate() {
            for dependency in package.dependencies.iter().filter(|it| is_certain(it)) {
                let known = requests.entry(dependency.link).or_default();
                let is_same = |(other, _): &(&Dependency, _)| is_like(other, dependency);
                let position = known.iter().position(is_same).unwrap_or_else(|| {
                    known.push((dependency, FixedBitSet::new()));
                    known.len() - 1
                });
                known[position].1.grow_and_insert(index);
            }
        }
        Self { workspace, whole, known: HashMap::new(), requests }
    }

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
        self.find(index);
        let below = &self.known[&index];
        let own = || package.dependencies.iter().enumerate();
        let is_implied = |(i, dependency): &(usize, &Dependency)| {
            let can_go = dependency.kind != DependencyKind::Build
                && !dependency.optional
                && dependency.link != Link::Absent
                && !is_named(package, &dependency.key);
            let implied_by = |(j, other): (usize, &Dependency)| {
                *i != j && covers(other, dependency) && !covers(dependency, other)
            };
            let mut others = self.requests.get(&dependency.link).into_iter().flatten();
            let is_requested = |(other, by): &(&Dependency, FixedBitSet)| {
                covers(other, dependency) && !by.is_disjoint(below)
            };
            can_go && (others.any(is_requested) || own().any(implied_by))
        };
        own().filter(is_implied).map(|(i, _)| i).collect()
    }

    /// Finds the local libraries that are built whenever a package is.
    fn find(&mut self, index: PackageIndex) {
        if self.known.contains_key(&index) {
            return;
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
        let mut all = FixedBitSet::with_capacity(self.workspace.packages.len());
        all.extend(direct.iter().copied());
        // This ends the recursion in a cycle, which cargo refuses only later.
        self.known.insert(index, all.clone());
        for local in direct {
            self.find(local);
            all.union_with(&self.known[&local]);
        }
        self.known.insert(index, all);
    }
}

/// Whether two dependencies request the same of what they lead to.
fn is_like(one: &Dependency, other: &Dependency) -> bool {
    one.default_features == other.default_features
        && one.source == other.source
        && one.platform == other.platform
        && one.features == other.features
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
