//! What there is: files, directories and links that local crates may be compiled from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::exclusion::{Exclusion, is_cache};
use super::file_state::{FileState, Kind};
use super::project::{Project, resolved};
use super::repository;

/// What was found, by absolute path without links in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// What the file system says of each.
    pub items: BTreeMap<PathBuf, FileState>,
    /// Directories whose files may be given other times.
    zones: BTreeSet<PathBuf>,
    /// Files of repositories, which may be, too.
    of_git: BTreeSet<PathBuf>,
}

impl Scan {
    /// Looks at all local packages, at what tells the commit, and at other files and directories
    /// that somebody has named. What cannot be read is left out.
    pub(super) fn new(project: &Project, named: &BTreeSet<PathBuf>) -> Self {
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
        let mut open: BTreeSet<PathBuf> = sources.chain(named).cloned().chain(links).collect();
        // What was named may hold links to more.
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

    /// Whether a file is ours to give another time: it belongs to the workspace, to a local package,
    /// or to the checkout these are in.
    pub(super) fn may_change(&self, path: &Path) -> bool {
        self.of_git.contains(path) || self.zones.iter().any(|zone| path.starts_with(zone))
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
            Kind::Directory if self.may_change(path) => walk.directory(path, &mut self.items),
            Kind::Directory => {}
            _ => {
                self.items.insert(path.to_owned(), state);
            }
        }
    }

    /// Where the links lead, all but those seen before.
    fn targets_of_links(&self, seen: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let links = self.items.iter().filter(|(_, state)| state.kind == Kind::Link);
        let targets = links.filter_map(|(path, _)| path.canonicalize().ok());
        targets.filter(|t| !seen.contains(t) && !self.items.contains_key(t)).collect()
    }
}

/// The workspace, its packages, and the checkouts these are in.
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
    /// For a package: directories of packages, which are the only ones with a manifest that are
    /// walked. Cargo does not count those of others, either.
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

    /// Whether it is another package, or another target directory.
    fn is_foreign(&self, directory: &Path) -> bool {
        let is_package = |packages: &BTreeSet<&Path>| packages.contains(directory);
        match self.packages {
            Some(packages) if is_package(packages) => false,
            Some(_) => directory.join("Cargo.toml").is_file() || is_cache(directory),
            None => is_cache(directory),
        }
    }
}
