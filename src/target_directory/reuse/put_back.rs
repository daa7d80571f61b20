//! Puts units back into a directory for reuse, after cargo has ended.
//!
//! What must hold: whoever looks sees the directory as it was or as it will be. So new units are
//! complete before the document names them, and old ones go after it no longer does. If somebody else
//! has put something back since we looked, ours stay out: theirs were not compiled against ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::bring::{Brought, Destination, Seen};
use super::copy::copy;
use super::document::{Document, Stored, UNITS, is_local};
use super::record::{Extent, Record};
use super::sessions;
use super::source::{fingerprints, package_name};
use super::unit_files::{self, Item, Key, UnitFiles, are_same, hash_of};
use super::{Note, locks, rustc_info};
use crate::cargo::BuiltUnit;
use crate::files::{Directory, UNFINISHED};
use crate::package_spec::PackageSpec;
use crate::secrets::without_credentials;
use crate::target_directory::content::Digest;
use crate::target_directory::exclusion::CACHE_MARK;
use crate::target_directory::file_state::FileState;
use crate::target_directory::ledger::Ledger;
use crate::target_directory::parallel;
use crate::target_directory::project::{Project, resolved};
use crate::target_directory::time::Time;

/// What is said behind the mark of a cache.
const MARKED: &[u8] = b"\n# Units that cargo-chef carries over to other builds.\n";

/// How much a directory may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// In bytes.
    pub size: u64,
    /// For how long nobody has used a unit that goes.
    pub age: Duration,
}

/// Puts back what a build has used. What cannot be done is noted, and is no error.
///
/// `told` has what cargo told about the units of the build, if it told anything.
pub(crate) fn put_back(
    brought: &Brought,
    destination: &Destination,
    told: Option<&[BuiltUnit]>,
    limit: Limit,
) -> Vec<Note> {
    let mut refused = Vec::new();
    for seen in brought.seen.iter().filter(|seen| !seen.is_target) {
        let directory = &seen.directory;
        let putting = match Putting::new(seen, destination) {
            Ok(putting) => putting,
            // A directory that cannot be written is only there to be read.
            Err(error) => {
                refused.push(Note::Unwritable(directory.clone(), error.to_string()));
                continue;
            }
        };
        return match putting {
            None => vec![Note::Changed(directory.clone())],
            Some(putting) => {
                let started = brought.started.unwrap_or(Time::MIN);
                putting.put(told, started, limit).unwrap_or_else(|error| {
                    vec![Note::Unwritable(directory.clone(), error.to_string())]
                })
            }
        };
    }
    refused
}

/// The state of [`put_back`].
struct Putting<'d> {
    directory: Directory,
    destination: &'d Destination<'d>,
    document: Document,
    _lock: std::fs::File,
}

impl<'d> Putting<'d> {
    /// Locks a directory; `None` if it has changed since it was brought over.
    fn new(seen: &'d Seen, destination: &'d Destination) -> std::io::Result<Option<Self>> {
        let directory = seen.directory.as_path();
        if !directory.exists() {
            // Neither git nor cargo are to see it in a checkout.
            Directory::make(directory)?.write(Path::new(".gitignore"), b"*\n")?;
        }
        let opened = Directory::open(directory)?;
        let lock = locks::exclusive(&opened)?;
        let document = match Document::read(directory) {
            Ok(Some(document)) if document.generation != seen.generation => return Ok(None),
            // What stays must go together with what is put beside it.
            Ok(document) if seen.is_taken => document.unwrap_or_default(),
            _ => Document::default(),
        };
        let mark = Path::new("CACHEDIR.TAG");
        if opened.metadata(mark).is_none() {
            // So that backups leave it out, and so that it counts as no source.
            opened.write(mark, &[CACHE_MARK, MARKED].concat())?;
        }
        Ok(Some(Self { directory: opened, destination, document, _lock: lock }))
    }

