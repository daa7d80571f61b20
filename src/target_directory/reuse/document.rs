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
use crate::files::Directory;
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Document {
    /// Another text whenever a unit or the ledger changes.
    pub generation: String,
    pub units: BTreeMap<Key, Stored>,
    /// What rustc keeps to compile crates incrementally, by directory.
    #[serde(default)]
    pub sessions: BTreeMap<Key, Stored>,
    /// What cargo remembers of rustc, by what was compiled.
    #[serde(default)]
    pub rustc_info: BTreeMap<Extent, String>,
    /// The name of the file with the ledger.
    pub ledger: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, Broken> {
        let Ok(text) = fs::read(directory.join(NAME)) else {
            return Ok(None);
        };
        let document: Self = sealed::open(FORMAT, &text)?;
        let is_plain = |unit: &Stored| {
            are_below(&unit.items)
                && !unit.directory.contains(['/', '\\'])
                && unit.directory != ".."
        };
        if document.units.values().chain(document.sessions.values()).all(is_plain) {
            Ok(Some(document))
        } else {
            Err(Broken::Damaged)
        }
    }

    /// Writes the document atomically.
    pub(super) fn write(&self, directory: &Directory) -> std::io::Result<()> {
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

    /// The path of the ledger.
    pub(super) fn ledger_path(&self, directory: &Path) -> Option<PathBuf> {
        self.ledger.as_ref().map(|name| directory.join(name))
    }
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
