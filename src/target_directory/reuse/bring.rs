//! Brings units over into a build directory, before cargo runs.
//!
//! Cargo decides which of them are fresh. What must hold so that it decides right:
//!
//! - Of a unit, the fingerprint goes first and comes last. A unit that was only half brought over
//!   has none, and cargo compiles it.
//! - A unit that both have is taken from the directory, with its times, because what else is taken
//!   from there was compiled against exactly that one. Units that only the build directory has were
//!   not, so they lose their fingerprints.
//! - Local units come with the ledger that vouches for them. Where the build directory has one of
//!   its own, what both know of a file holds for the units of either (see [`merged`]).
//! - What was brought over once is not brought over again: what has been compiled since is newer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::copy::{copy, incoming_in};
use super::document::{Locked, Stored, size};
use super::merged::merged;
use super::record::{Extent, Record};
use super::sessions::{self, Offer};
use super::source::{Source, Useless, fingerprints};
use super::unit_files::{self, Item, Key, UnitFiles, are_same};
use super::{Note, locks, rustc_info};
use crate::cargo::own_directory;
use crate::files::Directory;
use crate::target_directory::clock::Clock;
use crate::target_directory::error::Result;
use crate::target_directory::ledger::Ledger;
use crate::target_directory::parallel;
use crate::target_directory::project::Project;
use crate::target_directory::time::Time;
use crate::target_directory::units::Units;

/// What is built, and into where.
#[derive(Clone, Debug)]
pub(crate) struct Destination<'p> {
    pub build_directory: PathBuf,
    /// What `rustc -vV` prints, in short.
    pub compiler: String,
    /// What the lockfile names; `None` if there is none.
    pub locked: Option<Locked>,
    /// The project whose local packages are built. `None` if only external ones are.
    pub project: Option<&'p Project>,
}

/// What was brought over.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// The directories that were looked at, but for those of a later version.
    pub(super) seen: Vec<Seen>,
    /// The number of units that were copied.
    pub units: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// The time before cargo ran, by the clock of the build directory.
    pub(super) started: Option<Time>,
    /// What rustc can use where it compiles local crates.
    offers: Vec<Offer>,
}

impl Brought {
    /// Brings over what rustc can use to compile these packages, and those above them,
    /// incrementally. To go without is no error.
    pub(crate) fn bring_sessions(&self, project: &Project, packages: &BTreeSet<String>) {
        let _ = sessions::bring(&self.offers, project, packages);
    }
}

/// A directory as it was looked at.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub directory: PathBuf,
    pub generation: String,
    /// Whether the build directory now has the units that it may use, with their times.
    pub is_taken: bool,
    /// Whether it is a target directory, which is cargo's to write.
    pub is_target: bool,
}

/// Brings over what a build may use. What cannot be used is noted, and is no error.
///
/// # Errors
/// If the build directory cannot be written.
pub(crate) fn bring(directories: &[PathBuf], to: &Destination) -> Result<Brought> {
    let clock = Clock::new(own_directory(&to.build_directory)?);
    let now = clock.now()?;
    let mut bringing = Bringing {
        to,
        build: Directory::open(&to.build_directory)?,
        now,
        record: Record::read(&to.build_directory),
        present: None,
        has_locals: false,
        brought: Brought { started: Some(now), ..Brought::default() },
    };
    for directory in directories {
        bringing.bring(directory)?;
    }
    bringing.record.write(&to.build_directory)?;
    // Nothing that cargo compiles from now on may be as old as what was brought over.
    bringing.brought.started = Some(clock.now()?);
    Ok(bringing.brought)
}

/// The state of [`bring`].
struct Bringing<'d> {
    to: &'d Destination<'d>,
    build: Directory,
    now: Time,
    record: Record,
    /// The units in the build directory, once they are known.
    present: Option<UnitFiles>,
    /// Whether local units were taken from an earlier directory.
    has_locals: bool,
    brought: Brought,
}

