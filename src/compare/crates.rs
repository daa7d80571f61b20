//! Compares the crates of two lockfiles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use semver::Version;

use super::change::{Change, Group, What};
use super::contents::RecipeContents;
use super::graph::{CrateGraph, Reach, is_crate};
use crate::files::prefix;
use crate::lockfile::{LockedIndex, LockedPackage, Lockfile};
use crate::manifest::package_name;
use crate::project::PackageFiles;

/// The result of comparing two lockfiles.
pub(super) struct Compared {
    pub changes: Vec<Change>,
    /// For each crate of the newer lockfile, its index in the older one, whatever its version is
    /// there.
    pub before: BTreeMap<LockedIndex, LockedIndex>,
}

pub(super) fn compare(
    old: &RecipeContents<'_>,
    new: &RecipeContents<'_>,
    graph: &CrateGraph<'_>,
) -> Compared {
    let direct: BTreeSet<LockedIndex> =
        new.requests.iter().filter_map(|request| request.locked(&new.lockfile)).collect();
    let was_direct: BTreeSet<LockedIndex> =
        old.requests.iter().filter_map(|request| request.locked(&old.lockfile)).collect();
    let (old, new) = (&old.lockfile, &new.lockfile);
    let before = pairs(old, new);
    let after: BTreeMap<_, _> = before.iter().map(|(&new, &old)| (old, new)).collect();
    let mut changes = Vec::new();
    for index in crates(new) {
        let package = &new.packages[index];
        let reach = Reach::From(BTreeSet::from([index]));
        let change = match before.get(&index) {
            None => Some(
                Change::new(Group::Crates, What::Added, &package.name, reach)
                    .to(package.version.to_string()),
            ),
            Some(&other) => replaced(&old.packages[other], package, &reach)
                .or_else(|| rewired(old, new, other, index, &before, &after)),
        };
        changes.extend(change.map(|c| Change { is_direct: direct.contains(&index), ..c }));
    }
    let old_graph = CrateGraph::new(old);
    for index in crates(old).filter(|index| !after.contains_key(index)) {
        let package = &old.packages[index];
        let users = old_graph.dependents(index).iter().filter_map(|user| after.get(user)).copied();
        let seeds: BTreeSet<_> = users.filter(|&user| is_crate(&new.packages[user])).collect();
        let reach = if seeds.is_empty() { Reach::Nothing } else { Reach::From(seeds) };
        let change = Change::new(Group::Crates, What::Removed, &package.name, reach)
            .from(package.version.to_string());
        changes.push(Change { is_direct: was_direct.contains(&index), ..change });
    }
    debug_assert_eq!(graph.crates(), crates(new).count());
    Compared { changes, before }
}

fn crates(lockfile: &Lockfile) -> impl Iterator<Item = LockedIndex> + '_ {
    (0..lockfile.packages.len()).filter(|&index| is_crate(&lockfile.packages[index]))
}

