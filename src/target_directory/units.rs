//! The units that cargo has compiled, told apart by the names and times of the files that cargo
//! keeps for each.
//!
//! Two layouts are known: <https://doc.rust-lang.org/cargo/reference/build-cache.html>. In the
//! older one, a unit has a directory `name-0123456789abcdef` below `.fingerprint` and another below
//! `build`. In the newer one, everything is below `build/name/0123456789abcdef`. If cargo ever uses
//! a third one, no unit is found. Then the ledger vouches for nothing, and everything is compiled
//! as without us.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::content::Digest;
use super::parallel;
use super::project::Project;
use super::time::Time;
use crate::files::Directory;

/// What is known about a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unit {
    /// The name of the unit's package, which other packages may share.
    pub package: String,
    /// A digest of the names, sizes and times of the unit's files.
    state: Digest,
    /// The time when the compilation started: the latest one that cargo would compare a source
    /// with.
    pub started: Time,
    /// Whether cargo has found that the unit has to be compiled, and has not compiled it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_dirty: bool,
    /// The file with the output of a build script, relative to the build directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<PathBuf>,
}

/// All units of local packages and all runs of build scripts, by the directory of their fingerprint
/// relative to the build directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Units(pub BTreeMap<String, Unit>);

impl Units {
    /// Finds the units in the build directory.
    pub(super) fn scan(project: &Project) -> Self {
        let build = &project.build_directory;
        let mut places = Vec::new();
        for profile in profiles(build) {
            collect(&profile, project, &mut places);
        }
        let units = parallel::map(&places, |place| place.read(build));
        Self(units.into_iter().flatten().collect())
    }

    /// The latest time that cargo compares a source with.
    pub(super) fn latest(&self) -> Time {
        self.0.values().map(|unit| unit.started).max().unwrap_or(Time::MIN)
    }

    /// All times that cargo compares a source with.
    pub(super) fn times(&self) -> BTreeSet<Time> {
        self.0.values().map(|unit| unit.started).collect()
    }

    /// Whether this unit is in the set, and either is as it was or has become dirty since. A unit
    /// that somebody else is compiling is neither.
    pub(super) fn has(&self, path: &str, unit: &Unit) -> bool {
        let is_same =
            |known: &Unit| known == unit || (unit.is_dirty && known.started == unit.started);
        self.0.get(path).is_some_and(is_same)
    }

    /// The units that are missing or different in the other set.
    pub(super) fn unlike<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a str, &'a Unit)> {
        let unlike = |(path, unit): &(&String, &Unit)| !other.has(path, unit);
        self.0.iter().filter(unlike).map(|(path, unit)| (path.as_str(), unit))
    }

    /// Removes units from the build directory, so that cargo compiles them again. Returns how many
    /// were removed.
    ///
    /// # Errors
    /// If a fingerprint cannot be removed.
    pub(super) fn remove(
        &mut self,
        build: &Path,
        which: impl Fn(&Unit) -> bool,
    ) -> std::io::Result<usize> {
        let chosen: Vec<String> =
            self.0.iter().filter(|(_, unit)| which(unit)).map(|(path, _)| path.clone()).collect();
        if !chosen.is_empty() {
            let build = Directory::open(build)?;
            for path in &chosen {
                build.remove(Path::new(path))?;
                self.0.remove(path);
            }
        }
        Ok(chosen.len())
    }
}

/// The directories in which cargo keeps the units of a profile, possibly for another target.
pub(super) fn profiles(build: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for first in directories(build) {
        let candidates = std::iter::once(first.clone()).chain(directories(&first));
        found.extend(
            candidates.filter(|d| d.join(".fingerprint").is_dir() || d.join("build").is_dir()),
        );
    }
    found
}

/// Gives what rustc keeps from the future the present time. Rustc takes unchanged metadata from there,
/// with its time, and cargo compiles whatever uses the crate if that is newer.
///
/// # Errors
/// If the time of a file cannot be set.
pub(super) fn bring_back_incremental(build: &Path, now: Time) -> std::io::Result<()> {
    for profile in profiles(build) {
        for session in directories(&profile.join("incremental")).iter().flat_map(|d| directories(d))
        {
            for entry in fs::read_dir(&session)?.flatten() {
                let metadata = entry.metadata()?;
                if metadata.is_file() && Time::modified(&metadata) > now {
                    now.give(&entry.path(), &metadata)?;
                }
            }
        }
    }
    Ok(())
}

