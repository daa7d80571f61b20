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

    /// How many crates each of these reaches.
    pub(crate) fn count_each(&self, reaches: &[Reach]) -> Vec<usize> {
        let (order, has_circle) = self.order();
        let some = reaches.chunks(Bits::COUNT);
        some.flat_map(|some| self.count_some(some, &order, has_circle)).collect()
    }

    /// Follows as many changes at once as there are bits.
    fn count_some(&self, reaches: &[Reach], order: &[LockedIndex], has_circle: bool) -> Vec<usize> {
        let mut bits = vec![Bits::NONE; self.dependents.len()];
        for (column, reach) in reaches.iter().enumerate() {
            if let Reach::From(seeds) = reach {
                for &seed in seeds {
                    bits[seed].set(column);
                }
            }
        }
        loop {
            let mut is_complete = true;
            for &index in order {
                let own = bits[index];
                if own.is_empty() {
                    continue;
                }
                for &user in &self.dependents[index] {
                    is_complete &= !bits[user].add(&own);
                }
            }
            if is_complete || !has_circle {
                break;
            }
        }
        let mut totals = Totals::default();
        let packages = self.lockfile.packages.iter().zip(bits);
        let crates = packages.filter(|(package, bits)| !bits.is_empty() && is_crate(package));
        crates.for_each(|(_, bits)| totals.add(bits));
        let count = |(column, reach): (usize, &Reach)| match reach {
            Reach::Nothing => 0,
            Reach::From(_) => totals.of(column),
            Reach::Everything => self.crates(),
        };
        reaches.iter().enumerate().map(count).collect()
    }

    /// All packages, those before others that depend on them, and whether there is a circle, as
    /// dev-dependencies can make one. What is in a circle or above one comes last, in any order.
    fn order(&self) -> (Vec<LockedIndex>, bool) {
        let mut missing: Vec<usize> = vec![0; self.dependents.len()];
        self.dependents.iter().flatten().for_each(|&user| missing[user] += 1);
        let is_leaf = |&index: &LockedIndex| missing[index] == 0;
        let mut order: Vec<LockedIndex> = (0..missing.len()).filter(is_leaf).collect();
        let mut next = 0;
        while let Some(&index) = order.get(next) {
            next += 1;
            for &user in &self.dependents[index] {
                missing[user] -= 1;
                if missing[user] == 0 {
                    order.push(user);
                }
            }
        }
        let has_circle = order.len() < missing.len();
        order.extend((0..missing.len()).filter(|&index| missing[index] > 0));
        (order, has_circle)
    }
}

/// One bit for each of some changes: as many as the processor fetches at once.
#[derive(Clone, Copy)]
struct Bits([u64; 8]);

impl Bits {
    const NONE: Self = Self([0; 8]);
    const COUNT: usize = 512;

    /// Whether no bit is set: faster than comparing with [`Bits::NONE`] as bytes.
    fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    fn set(&mut self, column: usize) {
        self.0[column / 64] |= 1 << (column % 64);
    }

    fn has(&self, column: usize) -> bool {
        self.0[column / 64] >> (column % 64) & 1 == 1
    }

    /// Sets the bits that others have, and returns whether any was not set yet.
    fn add(&mut self, others: &Self) -> bool {
        let mut new = 0;
        for (own, other) in self.0.iter_mut().zip(others.0) {
            new |= other & !*own;
            *own |= other;
        }
        new != 0
    }
}

/// How often each bit was set: the digits of the numbers, the lowest ones of all bits first.
#[derive(Default)]
struct Totals(Vec<Bits>);

impl Totals {
    fn add(&mut self, bits: Bits) {
        let mut carry = bits;
        for digits in &mut self.0 {
            if carry.is_empty() {
                return;
            }
            for (digit, carry) in digits.0.iter_mut().zip(&mut carry.0) {
                (*digit, *carry) = (*digit ^ *carry, *digit & *carry);
            }
        }
        if !carry.is_empty() {
            self.0.push(carry);
        }
    }

    fn of(&self, column: usize) -> usize {
        let digits = self.0.iter().enumerate();
        digits.map(|(place, digits)| usize::from(digits.has(column)) << place).sum()
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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    const SOURCE: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";

    /// Packages in a row, some of them local, with these edges between them.
    fn lockfile(packages: &[bool], edges: &[(usize, usize)]) -> Lockfile {
        let mut text = "version = 4\n".to_owned();
        for (index, is_local) in packages.iter().enumerate() {
            let source = if *is_local { "" } else { SOURCE };
            let on: BTreeSet<usize> =
                edges.iter().filter(|(from, _)| *from == index).map(|(_, on)| *on).collect();
            let on: Vec<String> = on.into_iter().map(|on| format!("\"p{on:03}\"")).collect();
            let on = on.join(", ");
            let _ = write!(
                text,
                "[[package]]\nname = \"p{index:03}\"\nversion = \"1.0.0\"\n{source}dependencies = [{on}]\n"
            );
        }
        Lockfile::parse(Path::new("Cargo.lock"), &text).expect("it is valid")
    }

    proptest! {
        #[test]
        fn many_changes_are_counted_as_one_is(
            packages in prop::collection::vec(any::<bool>(), 200),
            edges in prop::collection::vec((0..200_usize, 0..200_usize), 0..400),
            circles in any::<bool>(),
            seeds in prop::collection::vec(prop::collection::btree_set(0..200_usize, 0..4), 0..300),
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|(from, on)| circles || from > on).collect();
            let lockfile = lockfile(&packages, &edges);
            let graph = CrateGraph::new(&lockfile);
            let mut reaches: Vec<Reach> = seeds.into_iter().map(Reach::From).collect();
            reaches.extend([Reach::Nothing, Reach::Everything]);
            let alone: Vec<usize> = reaches.iter().map(|reach| graph.reached(reach).len()).collect();
            prop_assert_eq!(graph.count_each(&reaches), alone);
        }
    }
}