    fn put(
        mut self,
        told: Option<&[BuiltUnit]>,
        started: Time,
        limit: Limit,
    ) -> std::io::Result<Vec<Note>> {
        let build = &self.destination.build_directory;
        let files = unit_files::scan(build);
        let packages = packages(told.unwrap_or_default(), &files, build);
        let is_new = |items: &[Item]| {
            items.iter().any(|item| item.is_of_fingerprint() && item.modified >= started)
        };
        let is_wanted =
            |key: &Key, items: &[Item]| match (packages.get(key), self.destination.project) {
                (Some(package), None) => !is_local(package),
                (None, None) => false,
                (Some(_), Some(_)) => true,
                (None, Some(_)) => is_new(items),
            };
        let latest = self.document.units.values().map(|unit| unit.used).max();
        let used = started.max(latest.unwrap_or(Time::MIN).plus(Duration::from_nanos(1)));
        let mut fresh = Vec::new();
        for (key, items) in files.iter().filter(|(key, items)| is_wanted(key, items)) {
            match self.document.units.get_mut(key) {
                Some(unit) if are_same(&unit.items, items) => {
                    unit.used = used;
                    unit.package = packages.get(key).cloned().or(unit.package.take());
                }
                _ => {
                    let package = packages.get(key).cloned();
                    fresh.push((key, items, package.or_else(|| self.name_of_external(items))));
                }
            }
        }
        let before = self.document.generation.clone();
        let stored = self.store(&fresh, used)?;
        let mut notes = Vec::new();
        let mut has_changed = !stored.is_empty();
        self.document.units.extend(stored);
        has_changed |= self.put_sessions(told.unwrap_or_default(), started, used)?;
        if told.is_some() {
            let (kept, is_over) = within(&self.document, used, limit);
            let Document { units, sessions, .. } = &mut self.document;
            has_changed |= kept.len() < units.len() + sessions.len();
            units.retain(|key, _| kept.contains(key));
            sessions.retain(|key, _| kept.contains(key));
            if is_over {
                notes.push(Note::OverLimit(self.directory.path().to_owned(), limit.size));
            }
        }
        if has_changed || before.is_empty() {
            self.document.generation = unique();
        }
        self.put_ledger(&files)?;
        let info = rustc_info::read(build)
            .map(|text| (Extent::for_build_of(self.destination.project), text));
        self.document.rustc_info.extend(info);
        self.document.write(&self.directory)?;
        self.remember()?;
        self.clean_up();
        Ok(notes)
    }

    /// The name of the package of an external unit that cargo did not tell of.
    fn name_of_external(&self, items: &[Item]) -> Option<String> {
        let project = self.destination.project?;
        package_name(items).filter(|name| !project.has_package(name))
    }

    /// Puts back what rustc has kept to compile incrementally. Returns whether there was anything.
    fn put_sessions(
        &mut self,
        told: &[BuiltUnit],
        started: Time,
        now: Time,
    ) -> std::io::Result<bool> {
        let Some(project) = self.destination.project else { return Ok(false) };
        let told = told.iter().map(|unit| PackageSpec::parse(&unit.package).name).collect();
        let found = sessions::used(&mut self.document.sessions, project, &told, started, now);
        let known = &self.document.sessions;
        let is_new = |(key, items): &(&Key, &Vec<Item>)| {
            known.get(*key).is_none_or(|stored| !are_same(&stored.items, items))
        };
        let fresh: Vec<_> =
            found.iter().filter(is_new).map(|(key, items)| (key, items, None)).collect();
        let stored = self.store(&fresh, now)?;
        self.document.sessions.extend(stored);
        Ok(!fresh.is_empty())
    }

    /// Copies units, each into a directory of its own.
    fn store(
        &self,
        fresh: &[(&Key, &Vec<Item>, Option<String>)],
        used: Time,
    ) -> std::io::Result<Vec<(Key, Stored)>> {
        let units = Path::new(UNITS);
        self.directory.create_all(units)?;
        let number = AtomicUsize::new(0);
        let start = unique();
        let stored = parallel::map_each(fresh, |(key, items, package)| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let directory = format!("{start}-{number}");
            let target = units.join(&directory);
            let from = &self.destination.build_directory;
            copy(
                items.iter(),
                from,
                &self.directory,
                |item| target.join(&item.path),
                |item| item.modified,
            )?;
            let stored = Stored {
                package: package.clone(),
                compiler: self.destination.compiler.clone(),
                is_known: false,
                used,
                directory,
                items: (*items).clone(),
            };
            Ok(((*key).clone(), stored))
        });
        stored.into_iter().collect()
    }

    /// Writes down what is known of the sources of local units.
    fn put_ledger(&mut self, files: &UnitFiles) -> std::io::Result<()> {
        let Some(project) = self.destination.project else {
            // Where only external units were put back, the ledger stays as it is.
            return Ok(());
        };
        let Ok(mut ledger) = Ledger::read(project) else {
            self.document.ledger = None;
            return Ok(());
        };
        for entry in ledger.entries.values_mut() {
            entry.left = None;
        }
        let mut known = BTreeSet::new();
        for (key, unit) in &mut self.document.units {
            let is_here = files.get(key).is_some_and(|items| are_same(&unit.items, items));
            let paths = fingerprints(&unit.items);
            unit.is_known = is_here && paths.iter().all(|path| ledger.units.0.contains_key(path));
            known.extend(paths.into_iter().filter(|_| unit.is_known));
        }
        ledger.units.0.retain(|path, _| known.contains(path));
        self.write_ledger(ledger, project)
    }

    fn write_ledger(&mut self, ledger: Ledger, project: &Project) -> std::io::Result<()> {
        let known = self.document.ledger_path(self.directory.path());
        let known = known.and_then(|path| Ledger::read_at(&path, project).ok());
        let is_known =
            known.is_some_and(|(known, _)| Ledger { written: ledger.written, ..known } == ledger);
        if is_known {
            return Ok(());
        }
        let generation = unique();
        let name = format!("ledger-{generation}.json");
        let written = ledger.written.unwrap_or(Time::MIN);
        let written = ledger.write_as(&self.directory, &name, project, written);
        written.map_err(std::io::Error::other)?;
        self.document.ledger = Some(name);
        self.document.generation = generation;
        Ok(())
    }

    /// Remembers that the build directory has what the directory now has.
    fn remember(&self) -> std::io::Result<()> {
        let build = &self.destination.build_directory;
        let mut record = Record::read(build);
        let extent = Extent::for_build_of(self.destination.project);
        record.set(self.directory.path(), &self.document.generation, extent);
        record.write(build)
    }

    /// Removes units and ledgers that the document no longer names. What stays is harmless.
    fn clean_up(&self) {
        let Document { units, sessions, .. } = &self.document;
        let stored = units.values().chain(sessions.values());
        let named: BTreeSet<&str> = stored.map(|unit| unit.directory.as_str()).collect();
        let units = Path::new(UNITS);
        for name in self.directory.names(units) {
            if !named.contains(&*name.to_string_lossy()) {
                // What stays is looked at again the next time.
                let _ = self.directory.remove(&units.join(name));
            }
        }
        for path in self.directory.names(Path::new("")) {
            let name = path.to_string_lossy().into_owned();
            let is_ledger = name.starts_with("ledger-");
            let is_unfinished = name.starts_with(UNFINISHED);
            if is_unfinished || (is_ledger && self.document.ledger.as_ref() != Some(&name)) {
                let _ = self.directory.remove(&path);
            }
        }
    }
}