impl Bringing<'_> {
    fn bring(&mut self, directory: &Path) -> Result<()> {
        // Whoever writes to the directory waits until we have read it.
        let _lock = locks::shared(directory);
        let source = match Source::open(directory) {
            Ok(source) => source,
            Err(useless) => {
                if useless != Useless::TooNew {
                    let directory = directory.to_owned();
                    self.brought.seen.push(Seen { directory, ..Seen::default() });
                }
                self.brought.notes.push(Note::Useless(directory.to_owned(), useless));
                return Ok(());
            }
        };
        let generation = source.document.generation.clone();
        if source.is_target {
            self.brought.notes.push(Note::Target(directory.to_owned()));
        }
        if let Some(text) = source.document.rustc_info.get(&Extent::for_build_of(self.to.project)) {
            rustc_info::bring(text, &self.to.build_directory, &self.to.compiler)?;
        }
        let before = self.record.extent(directory, &generation);
        let project = self.to.project.filter(|_| !self.has_locals);
        // With all of it, there is no need to read the ledger again.
        let ledger = project.filter(|_| before != Some(Extent::All));
        let ledger = ledger.and_then(|project| Some((project, source.ledger(project)?)));
        let extent = if ledger.is_some() { Extent::All } else { Extent::External };
        self.has_locals |= ledger.is_some() || (project.is_some() && before == Some(Extent::All));
        if extent == Extent::All || before == Some(Extent::All) {
            self.offer(&source);
        }
        if before.is_some_and(|before| before >= extent) {
            self.see(&source, true);
            return Ok(());
        }
        let is_other =
            |unit: &Stored| !unit.compiler.is_empty() && unit.compiler != self.to.compiler;
        let units = &source.document.units;
        if !units.is_empty() && units.values().all(is_other) {
            self.see(&source, true);
            self.brought.notes.push(Note::OtherCompiler(directory.to_owned()));
            return Ok(());
        }
        let known = ledger.as_ref().map(|(project, ledger)| source.known(project, ledger));
        let known = known.unwrap_or_default();
        let is_vouched = |unit: &Stored| {
            let paths = fingerprints(&unit.items);
            unit.is_known && !paths.is_empty() && paths.is_subset(&known)
        };
        let is_wanted = |(_, unit): &(&Key, &Stored)| {
            !is_other(unit)
                && (source.is_external(unit, self.to.locked.as_ref()) || is_vouched(unit))
        };
        let wanted: Vec<(&Key, &Stored)> = units.iter().filter(is_wanted).collect();
        let ledger = ledger.as_ref().map(|(project, ledger)| (*project, ledger, &known));
        let is_taken = self.take(&source, &wanted, ledger, before.is_some())?;
        self.see(&source, is_taken);
        self.record.set(directory, &generation, extent);
        Ok(())
    }

    /// Remembers what rustc can use, which is brought over when it is known for what.
    fn offer(&mut self, source: &Source) {
        let shift = self.shift_of(source);
        let all = source.document.sessions.iter();
        let all = all.filter(|(_, stored)| stored.compiler == self.to.compiler);
        let offers = all.map(|(key, stored)| Offer {
            key: key.clone(),
            from: source.directory_of(stored),
            items: stored.items.clone(),
            shift,
        });
        self.brought.offers.extend(offers);
    }

    /// How much earlier the times of a directory have to be, for its clock was ahead.
    fn shift_of(&self, source: &Source) -> Duration {
        let shift = source.document.latest().since(self.now);
        if shift.is_zero() { shift } else { shift + Duration::from_millis(10) }
    }

    fn see(&mut self, source: &Source, is_taken: bool) {
        let (directory, is_target) = (source.directory.clone(), source.is_target);
        let generation = source.document.generation.clone();
        self.brought.seen.push(Seen { directory, generation, is_taken, is_target });
    }

    /// Takes these units. Returns whether the build directory then has all of them as they are.
    fn take(
        &mut self,
        source: &Source,
        wanted: &[(&Key, &Stored)],
        ledger: Option<(&Project, &Ledger, &BTreeSet<String>)>,
        is_again: bool,
    ) -> Result<bool> {
        let build = self.to.build_directory.clone();
        let mut present = match self.present.take() {
            Some(present) => present,
            None => unit_files::scan(&build),
        };
        let is_first = !self.brought.seen.iter().any(|seen| seen.is_taken);
        let mut copied: Vec<(&Key, &Stored)> = Vec::new();
        let mut newer: BTreeSet<&Key> = BTreeSet::new();
        let mut conflicts = 0;
        for (key, unit) in wanted {
            match present.get(*key) {
                None => copied.push((key, unit)),
                Some(items) if are_same(&unit.items, items) => {}
                Some(_) if is_again => {
                    newer.insert(*key);
                }
                Some(_) => {
                    conflicts += 1;
                    copied.push((key, unit));
                }
            }
        }
        if conflicts > 0 {
            if !is_first {
                // It does not go together with what an earlier directory has.
                self.present = Some(present);
                self.brought.notes.push(Note::Unlike(source.directory.clone()));
                return Ok(false);
            }
            let taken: BTreeSet<&Key> = wanted.iter().map(|(key, _)| *key).collect();
            for items in present.iter().filter(|(key, _)| !taken.contains(key)).map(|(_, i)| i) {
                invalidate(items, &self.build)?;
            }
        }
        let shift = self.shift_of(source);
        if let Some((project, of_source, known)) = ledger {
            let own = Ledger::read(project).unwrap_or_default();
            let mut units = Units::scan(project);
            // Nobody knows what somebody else has compiled, and it would cast doubt on the rest.
            let unknown = units.unlike(&own.units);
            let unknown: BTreeSet<String> = unknown
                .filter(|(_, unit)| project.has_package(&unit.package))
                .map(|(path, _)| path.to_owned())
                .collect();
            unknown.iter().try_for_each(|path| self.build.remove(Path::new(path)))?;
            units.0.retain(|path, unit| own.units.has(path, unit));
            // Before anything is replaced, so that nothing wrong is known if we are killed.
            let merged = merged(&own, &units, of_source, shift);
            merged.clone().write(project, self.now)?;
            let failed = self.copy(source, &copied, &mut present, shift);
            let units = Units::scan(project);
            let vouched: BTreeSet<String> = wanted
                .iter()
                .filter(|(key, unit)| {
                    unit.is_known && !failed.contains(*key) && !newer.contains(key)
                })
                .flat_map(|(_, unit)| fingerprints(&unit.items))
                .collect();
            let mut merged = merged;
            let is_vouched = |path: &String| vouched.contains(path) && known.contains(path);
            let brought = units.0.into_iter().filter(|(path, _)| is_vouched(path));
            merged.units.0.extend(brought);
            merged.write(project, self.now)?;
        } else {
            self.copy(source, &copied, &mut present, shift);
        }
        self.present = Some(present);
        Ok(shift.is_zero())
    }

    /// Copies units, and returns the keys of those that could not be copied.
    fn copy(
        &mut self,
        source: &Source,
        chosen: &[(&Key, &Stored)],
        present: &mut UnitFiles,
        shift: Duration,
    ) -> BTreeSet<Key> {
        let mut chosen = chosen.to_vec();
        chosen.sort_by_key(|(_, unit)| std::cmp::Reverse(unit.size()));
        let place = Place { build: &self.build, shift, number: AtomicUsize::new(0) };
        let results = parallel::map_each(&chosen, |(key, unit)| {
            let before = present.get(*key).map(Vec::as_slice).unwrap_or_default();
            place.install(&source.directory_of(unit), &unit.items, before)
        });
        let mut failed = BTreeSet::new();
        for ((key, unit), result) in chosen.into_iter().zip(results) {
            if let Err(error) = result {
                failed.insert(key.clone());
                self.brought.notes.push(Note::Damaged(unit.package.clone(), error.to_string()));
                present.remove(key);
            } else {
                self.brought.units += 1;
                self.brought.bytes += size(&unit.items);
                present.insert(key.clone(), unit.items.clone());
            }
        }
        let _ = incoming_in(&self.build).map(|incoming| self.build.remove(&incoming));
        failed
    }
}