/// The directories in which cargo keeps a unit.
struct Place {
    package: String,
    /// The directory of the fingerprint, and then that of a build script's run.
    directories: [PathBuf; 2],
}

fn collect(profile: &Path, project: &Project, places: &mut Vec<Place>) {
    let fingerprints = profile.join(".fingerprint");
    let build = profile.join("build");
    let mut add = |package: String, directories: [PathBuf; 2]| {
        // A unit of an external package only matters if it is the run of a build script.
        if project.has_package(&package) || directories[1].is_dir() {
            places.push(Place { package, directories });
        }
    };
    for path in directories(&fingerprints) {
        if let (Some(package), Some(name)) = (package_of(&path), path.file_name()) {
            add(package, [path.clone(), build.join(name)]);
        }
    }
    // The name of a package may look like that of a unit, so what is inside tells.
    let is_unit = |path: &PathBuf| is_hash(path) && path.join("fingerprint").is_dir();
    for path in directories(&build) {
        let package = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in directories(&path).into_iter().filter(is_unit) {
            add(package.clone(), [path.join("fingerprint"), path.join("run")]);
        }
    }
}

impl Place {
    fn read(&self, build: &Path) -> Option<(String, Unit)> {
        let mut files = BTreeMap::new();
        let mut started = Time::MIN;
        let mut output = None;
        let mut hashes = Vec::new();
        for directory in &self.directories {
            let Ok(entries) = fs::read_dir(directory) else { continue };
            for entry in entries.flatten() {
                let Ok(metadata) = entry.path().symlink_metadata() else { continue };
                if !metadata.is_file() {
                    continue;
                }
                let name = entry.file_name().to_string_lossy().into_owned();
                let modified = Time::modified(&metadata);
                let is_output =
                    name == "output" || (name == "stdout" && directory.ends_with("run"));
                if is_output {
                    output = entry.path().strip_prefix(build).ok().map(Path::to_owned);
                }
                if is_output || name.starts_with("dep-") || name == "invoked.timestamp" {
                    started = started.max(modified);
                }
                if *directory == self.directories[0] && is_hash_file(&name) {
                    hashes.push(metadata.len());
                }
                let path = entry.path().strip_prefix(build).ok()?.to_owned();
                files.insert(path, (modified, metadata.len()));
            }
        }
        if started == Time::MIN {
            // It was planned and never begun, so there is nothing that cargo could accept.
            return None;
        }
        let path = self.directories[0].strip_prefix(build).ok()?.to_str()?.to_owned();
        let text: Vec<String> = files
            .iter()
            .map(|(path, (time, size))| format!("{} {time:?} {size}\n", path.display()))
            .collect();
        let state = Digest::of_bytes(text.concat().as_bytes());
        let is_dirty = !hashes.is_empty() && hashes.iter().all(|length| *length == 0);
        let package = self.package.clone();
        Some((path, Unit { package, state, started, is_dirty, output }))
    }
}

/// Whether it is the file that cargo empties before it compiles a unit, and fills when that is done.
fn is_hash_file(name: &str) -> bool {
    let is_other = ["dep-", "output-"].iter().any(|prefix| name.starts_with(prefix));
    !is_other && name != "invoked.timestamp" && Path::new(name).extension() != Some("json".as_ref())
}

/// The name of the package before the hash in the name of a directory.
pub(super) fn package_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let (package, hash) = name.rsplit_once('-')?;
    is_hash(Path::new(hash)).then(|| package.to_owned())
}

pub(super) fn is_hash(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub(super) fn directories(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return Vec::new();
    };
    let is_directory = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut found: Vec<PathBuf> =
        entries.flatten().filter(is_directory).map(|entry| entry.path()).collect();
    found.sort();
    found
}
