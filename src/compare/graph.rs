//! Finds the crates that have to be compiled again when others change.

use std::collections::BTreeSet;

use crate::lockfile::Lockfile;
use crate::lockfile::{LockedIndex, LockedPackage};

/// The crates that a change reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Nothing,
    /// These crates of the newer lockfile, and all that depend on them.
    From(BTreeSet<LockedIndex>),
    Everything,
}

/// The crates of a lockfile, each with those that depend on it. A crate is an external package;
/// local packages are not counted.
#[derive(Clone, Debug)]
pub(crate) struct CrateGraph<'a> {
    lockfile: &'a Lockfile,
    dependents: Vec<Vec<LockedIndex>>,
}

/// Whether a locked package is external.
pub(crate) fn is_crate(package: &LockedPackage) -> bool {
    package.source.is_some()
}

impl<'a> CrateGraph<'a> {
    /// Reverses the edges of a lockfile.
    pub(crate) fn new(lockfile: &'a Lockfile) -> Self {
        let mut dependents = vec![Vec::new(); lockfile.packages.len()];
        for (index, package) in lockfile.packages.iter().enumerate() {
            package.dependencies.iter().for_each(|&on| dependents[on].push(index));
        }
        Self { lockfile, dependents }
    }

    /// The number of crates.
    pub(crate) fn crates(&self) -> usize {
        self.lockfile.packages.iter().filter(|package| is_crate(package)).count()
    }

    /// The packages that directly depend on another.
    pub(crate) fn dependents(&self, index: LockedIndex) -> &[LockedIndex] {
        &self.dependents[index]
    }

    /// The crates that have to be compiled again.
    pub(crate) fn reached(&self, reach: &Reach) -> BTreeSet<LockedIndex> {
        let mut open: Vec<LockedIndex> = match reach {
            Reach::Nothing => Vec::new(),
            Reach::From(seeds) => seeds.iter().copied().collect(),
            Reach::Everything => (0..self.dependents.len()).collect(),
        };
        let mut seen = BTreeSet::new();
        while let Some(index) = open.pop() {
            if seen.insert(index) {
                open.extend(&self.dependents[index]);
            }
        }
        seen.retain(|&index| is_crate(&self.lockfile.packages[index]));
        seen
    }
}

impl Reach {
    /// The crates that two changes reach together.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Reach::Everything, _) | (_, Reach::Everything) => Reach::Everything,
            (Reach::Nothing, reach) | (reach, Reach::Nothing) => reach,
            (Reach::From(mut left), Reach::From(right)) => {
                left.extend(right);
                Reach::From(left)
            }
        }
    }
}
