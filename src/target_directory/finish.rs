//! Remembers what cargo compiled, after it has ended.
//!
//! If a file is in the state in which it was left for cargo, its content is what cargo was given. A
//! file that changed meanwhile, or that was not known before, is remembered with the time of its
//! last change, which no program can set: since then, it has had its present content. All others
//! are forgotten, and count as changed the next time. So does everything below a directory that was
//! moved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::content::Digest;
use super::dating::{Dated, Item};
use super::error::Result;
use super::exclusion::Exclusion;
use super::file_state::{FileState, Kind};
use super::inputs;
use super::ledger::{Entry, Ledger, Outputs};
use super::parallel;
use super::prepared::{Knowledge, Prepared};
use super::scan::Scan;
use super::time::Time;
use super::units::{Unit, Units};

impl Prepared {
    /// Remembers what cargo was given, and gives files that were made to look older their own times
    /// back. Called after cargo has ended, whether it succeeded or not.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub(crate) fn finish(self, has_succeeded: bool) -> Result<()> {
        match self.knowledge {
            Knowledge::Complete => {}
            Knowledge::PackagesMissing => {
                self.journal.give_back(|_| true);
                return Ledger::remove(&self.project);
            }
            // No file looks older, and the ledger still holds.
            Knowledge::AnyDirectory => return Ok(()),
        }
        let Prepared {
            project,
            clock,
            stamp,
            units: before,
            named,
            dated,
            journal,
            retired,
            outputs,
            ..
        } = self;
        let units = Units::scan(&project);
        let mut named = named;
        for (path, packages) in inputs::named_since(&project, &units, stamp) {
            named.entry(path).or_default().extend(packages);
        }
        let exclusion = project.exclusion();
        // If the last write to a file was before this moment, any later one will be noticed.
        let now = clock.now()?;
        let scan = Scan::new(&project, named.keys());
        let moment = Moment {
            stamp,
            now,
            units: &units.times(),
            telling: scan.telling_devices(),
            exclusion: &exclusion,
        };
        let moved = Moved { items: &dated.items, stamp }.find(&scan);
        let is_below =
            |path: &Path| path.ancestors().skip(1).any(|directory| moved.contains(directory));
        let is_remembered =
            |(path, state): &(&PathBuf, &FileState)| state.kind != Kind::Other && !is_below(path);
        let found: Vec<_> = scan.items.iter().filter(is_remembered).collect();
        let entries = parallel::map(&found, |(path, state)| {
            let item = dated.items.get(*path);
            moment.remember(path, state, item).map(|entry| ((*path).clone(), entry))
        });
        journal.give_back(|_| true);
        let known = known(&before, units, stamp);
        let is_understood = known.0.values().any(|unit| project.has_package(&unit.package));
        if has_succeeded && !is_understood {
            return Ledger::remove(&project);
        }
        let outputs = written(&scan, &dated, stamp, &known, &exclusion)
            .into_iter()
            .chain(outputs.into_iter().filter(|(path, digest)| {
                Digest::of(path, Kind::File, &exclusion).is_ok_and(|now| now == *digest)
            }))
            .collect();
        let mut all = retired;
        all.entries.extend(entries.into_iter().flatten());
        all.units.0.extend(known.0);
        let written = clock.now()?;
        Ledger { named, outputs, ..all }.write(&project, written)
    }
}

/// The units that were known before, and those that the cargo that has ended started.
fn known(before: &Units, after: Units, stamp: Time) -> Units {
    let is_known = |path: &String, unit: &Unit| unit.started >= stamp || before.has(path, unit);
    Units(after.0.into_iter().filter(|(path, unit)| is_known(path, unit)).collect())
}

