//! Decides which time each file should have. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::content::Digest;
use super::exclusion::Exclusion;
use super::file_state::{FileState, Kind};
use super::inputs;
use super::ledger::Ledger;
use super::parallel;
use super::project::Project;
use super::scan::Scan;
use super::time::Time;
use super::units::{Unit, Units};

/// How a file compares with the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The content is the same as before.
    Known,
    /// The content is different.
    Changed,
    /// The ledger does not have the file.
    New,
    /// Somebody else has compiled the file's package, from whatever the file contained at that
    /// time.
    Suspected,
}

/// What to do with a file.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    /// The state in which the file was found.
    pub state: FileState,
    /// The digest of the content, if it was needed.
    pub digest: Option<Digest>,
    /// The time that the file should have.
    pub time: Time,
    /// The reason for that time.
    pub verdict: Verdict,
    /// Whether we may set the time of the file.
    pub may_change: bool,
}

/// What the ledger cannot vouch for.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspects {
    /// The packages with a unit that the ledger does not know.
    pub packages: BTreeSet<String>,
    /// The files and directories that a build script of an external package watches, if the ledger
    /// does not know its run.
    paths: BTreeSet<PathBuf>,
    /// Whether the ledger cannot vouch for anything.
    all: bool,
}

impl Suspects {
    /// Finds units that the ledger does not know. A single file that is newer than such a unit
    /// makes cargo compile it again, and what depends on it. The main file alone would be enough,
    /// but all files of the package make sure of its build script, too.
    pub(super) fn new(project: &Project, units: &Units, ledger: &Ledger) -> Self {
        let mut suspects = Self::default();
        for (_, unit) in units.unlike(&ledger.units) {
            let is_local = project.has_package(&unit.package);
            if is_local {
                suspects.packages.insert(unit.package.clone());
            }
            if let Some(output) = &unit.output {
                // A build script may run a cargo of its own, with a target directory that is not
                // looked at, on whatever it watches; and on anything if it does not say what.
                let output = project.build_directory.join(output);
                let watched = inputs::of_script(&output, &unit.package, project);
                suspects.all |= is_local && watched.is_empty();
                suspects.paths.extend(watched);
            }
        }
        suspects.add_outputs(project, units, ledger);
        suspects
    }

    /// Finds files that a build script may have written and that are not as it left them. Only the
    /// script can write them again, so what it watches counts as changed. One that says nothing runs
    /// again in any case when a file of its package has changed.
    fn add_outputs(&mut self, project: &Project, units: &Units, ledger: &Ledger) {
        for (path, digest) in &ledger.outputs {
            let left = ledger
                .entries
                .get(path)
                .and_then(|entry| Some((&entry.digest, entry.left.as_ref()?)));
            let now = FileState::of(path).ok().and_then(|state| match left {
                Some((known, left)) if *left == state => Some(known.clone()),
                _ => Digest::of(path, state.kind, &project.exclusion()).ok(),
            });
            if now.as_ref() == Some(digest) {
                continue;
            }
            let packages: BTreeSet<&str> =
                project.packages_of(path).map(|package| package.name.as_str()).collect();
            let may_write =
                |unit: &&Unit| packages.is_empty() || packages.contains(unit.package.as_str());
            for unit in units.0.values().filter(may_write) {
                let Some(output) = &unit.output else { continue };
                let output = project.build_directory.join(output);
                let watched = inputs::of_script(&output, &unit.package, project);
                if watched.is_empty() && !inputs::is_silent(&output) {
                    self.packages.insert(unit.package.clone());
                }
                self.paths.extend(watched);
            }
        }
    }

    /// The files and directories that have to be examined because of the suspects.
    pub(super) fn paths(&self) -> &BTreeSet<PathBuf> {
        &self.paths
    }

    fn has(&self, path: &Path, project: &Project) -> bool {
        self.all
            || self.paths.iter().any(|suspect| path.starts_with(suspect))
            || (!self.packages.is_empty()
                && project.packages_of(path).any(|package| self.packages.contains(&package.name)))
    }

    /// Cargo may remember the path that a link led to instead of the link. So if a link changed,
    /// all files of the packages that use it count as changed. One that is gone, or that stands in a
    /// package that is gone, and that nobody has named is of no use to others.
    fn add_link(&mut self, path: &Path, ledger: &Ledger, project: &Project) {
        let named = path.ancestors().filter_map(|path| ledger.named.get(path)).flatten().cloned();
        let directories = project.directories();
        let mut around = path.ancestors().skip(1);
        let package =
            around.find(|directory| ledger.entries.contains_key(&directory.join("Cargo.toml")));
        let is_retired = package.is_some_and(|directory| !directories.contains(directory));
        let own = project.packages_of(path).filter(|_| !is_retired);
        let own = own.map(|package| package.name.clone());
        let users: BTreeSet<String> = named.chain(own).collect();
        let is_there = path.symlink_metadata().is_ok();
        self.all |= users.contains("") || (users.is_empty() && is_there && !is_retired);
        self.packages.extend(users);
    }
}

