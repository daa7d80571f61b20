//! Which time each file should have. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::content::Digest;
use super::exclusion::Exclusion;
use super::file_state::{FileState, Kind};
use super::inputs;
use super::ledger::Ledger;
use super::parallel;
use super::project::Project;
use super::scan::Scan;
use super::time::Time;
use super::units::Units;

/// What is thought of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds what it held.
    Known,
    /// It holds something else.
    Changed,
    /// Nothing is known of it.
    New,
    /// Somebody else has compiled its package, from whatever it held then.
    Suspected,
}

/// What becomes of a file.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    /// As it was found.
    pub state: FileState,
    /// Of its content, as far as that had to be known.
    pub digest: Option<Digest>,
    /// The time it should have.
    pub time: Time,
    /// Why.
    pub verdict: Verdict,
    /// Whether it is ours to give it one.
    pub may_change: bool,
}

/// What cannot be vouched for.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspects {
    /// Packages with a unit that the ledger does not know.
    pub packages: BTreeSet<String>,
    /// Files and directories that such a run of an external build script watches.
    paths: BTreeSet<PathBuf>,
    /// Everything.
    all: bool,
}

impl Suspects {
    /// Finds units that the ledger does not know. One file of the package that is newer than such a
    /// unit has it compiled again, and what is built on it; so the main file alone would do, and all
    /// files of the package make sure of its build script, too.
    pub(super) fn new(project: &Project, units: &Units, ledger: &Ledger) -> Self {
        let mut suspects = Self::default();
        for (_, unit) in units.unlike(&ledger.units) {
            if project.has_package(&unit.package) {
                suspects.packages.insert(unit.package.clone());
            } else if let Some(output) = &unit.output {
                let output = project.build_directory.join(output);
                suspects.paths.extend(inputs::of_script(&output, &unit.package, project));
            }
        }
        suspects
    }

    /// The files and directories that have to be looked at for their sake.
    pub(super) fn paths(&self) -> &BTreeSet<PathBuf> {
        &self.paths
    }

    fn has(&self, path: &Path, project: &Project) -> bool {
        self.all
            || self.paths.iter().any(|suspect| path.starts_with(suspect))
            || (!self.packages.is_empty()
                && project.packages_of(path).any(|package| self.packages.contains(&package.name)))
    }

    /// Cargo may keep the path that a link led to instead of the link. So where one changed, all of
    /// its package counts as changed.
    fn add_link(&mut self, path: &Path, project: &Project) {
        let mut packages = project.packages_of(path).map(|package| package.name.clone()).peekable();
        self.all |= packages.peek().is_none();
        self.packages.extend(packages);
    }
}

/// Decides on each file. What is to count as changed gets the time `stamp`.
pub(super) fn decide(
    project: &Project,
    ledger: &Ledger,
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
            suspects.add_link(path, project);
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
            // Where the clock went back, the present is late enough.
            (Verdict::Known, Some(entry)) => entry.since.min(stamp),
            _ => stamp,
        };
        let may_change = scan.may_change(path);
        let decision = Decision { state: state.clone(), digest, time, verdict, may_change };
        decisions.insert(path.clone(), decision);
    }
    spare_other_names(&mut decisions);
    decisions
}

/// Leaves out whatever would make a file look older than it is.
pub(super) fn only_later(decisions: &mut BTreeMap<PathBuf, Decision>) {
    for decision in decisions.values_mut() {
        decision.time = decision.time.max(decision.state.modified);
    }
}

/// The digest of a file that is known to the ledger, without reading where it is as it was left.
fn digest(
    path: &Path,
    state: &FileState,
    ledger: &Ledger,
    exclusion: &Exclusion,
) -> Option<Digest> {
    let entry = ledger.entries.get(path)?;
    if entry.left.as_ref() == Some(state) {
        return Some(entry.digest.clone());
    }
    let digest = Digest::of(path, state.kind, exclusion).ok()?;
    (state.kind == entry.kind).then_some(digest)
}

/// A file with several names has one time. Nobody knows who goes by the other names, so it never
/// gets an earlier time than it has; and where several names are known, all get the latest.
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