/// The files that were written while cargo ran, if build scripts did. Cargo itself writes only the
/// lockfile.
fn written(
    scan: &Scan,
    dated: &Dated,
    stamp: Time,
    units: &Units,
    exclusion: &Exclusion,
) -> Outputs {
    if !units.0.values().any(|unit| unit.output.is_some() && unit.started >= stamp) {
        return Outputs::new();
    }
    // Whoever dates a file changes it under all its names.
    let is_untouched = |(path, state): &(&PathBuf, &FileState)| {
        dated.items.get(*path).is_some_and(|item| item.state == **state)
    };
    let untouched = scan.items.iter().filter(is_untouched);
    let untouched: BTreeSet<(u64, u64)> =
        untouched.map(|(_, state)| (state.device, state.inode)).collect();
    let is_written = |(path, state): &(&PathBuf, &FileState)| {
        let was_there = match dated.items.get(*path) {
            Some(item) => item.state == **state,
            None => state.names > 1 && untouched.contains(&(state.device, state.inode)),
        };
        state.kind == Kind::File
            && state.changed >= stamp
            && !was_there
            && !path.ends_with("Cargo.lock")
    };
    let files = scan.items.iter().filter(is_written);
    let digest = |path: &PathBuf| Digest::of(path, Kind::File, exclusion).ok();
    files.filter_map(|(path, _)| Some((path.clone(), digest(path)?))).collect()
}

/// What is needed to judge a file.
struct Moment<'a> {
    stamp: Time,
    now: Time,
    units: &'a BTreeSet<Time>,
    /// The file systems that tell when a file was changed last.
    telling: BTreeSet<u64>,
    exclusion: &'a Exclusion,
}

impl Moment<'_> {
    fn remember(&self, path: &Path, state: &FileState, item: Option<&Item>) -> Option<Entry> {
        match item {
            Some(item) if item.state == *state => self.keep(state, item),
            _ => self.settle(path, state),
        }
    }

    /// Remembers a file that nobody has touched.
    fn keep(&self, state: &FileState, item: &Item) -> Option<Entry> {
        let digest = item.digest.clone()?;
        // Such a file gets its own time back. Somebody may write to it in the same moment, so its
        // content will be read the next time.
        let looks_older = item.found > state.modified;
        let left = (!looks_older && self.is_settled(state)).then(|| state.clone());
        if !digest.is_known() && left.is_none() {
            return None;
        }
        Some(Entry { kind: state.kind, digest, since: item.since, left })
    }

    /// Remembers a file that was written while cargo ran, or that was not known before.
    fn settle(&self, path: &Path, state: &FileState) -> Option<Entry> {
        if !self.is_settled(state) {
            return None;
        }
        let since = if state.changed < self.stamp {
            state.modified.min(self.stamp)
        } else if self.units.contains(&state.changed) {
            // A compilation started in the same moment, perhaps before the file was written.
            return None;
        } else {
            state.changed
        };
        let digest = Digest::of(path, state.kind, self.exclusion).ok()?;
        let is_same = FileState::of(path).is_ok_and(|after| after == *state);
        is_same.then(|| Entry { kind: state.kind, digest, since, left: Some(state.clone()) })
    }

    /// Whether any later write can be noticed.
    fn is_settled(&self, state: &FileState) -> bool {
        let step = if state.changed.is_coarse() { Duration::from_secs(2) } else { Duration::ZERO };
        self.telling.contains(&state.device) && state.changed.plus(step) < self.now
    }
}

/// Finds directories that were moved while cargo ran. The files in them do not show that, and
/// others may have been in their place meanwhile.
struct Moved<'a> {
    items: &'a BTreeMap<PathBuf, Item>,
    stamp: Time,
}

impl Moved<'_> {
    fn find<'s>(&self, scan: &'s Scan) -> BTreeSet<&'s Path> {
        let directories: BTreeSet<&Path> =
            scan.items.keys().flat_map(|path| path.ancestors().skip(1)).collect();
        directories.into_iter().filter(|directory| self.is_moved(directory)).collect()
    }

    /// Moving a directory changes both the directory and its parent.
    fn is_moved(&self, directory: &Path) -> bool {
        let Some(parent) = directory.parent() else {
            return false;
        };
        let (Ok(state), Ok(around)) = (FileState::of(directory), FileState::of(parent)) else {
            return true;
        };
        let has_changed = match self.items.get(directory) {
            Some(item) => item.state != state,
            None => state.changed >= self.stamp,
        };
        let has_parent_changed = match self.items.get(parent) {
            Some(item) => item.state.modified != around.modified,
            None => around.modified >= self.stamp,
        };
        has_changed && has_parent_changed
    }
}