/// Decides on each file. Those that should count as changed get the time `stamp`.
pub(super) fn decide(
    project: &Project,
    ledger: &Ledger,
    units: &Units,
    scan: &Scan,
    mut suspects: Suspects,
    stamp: Time,
) -> BTreeMap<PathBuf, Decision> {
    let exclusion = project.exclusion();
    let items: Vec<_> = scan.items.iter().filter(|(_, s)| s.kind != Kind::Other).collect();
    let digests = parallel::map(&items, |(path, state)| {
        let is_suspect = state.kind != Kind::Link && suspects.has(path, project);
        if is_suspect { None } else { digest(path, state, ledger, &exclusion) }
    });
    for (path, _) in ledger.entries.iter().filter(|(_, entry)| entry.kind == Kind::Link) {
        let position = items.binary_search_by(|(other, _)| (*other).cmp(path));
        let now = position.ok().and_then(|position| digests[position].as_ref());
        if now != Some(&ledger.entries[path].digest) {
            suspects.add_link(path, ledger, project);
        }
    }
    let mut decisions = BTreeMap::new();
    for ((path, state), digest) in items.into_iter().zip(digests) {
        let entry = ledger.entries.get(path);
        let verdict = match entry {
            None => Verdict::New,
            Some(_) if suspects.has(path, project) => Verdict::Suspected,
            Some(entry) if digest.as_ref() == Some(&entry.digest) => Verdict::Known,
            Some(_) => Verdict::Changed,
        };
        let time = match (verdict, entry) {
            // If the clock went back, the present is late enough.
            (Verdict::Known, Some(entry)) => entry.since.min(stamp),
            _ => stamp,
        };
        let may_change = scan.may_change(path);
        let decision = Decision { state: state.clone(), digest, time, verdict, may_change };
        decisions.insert(path.clone(), decision);
    }
    date_in_order(&mut decisions, stamp, units.0.is_empty());
    spare_other_names(&mut decisions);
    decisions
}

/// Dates the files whose time is not known, in the order of the times that they have: a build script may
/// run `make`, for which an object is up to date if it is not older than its source.
///
/// No two get the same time. For a build script that names nothing, cargo remembers the newest file of
/// the package, and which one that is among several may depend on the order in which a file system lists
/// them. Where nothing was compiled, all files are new enough as they are.
fn date_in_order(
    decisions: &mut BTreeMap<PathBuf, Decision>,
    stamp: Time,
    is_nothing_compiled: bool,
) {
    let is_dated = |decision: &Decision| is_nothing_compiled || decision.verdict != Verdict::Known;
    let mut dated: Vec<_> = decisions.iter_mut().filter(|(_, d)| is_dated(d)).collect();
    // Those with the same time stay in the order of their paths.
    dated.sort_by_key(|(_, decision)| decision.state.modified);
    let mut next = Time::MIN;
    for (_, decision) in dated {
        let earliest = if is_nothing_compiled { decision.state.modified } else { stamp };
        decision.time = earliest.min(stamp).max(next);
        next = decision.time.plus(Duration::from_nanos(1));
    }
}

/// Leaves out every time that would make a file look older than it is.
pub(super) fn only_later(decisions: &mut BTreeMap<PathBuf, Decision>) {
    for decision in decisions.values_mut() {
        decision.time = decision.time.max(decision.state.modified);
    }
}

/// The digest of a file that the ledger knows. The file is only read if its state has changed.
fn digest(
    path: &Path,
    state: &FileState,
    ledger: &Ledger,
    exclusion: &Exclusion,
) -> Option<Digest> {
    let entry = ledger.entries.get(path)?;
    // A link is as it was left, and yet leads elsewhere if another link on the way does.
    if state.kind != Kind::Link && entry.left.as_ref() == Some(state) {
        return Some(entry.digest.clone());
    }
    let digest = Digest::of(path, state.kind, exclusion).ok()?;
    (state.kind == entry.kind).then_some(digest)
}

/// Spares files that have several names but only one time. Nobody knows who uses the other names,
/// so such a file never gets an earlier time than it has. If several names are known, all get the
/// latest of their times.
fn spare_other_names(decisions: &mut BTreeMap<PathBuf, Decision>) {
    let has_names = |decision: &&mut Decision| decision.state.names > 1;
    let mut times: BTreeMap<(u64, u64), Time> = BTreeMap::new();
    for decision in decisions.values_mut().filter(has_names) {
        let latest = decision.time.max(decision.state.modified);
        let time = times.entry((decision.state.device, decision.state.inode)).or_insert(latest);
        *time = latest.max(*time);
    }
    for decision in decisions.values_mut().filter(has_names) {
        decision.time = times[&(decision.state.device, decision.state.inode)];
    }
}
