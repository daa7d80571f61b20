//! Finds the files, directories and links that local crates may be compiled from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::exclusion::{Exclusion, is_cache};
use super::file_state::{FileState, IS_TELLING, Kind};
use super::project::{Project, resolved};
use super::repository;

/// What was found, by absolute path without links.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// The state of each file, directory and link.
    pub items: BTreeMap<PathBuf, FileState>,
    /// The directories in which the times of files may be changed.
    zones: BTreeSet<PathBuf>,
    /// Files of repositories whose times may be changed, too.
    of_git: BTreeSet<PathBuf>,
}

impl Scan {
    /// Examines all local packages, what tells the commit, and other files and directories that
    /// were named. What cannot be read is left out.
    pub(super) fn new<'n>(project: &Project, named: impl Iterator<Item = &'n PathBuf>) -> Self {
        let exclusion = project.exclusion();
        let directories = project.directories();
        let mut scan = Self { zones: zones(project), ..Self::default() };
        let walk = Walk { exclusion: &exclusion, packages: Some(&directories) };
        for directory in &directories {
            if !scan.items.contains_key(*directory) {
                walk.directory(directory, &mut scan.items);
            }
        }
        let places = directories.iter().copied().chain([project.root.as_path()]);
        scan.of_git = places.flat_map(repository::watched_files).collect();
        for path in &scan.of_git {
            scan.items.extend(FileState::of(path).ok().map(|state| (path.clone(), state)));
        }
        let sources = project.packages.iter().flat_map(|package| &package.sources);
        let links: Vec<PathBuf> = scan.targets_of_links(&BTreeSet::new());
        let mut open: BTreeSet<PathBuf> =
            sources.cloned().chain(named.cloned()).chain(links).collect();
        // What was named may contain links to more.
        let mut seen = open.clone();
        while !open.is_empty() {
            for path in std::mem::take(&mut open) {
                scan.add_named(&path, &exclusion);
            }
            open = scan.targets_of_links(&seen).into_iter().collect();
            seen.extend(open.iter().cloned());
        }
        scan
    }

    /// Whether we may set the time of a file: it belongs to the workspace, to a local package, or
    /// to the checkout that these are in.
    pub(super) fn may_change(&self, path: &Path) -> bool {
        self.of_git.contains(path) || self.zones.iter().any(|zone| path.starts_with(zone))
    }

    /// The file systems that keep the time of the last change to a file. Images, which are
    /// read-only, tell the time of the last write instead, and another image may have the same.
    pub(super) fn telling_devices(&self) -> BTreeSet<u64> {
        let mut devices: BTreeMap<u64, bool> = BTreeMap::new();
        for (path, state) in &self.items {
            let tells = devices.entry(state.device).or_insert_with(|| !is_read_only(path));
            *tells |= state.changed != state.modified;
        }
        devices.retain(|_, tells| IS_TELLING && *tells);
        devices.into_keys().collect()
    }

    fn add_named(&mut self, path: &Path, exclusion: &Exclusion) {
        if exclusion.has(path) {
            return;
        }
        let Ok(state) = FileState::of(path) else {
            return;
        };
        let walk = Walk { exclusion, packages: None };
        match state.kind {
            // Elsewhere, a directory may be as large as the machine.
            Kind::Directory if self.may_change(path) || count(path) <= MANY => {
                walk.directory(path, &mut self.items);
            }
            Kind::Directory => {}
            _ => {
                self.items.insert(path.to_owned(), state);
            }
        }
    }

    /// The paths that links lead to, except for those seen before.
    fn targets_of_links(&self, seen: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let links = self.items.iter().filter(|(_, state)| state.kind == Kind::Link);
        let targets = links.filter_map(|(path, _)| path.canonicalize().ok());
        targets.filter(|t| !seen.contains(t) && !self.items.contains_key(t)).collect()
    }
}

#[cfg(unix)]
fn is_read_only(path: &Path) -> bool {
    let flag = rustix::fs::StatVfsMountFlags::RDONLY;
    rustix::fs::statvfs(path).is_ok_and(|told| told.f_flag.contains(flag))
}

#[cfg(not(unix))]
fn is_read_only(_: &Path) -> bool {
    true
}

/// How many files a directory outside of the project may have to be kept. A larger one is left to
/// cargo, which compares its times as always.
const MANY: usize = 10_000;

/// How many files are below a directory, counted up to that limit.
fn count(directory: &Path) -> usize {
    let mut count = 0;
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            count += 1;
            if count > MANY {
                return count;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
    count
}

/// The workspace, its packages, and the checkouts that these are in.
fn zones(project: &Project) -> BTreeSet<PathBuf> {
    let mut zones: BTreeSet<PathBuf> =
        project.directories().into_iter().map(Path::to_owned).collect();
    zones.insert(project.root.clone());
    let checkouts: Vec<PathBuf> =
        zones.iter().filter_map(|zone| repository::checkout_of(zone)).map(resolved).collect();
    zones.extend(checkouts);
    zones
}

/// How a directory is walked.
struct Walk<'a> {
    exclusion: &'a Exclusion,
    /// In a package, the directories of local packages. Others with a manifest are not walked,
    /// because cargo does not count them as part of the package, either.
    packages: Option<&'a BTreeSet<&'a Path>>,
}

impl Walk<'_> {
    fn directory(&self, directory: &Path, items: &mut BTreeMap<PathBuf, FileState>) {
        let Ok(state) = FileState::of(directory) else {
            return;
        };
        if state.kind != Kind::Directory {
            return;
        }
        let Ok(entries) = fs::read_dir(directory) else {
            items.insert(directory.to_owned(), state);
            return;
        };
        items.insert(directory.to_owned(), state);
        for entry in entries.flatten() {
            let path = entry.path();
            if self.exclusion.is_never_kept(&path) {
                continue;
            }
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_directory {
                if !self.is_foreign(&path) {
                    self.directory(&path, items);
                }
            } else if let Ok(state) = FileState::of(&path) {
                items.insert(path, state);
            }
        }
    }

    /// Whether a directory is another package or another target directory.
    fn is_foreign(&self, directory: &Path) -> bool {
        let is_package = |packages: &BTreeSet<&Path>| packages.contains(directory);
        match self.packages {
            Some(packages) if is_package(packages) => false,
            Some(_) => directory.join("Cargo.toml").is_file() || is_cache(directory),
            None => is_cache(directory),
        }
    }
}
