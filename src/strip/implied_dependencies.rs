//! Dependencies that a package need not name, because what it depends on anyway names them.
//!
//! Whatever is built of a package, the libraries it depends on are built with it, and so is what
//! these depend on. An entry that asks for nothing more than one further down cannot change what
//! is whole, for no selection. So a member may begin to use a crate that its dependencies use
//! already, and the workspace recipe stays as it is.

use std::collections::{BTreeSet, HashMap};

use toml::Table;

use crate::lockfile::LockedIndex;
use crate::manifest::{self, DependencyKind};
use crate::workspace::{Dependency, Link, Package, PackageIndex, TargetKind, Workspace};

/// The entries of a workspace's manifests that matter.
pub(super) struct ImpliedDependencies<'a> {
    workspace: &'a Workspace,
    /// For each package, its dependencies that can be left out, by index.
    idle: Vec<BTreeSet<usize>>,
}

impl<'a> ImpliedDependencies<'a> {
    /// Finds what can be left out; the manifests of `whole` packages stay as they are.
    pub(super) fn new(workspace: &'a Workspace, whole: &BTreeSet<PackageIndex>) -> Self {
        let below = Below { workspace, whole, known: HashMap::new() };
        Self { workspace, idle: below.idle() }
    }

    /// Removes the entries of a package's manifest that can be left out.
    pub(super) fn remove(&self, index: PackageIndex, manifest: &mut Table) {
        for &idle in &self.idle[index] {
            let dependency = &self.workspace.packages[index].dependencies[idle];
            manifest::remove(manifest, dependency.entry_path());
        }
    }

    /// Whether the lockfile's entry of a package still has to name another package.
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
        let idle = links.clone().any(|(i, link)| of_link(link) && self.idle[index].contains(&i));
        !idle || links.any(|(i, link)| of_link(link) && !self.idle[index].contains(&i))
    }
}

/// What packages depend on without any condition, directly or not.
struct Below<'a, 'c> {
    workspace: &'a Workspace,
    whole: &'c BTreeSet<PackageIndex>,
    known: HashMap<PackageIndex, BTreeSet<PackageIndex>>,
}

impl Below<'_, '_> {
    fn idle(mut self) -> Vec<BTreeSet<usize>> {
        (0..self.workspace.packages.len()).map(|index| self.idle_of(index)).collect()
    }

    fn idle_of(&mut self, index: PackageIndex) -> BTreeSet<usize> {
        let package = &self.workspace.packages[index];
        // What a macro depends on runs on the host, what its tests need beside it need not.
        if package.is_proc_macro() || self.whole.contains(&index) {
            return BTreeSet::new();
        }
        let below = self.below(index);
        let dependencies_of = |index: &PackageIndex| &self.workspace.packages[*index].dependencies;
        let others: Vec<&Dependency> = below.iter().flat_map(dependencies_of).collect();
        let own = || package.dependencies.iter().enumerate();
        let is_idle = |(i, dependency): &(usize, &Dependency)| {
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
        own().filter(is_idle).map(|(i, _)| i).collect()
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
        // Cargo refuses cycles, but later than here.
        self.known.insert(index, direct.clone());
        let mut all = direct.clone();
        for local in direct {
            all.extend(self.below(local));
        }
        self.known.insert(index, all.clone());
        all
    }
}

/// Other crate types than these decide themselves how what they link is whole.
fn is_plain_library(package: &Package) -> bool {
    package.library().is_some_and(|library| match &library.kind {
        TargetKind::Library(types) => types.iter().all(|t| matches!(t.as_str(), "lib" | "rlib")),
        _ => false,
    })
}

/// Whether a feature speaks of a dependency, which then has to be there.
fn is_named(package: &Package, key: &str) -> bool {
    package.features.values().flatten().any(|value| {
        let value = value.strip_prefix("dep:").unwrap_or(value);
        let name = value.split('/').next().unwrap_or(value);
        name.strip_suffix('?').unwrap_or(name) == key
    })
}

/// Whether a dependency is built whenever its package is, on the platforms that it is for.
fn is_certain(dependency: &Dependency) -> bool {
    dependency.kind == DependencyKind::Normal && !dependency.optional
}

/// Whether `other` adds nothing where `one` is there.
fn covers(one: &Dependency, other: &Dependency) -> bool {
    is_certain(one)
        && one.link == other.link
        && one.source == other.source
        && (one.platform.is_none() || one.platform == other.platform)
        && (one.default_features || !other.default_features)
        && other.features.iter().all(|feature| one.features.contains(feature))
}
