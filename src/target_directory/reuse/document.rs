//! What a directory holds for reuse, as a document.
//!
//! Each unit is in a directory of its own, which is complete before the document names it and is
//! never written to again. So whoever reads the document finds everything that it names, also if a
//! run was killed. The document has the times of files, too: archives and images round them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::record::Extent;
use super::unit_files::{Item, Key, are_below};
use crate::files::{Directory, normalized};
use crate::package_spec::PackageSpec;
use crate::target_directory::file_state::Kind;
use crate::target_directory::sealed::{self, Broken};
use crate::target_directory::time::Time;

/// Raise this if an older version would misread a document.
const FORMAT: u64 = 1;

/// The name of the document.
const NAME: &str = "reuse.json";

/// The name of the directory with the units.
pub(super) const UNITS: &str = "units";

/// Everything that a directory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    /// Another text whenever a unit or the ledger changes.
    pub(super) generation: String,
    pub(super) units: BTreeMap<Key, Stored>,
    /// What rustc keeps to compile crates incrementally, by directory.
    #[serde(default)]
    pub(super) sessions: BTreeMap<Key, Stored>,
    /// What cargo remembers of rustc, by what was compiled.
    #[serde(default)]
    pub(super) rustc_info: BTreeMap<Extent, String>,
    /// The name of the file with the ledger.
    pub(super) ledger: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    /// Cargo's id of the unit's package, or its name where cargo has not told of an external one.
    pub package: Option<String>,
    /// What `rustc -vV` prints, in short.
    pub compiler: String,
    /// Whether the ledger vouches for it.
    pub is_known: bool,
    /// The time when a build used the unit last.
    pub used: Time,
    /// The directory that its files are in, as if that were a build directory.
    pub directory: String,
    pub items: Vec<Item>,
}

/// Which crates a build may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Locked(pub BTreeSet<(String, String)>);

impl Document {
    /// Reads the document of a directory; `None` if there is none.
    pub(in crate::target_directory) fn read(directory: &Path) -> Result<Option<Self>, Broken> {
        let Ok(text) = fs::read(directory.join(NAME)) else {
            return Ok(None);
        };
        let document: Self = sealed::open(FORMAT, &text)?;
        if document.stays_inside() { Ok(Some(document)) } else { Err(Broken::Damaged) }
    }

    /// Whether all that the document names is in the directory, and goes into a build directory.
    fn stays_inside(&self) -> bool {
        let is_name = |name: &str| normalized(name).is_some_and(|n| n == *name && is_single(name));
        let is_below = |key: &Key| {
            normalized(key).is_some_and(|n| n == *key && !n.is_empty() && !n.starts_with(".."))
        };
        let mut units = self.units.iter().chain(&self.sessions);
        units.all(|(key, unit)| is_below(key) && is_name(&unit.directory) && are_below(&unit.items))
            && self.ledger.as_deref().is_none_or(is_name)
    }

    /// Writes the document atomically.
    pub(in crate::target_directory) fn write(&self, directory: &Directory) -> std::io::Result<()> {
        let text = sealed::seal(FORMAT, self)?;
        Ok(directory.write_atomically(Path::new(NAME), &text)?)
    }

    /// The latest time when a unit was complete. Other files may be from any time.
    pub(super) fn latest(&self) -> Time {
        let items = self.units.values().flat_map(|unit| &unit.items);
        let fingerprints = items.filter(|item| item.is_of_fingerprint());
        fingerprints
            .filter(|item| item.kind == Kind::File)
            .map(|item| item.modified)
            .max()
            .unwrap_or(Time::MIN)
    }

    /// All paths that the document names.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let units = self.units.iter().chain(&self.sessions);
        let of_unit = |(key, unit): (&Key, &Stored)| {
            let items = unit.items.iter().map(|item| item.path.clone());
            items.chain([PathBuf::from(key), PathBuf::from(&unit.directory)]).collect::<Vec<_>>()
        };
        units.flat_map(of_unit).chain(self.ledger.as_ref().map(PathBuf::from)).collect()
    }

    /// The path of the ledger.
    pub(super) fn ledger_path(&self, directory: &Path) -> Option<PathBuf> {
        self.ledger.as_ref().map(|name| directory.join(name))
    }
}

/// Whether a path in normal form is a name alone.
fn is_single(path: &str) -> bool {
    !path.is_empty() && path != ".." && !path.contains('/')
}

impl Stored {
    /// The size of all files in bytes.
    pub(super) fn size(&self) -> u64 {
        size(&self.items)
    }
}

/// The size of all files in bytes.
pub(super) fn size(items: &[Item]) -> u64 {
    items.iter().filter(|item| item.kind == Kind::File).map(|item| item.size).sum()
}

/// Whether a package, by cargo's id, is compiled from local files.
pub(super) fn is_local(package: &str) -> bool {
    package.starts_with("path+")
}

impl Locked {
    /// Whether the lockfile names a package, by cargo's id or by its name.
    pub(super) fn has(&self, package: &str) -> bool {
        match PackageSpec::parse(package) {
            PackageSpec { name, version: Some(version), .. } => self.0.contains(&(name, version)),
            PackageSpec { name, source: None, .. } => self.has_name(&name),
            PackageSpec { .. } => false,
        }
    }

    /// Whether the lockfile names any package of this name.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.0.iter().any(|(locked, _)| locked == name)
    }
}