/// Has cargo compile a unit again.
fn invalidate(items: &[Item], build: &Directory) -> std::io::Result<()> {
    let fingerprints: BTreeSet<&Path> = items.iter().filter_map(Item::fingerprint).collect();
    Ok(fingerprints.into_iter().try_for_each(|path| build.remove(path))?)
}

/// Where units go.
struct Place<'b> {
    build: &'b Directory,
    /// How much earlier all times are to be.
    shift: Duration,
    number: AtomicUsize,
}

impl Place<'_> {
    /// Replaces a unit that has these files by one from another directory.
    fn install(&self, from: &Path, items: &[Item], before: &[Item]) -> std::io::Result<()> {
        invalidate(before, self.build)?;
        invalidate(items, self.build)?;
        for item in before.iter().chain(items) {
            self.build.remove(&item.path)?;
        }
        let time = |item: &Item| item.modified.minus(self.shift);
        let others = items.iter().filter(|item| !item.is_of_fingerprint());
        copy(others, from, self.build, |item| item.path.clone(), time)?;
        let fingerprints: BTreeSet<&Path> = items.iter().filter_map(Item::fingerprint).collect();
        for path in fingerprints {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            let incoming = incoming_in(self.build)?.join(number.to_string());
            let own = items.iter().filter(|item| item.fingerprint() == Some(path));
            let place = |item: &Item| match item.path.strip_prefix(path) {
                Ok(below) if below != Path::new("") => incoming.join(below),
                _ => incoming.clone(),
            };
            copy(own, from, self.build, place, time)?;
            self.build.create_all(path.parent().unwrap_or(Path::new("")))?;
            self.build.rename(&incoming, path)?;
        }
        Ok(())
    }
}