/// A name that nothing else has.
fn unique() -> String {
    let now = format!("{:?} {}", Time::of_machine(), std::process::id());
    Digest::of_bytes(now.as_bytes()).to_string()[..12].to_owned()
}

/// The packages of the units that cargo told of.
fn packages(told: &[BuiltUnit], files: &UnitFiles, build: &Path) -> BTreeMap<Key, String> {
    let mut by_hash: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
    for key in files.keys() {
        by_hash.entry(key.rsplit('/').next().unwrap_or_default()).or_default().push(key);
    }
    let mut by_node = None;
    let mut found = BTreeMap::new();
    for unit in told {
        for path in &unit.files {
            let names = path.components().filter_map(|part| part.as_os_str().to_str());
            let hash = names.filter_map(hash_of).find(|hash| by_hash.contains_key(hash));
            if let Some(hash) = hash {
                let keys = by_hash[hash].iter().map(|key| (*key).clone());
                found.extend(keys.map(|key| (key, without_credentials(&unit.package))));
            } else if let Some(node) = node(path) {
                // A final artifact is another name of the one that has the hash.
                let nodes = by_node.get_or_insert_with(|| nodes(files, build));
                let key = nodes.get(&node);
                found.extend(key.map(|key| (key.clone(), without_credentials(&unit.package))));
            }
        }
    }
    found
}

fn nodes(files: &UnitFiles, build: &Path) -> BTreeMap<(u64, u64), Key> {
    let all = files.iter().flat_map(|(key, items)| items.iter().map(move |item| (key, item)));
    let nodes = all.filter_map(|(key, item)| Some((node(&build.join(&item.path))?, key.clone())));
    nodes.collect()
}

/// What identifies a file that has several names.
fn node(path: &Path) -> Option<(u64, u64)> {
    let state = FileState::of(path).ok()?;
    (state.names > 1).then_some((state.device, state.inode))
}

/// What stays, and whether even the units that were just used are too many. A unit is never kept
/// longer than what it was compiled against, because whoever uses the one uses the other. What rustc
/// keeps to compile incrementally stays where there is room for it.
fn within(document: &Document, now: Time, limit: Limit) -> (BTreeSet<Key>, bool) {
    let mut runs: BTreeMap<Time, [Vec<(&Key, u64)>; 2]> = BTreeMap::new();
    for (kind, all) in [&document.units, &document.sessions].into_iter().enumerate() {
        for (key, stored) in all {
            runs.entry(stored.used).or_default()[kind].push((key, stored.size()));
        }
    }
    let mut kept = BTreeSet::new();
    let mut total = 0;
    let mut is_over = false;
    for (used, [units, sessions]) in runs.into_iter().rev() {
        total += units.iter().map(|(_, size)| size).sum::<u64>();
        let is_last = used >= now;
        if !is_last && (total > limit.size || now.since(used) > limit.age) {
            break;
        }
        is_over |= total > limit.size;
        kept.extend(units.into_iter().map(|(key, _)| key.clone()));
        for (key, size) in sessions {
            if total + size <= limit.size {
                total += size;
                kept.insert(key.clone());
            }
        }
    }
    (kept, is_over)
}

/// The directories that must not be one another, or in one another.
pub(crate) fn overlap(directory: &Path, build: &Path) -> bool {
    let (one, other) = (resolved(directory), resolved(build));
    one.starts_with(&other) || other.starts_with(&one)
}
