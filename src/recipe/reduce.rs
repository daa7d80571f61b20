//! Dependencies that a package need not name, because what it depends on anyway names them.
//!
//! Whatever is built of a package, the libraries it depends on are built with it, and so is what
//! these depend on. An entry that asks for nothing more than one further down cannot change what
//! is compiled, for no selection. So a member may begin to use a crate that its dependencies use
//! already, and the workspace recipe stays as it is.

use std::collections::{BTreeSet, HashMap};

use toml::Table;

use super::entries;
use crate::workspace::lockfile::LockedIndex;
use crate::workspace::{
    Dependency, DependencyKind, Link, Package, PackageIndex, TargetKind, Workspace,
};

/// The entries of a workspace's manifests that matter.
pub struct Reduced<'a> {
    workspace: &'a Workspace,
    /// For each package, its dependencies that can be left out, by index.
    idle: Vec<BTreeSet<usize>>,
}

impl<'a> Reduced<'a> {
    /// Finds what can be left out; the manifests of packages that are `compiled` stay whole.
    #[must_use]
    pub fn new(workspace: &'a Workspace, compiled: &BTreeSet<PackageIndex>) -> Self {
        let below = Below { workspace, compiled, known: HashMap::new() };
        Self { workspace, idle: below.idle() }
    }

    /// Removes the entries of a package's manifest that can be left out.
    pub fn apply(&self, index: PackageIndex, manifest: &mut Table) {
        for &idle in &self.idle[index] {
            let dependency = &self.workspace.packages[index].dependencies[idle];
            entries::remove(manifest, dependency);
        }
    }

    /// Whether the lockfile's entry of a package still has to name another package.
    #[must_use]
    pub fn is_locked_for(&self, index: PackageIndex, locked: LockedIndex) -> bool {
        let entry = &self.workspace.lockfile.packages[locked];
        let of_link = |link: Link| match link {
            Link::External(index) => index == locked,
            Link::Local(index) => {
                entry.source.is_none() && entry.name == self.workspace.packages[index].name
            }
            Link::Absent => false,
        };
        let mut links = self.workspace.links[index].iter().enumerate();
        let idle = links.clone().any(|(i, link)| of_link(*link) && self.idle[index].contains(&i));
        !idle || links.any(|(i, link)| of_link(*link) && !self.idle[index].contains(&i))
    }
}

/// What packages depend on without any condition, directly or not.
struct Below<'a, 'c> {
    workspace: &'a Workspace,
    compiled: &'c BTreeSet<PackageIndex>,
    known: HashMap<PackageIndex, BTreeSet<PackageIndex>>,
}

impl<'a> Below<'a, '_> {
    fn idle(mut self) -> Vec<BTreeSet<usize>> {
        (0..self.workspace.packages.len()).map(|index| self.idle_of(index)).collect()
    }

    fn idle_of(&mut self, index: PackageIndex) -> BTreeSet<usize> {
        let package = &self.workspace.packages[index];
        // What a macro depends on runs on the host, what its tests need beside it need not.
        if package.is_proc_macro() || self.compiled.contains(&index) {
            return BTreeSet::new();
        }
        let below = self.below(index);
        let others: Vec<Entry<'a>> = below.iter().flat_map(|&b| self.entries(b)).collect();
        let own: Vec<Entry<'a>> = self.entries(index).collect();
        let is_idle = |(i, entry): &(usize, Entry<'_>)| {
            let can_go = entry.dependency.kind != DependencyKind::Build
                && !entry.dependency.optional
                && entry.link != Link::Absent
                && !is_named(package, &entry.dependency.key);
            can_go
                && (others.iter().any(|other| other.covers(entry))
                    || own
                        .iter()
                        .enumerate()
                        .any(|(j, other)| *i != j && other.covers(entry) && !entry.covers(other)))
        };
        own.iter().copied().enumerate().filter(is_idle).map(|(i, _)| i).collect()
    }

    fn entries(&self, index: PackageIndex) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let workspace = self.workspace;
        let links = workspace.links[index].iter().copied();
        (workspace.packages[index].dependencies.iter().zip(links))
            .map(|(dependency, link)| Entry { dependency, link })
    }

    /// The local libraries that are built whenever a package is.
    fn below(&mut self, index: PackageIndex) -> BTreeSet<PackageIndex> {
        if let Some(known) = self.known.get(&index) {
            return known.clone();
        }
        let direct: BTreeSet<PackageIndex> = self
            .entries(index)
            .filter(Entry::is_unconditional)
            .filter_map(|entry| match entry.link {
                Link::Local(local) => Some(local),
                _ => None,
            })
            .filter(|local| !self.compiled.contains(local))
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

/// Other crate types than these decide themselves how what they link is compiled.
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

/// An entry of a dependency table, and what it means.
#[derive(Clone, Copy)]
struct Entry<'a> {
    dependency: &'a Dependency,
    link: Link,
}

impl Entry<'_> {
    fn is_unconditional(&self) -> bool {
        self.is_certain() && self.dependency.platform.is_none()
    }

    fn is_certain(&self) -> bool {
        self.dependency.kind == DependencyKind::Normal && !self.dependency.optional
    }

    /// Whether `other` adds nothing where this one is there.
    fn covers(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.dependency, other.dependency);
        self.is_certain()
            && self.link == other.link
            && mine.source == theirs.source
            && (mine.platform.is_none() || mine.platform == theirs.platform)
            && (mine.default_features || !theirs.default_features)
            && theirs.features.iter().all(|feature| mine.features.contains(feature))
    }
}