/// Matches the crates of two lockfiles: identical ones first, then those with compatible versions,
/// then the remaining ones of the same name, in the order of their versions.
fn pairs(old: &Lockfile, new: &Lockfile) -> BTreeMap<LockedIndex, LockedIndex> {
    let mut left: BTreeMap<&str, (Vec<LockedIndex>, Vec<LockedIndex>)> = BTreeMap::new();
    for index in crates(old) {
        left.entry(&old.packages[index].name).or_default().0.push(index);
    }
    for index in crates(new) {
        left.entry(&new.packages[index].name).or_default().1.push(index);
    }
    let same = |package: &LockedPackage| {
        let source = package.source.as_ref().map(ToString::to_string);
        (Some(package.version.clone()), None, source)
    };
    let compatible =
        |package: &LockedPackage| (None, Some(compatible_part(&package.version)), None);
    let any = |_: &LockedPackage| (None, None, None);
    let mut pairs = BTreeMap::new();
    for (mut olds, mut news) in left.into_values() {
        let rules: [PairingRule<'_>; 3] = [&same, &compatible, &any];
        for rule in rules {
            let mut open: BTreeMap<PairingKey, VecDeque<LockedIndex>> = BTreeMap::new();
            for &index in &olds {
                open.entry(rule(&old.packages[index])).or_default().push_back(index);
            }
            news.retain(|&index| {
                let queue = open.get_mut(&rule(&new.packages[index]));
                let found = queue.and_then(VecDeque::pop_front);
                found.map(|other| pairs.insert(index, other)).is_none()
            });
            let open: BTreeSet<LockedIndex> = open.into_values().flatten().collect();
            olds.retain(|index| open.contains(index));
        }
    }
    pairs
}

/// What two entries have in common if they are the same crate, at some level of strictness: the
/// version or a part of it, and the source.
type PairingKey = (Option<Version>, Option<(u64, u64, u64)>, Option<String>);

type PairingRule<'a> = &'a dyn Fn(&LockedPackage) -> PairingKey;

/// The part of a version that is the same for all versions that cargo considers compatible:
/// everything up to the first part that is not zero.
fn compatible_part(version: &Version) -> (u64, u64, u64) {
    match (version.major, version.minor) {
        (0, 0) => (0, 0, version.patch),
        (0, minor) => (0, minor, 0),
        (major, _) => (major, 0, 0),
    }
}

/// The change of a crate to another version, source or checksum.
fn replaced(old: &LockedPackage, new: &LockedPackage, reach: &Reach) -> Option<Change> {
    let change = |what| Change::new(Group::Crates, what, &new.name, reach.clone());
    if old.version != new.version {
        let what = if old.version < new.version { What::Upgraded } else { What::Downgraded };
        return Some(change(what).from(old.version.to_string()).to(new.version.to_string()));
    }
    let (from, to) = (source(old), source(new));
    if from != to {
        return Some(change(What::Changed).from(from).to(to));
    }
    let checksums = (old.checksum.as_deref()?, new.checksum.as_deref()?);
    (checksums.0 != checksums.1).then(|| {
        let shown = |checksum: &str| format!("checksum {}", checksum.get(..12).unwrap_or(checksum));
        change(What::Changed).from(shown(checksums.0)).to(shown(checksums.1))
    })
}

/// The change of an identical crate's dependencies. It leaves out dependencies that are only in one
/// of the lockfiles, because these changes are listed on their own.
fn rewired(
    old: &Lockfile,
    new: &Lockfile,
    was: LockedIndex,
    is: LockedIndex,
    before: &BTreeMap<LockedIndex, LockedIndex>,
    after: &BTreeMap<LockedIndex, LockedIndex>,
) -> Option<Change> {
    let had: BTreeSet<_> = old.packages[was].dependencies.iter().copied().collect();
    let has: BTreeSet<_> =
        new.packages[is].dependencies.iter().filter_map(|on| before.get(on)).copied().collect();
    let named = |indices: Vec<&LockedIndex>| {
        let names = indices.into_iter().map(|&index| {
            let package = &old.packages[index];
            format!("`{} {}`", package.name, package.version)
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let lost: Vec<_> = had.difference(&has).filter(|on| after.contains_key(on)).collect();
    let won: Vec<_> = has.difference(&had).collect();
    if lost.is_empty() && won.is_empty() {
        return None;
    }
    let package = &new.packages[is];
    let name = format!("{} {}", package.name, package.version);
    let reach = Reach::From(BTreeSet::from([is]));
    let mut change = Change::new(Group::Crates, What::Rewired, name, reach);
    for (side, indices) in [(&mut change.from, lost), (&mut change.to, won)] {
        if !indices.is_empty() {
            *side = Some(named(indices));
        }
    }
    Some(change)
}

/// The changes to the code of replacing crates.
pub(super) fn edited(old: &RecipeContents<'_>, new: &RecipeContents<'_>) -> Vec<Change> {
    let sources = |contents: &RecipeContents<'_>| -> BTreeMap<String, PackageFiles> {
        let sources = contents.project.sources.iter();
        sources.map(|source| (source.directory.clone(), source.clone())).collect()
    };
    let (was, is) = (sources(old), sources(new));
    let directories: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let others =
        directories.into_iter().filter(|directory| was.get(*directory) != is.get(*directory));
    let change = |directory: &String| {
        let path = prefix(directory) + "Cargo.toml";
        let manifest = new.project.manifests.iter().find(|m| m.relative_path == path);
        let table = manifest.and_then(|m| m.contents.parse::<toml::Table>().ok());
        let name = table.as_ref().and_then(package_name).unwrap_or(directory);
        let packages = new.lockfile.packages.iter().enumerate();
        let seeds =
            packages.filter(|(_, p)| !is_crate(p) && p.name == name).map(|(index, _)| index);
        Change::new(Group::Crates, What::Edited, name, Reach::From(seeds.collect()))
    };
    others.map(change).collect()
}

/// The source of a crate, in words.
pub(super) fn source(package: &LockedPackage) -> String {
    package.source.as_ref().map(ToString::to_string).unwrap_or_default()
}
