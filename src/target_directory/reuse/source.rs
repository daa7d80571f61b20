//! A directory to take units from: one that was made for it, or a target directory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::document::{Document, Locked, Stored, UNITS, is_local};
use super::unit_files::{self, Item, UnitFiles};
use crate::target_directory::content::Digest;
use crate::target_directory::inputs::sources;
use crate::target_directory::ledger::Ledger;
use crate::target_directory::project::Project;
use crate::target_directory::sealed::Broken;
use crate::target_directory::time::Time;
use crate::target_directory::units::{Units, package_of, profiles};

/// Where a target directory has its ledger.
const LEDGER: &str = "cargo-chef/ledger.json";

/// A directory to take units from.
pub(super) struct Source {
    pub directory: PathBuf,
    pub document: Document,
    /// Whether it is a target directory, which cargo has written.
    pub is_target: bool,
    /// In a target directory, the names of packages that seem to be local.
    locals: BTreeSet<String>,
}

/// Why nothing can be taken from a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Useless {
    /// There is nothing yet.
    Empty,
    Damaged,
    TooNew,
}

impl Source {
    pub(super) fn open(directory: &Path) -> Result<Self, Useless> {
        let directory = directory.to_owned();
        match Document::read(&directory) {
            Ok(Some(document)) => {
                Ok(Self { directory, document, is_target: false, locals: BTreeSet::new() })
            }
            Ok(None) if profiles(&directory).is_empty() => Err(Useless::Empty),
            Ok(None) => Ok(Self::target_directory(directory)),
            Err(Broken::Damaged) => Err(Useless::Damaged),
            Err(Broken::TooNew) => Err(Useless::TooNew),
        }
    }

    fn target_directory(directory: PathBuf) -> Self {
        let units = unit_files::scan(&directory);
        let locals = units.values().filter(|items| has_local_source(items, &directory));
        let locals = locals.filter_map(|items| package_name(items)).collect();
        let stored = |items| Stored {
            package: None,
            compiler: String::new(),
            is_known: true,
            used: Time::MIN,
            directory: String::new(),
            items,
        };
        let generation = generation_of(&units, &directory);
        let units = units.into_iter().map(|(key, items)| (key, stored(items))).collect();
        let ledger = Some(LEDGER.into());
        let document = Document { generation, units, ledger, ..Document::default() };
        Self { directory, document, is_target: true, locals }
    }

    /// The ledger, if it is of the same project.
    pub(super) fn ledger(&self, project: &Project) -> Option<Ledger> {
        let path = self.document.ledger_path(&self.directory)?;
        Some(Ledger::read_at(&path, project).ok()?.0)
    }

    /// The fingerprints that a ledger of this directory vouches for.
    pub(super) fn known(&self, project: &Project, ledger: &Ledger) -> BTreeSet<String> {
        if !self.is_target {
            return ledger.units.0.keys().cloned().collect();
        }
        let project = Project { build_directory: self.directory.clone(), ..project.clone() };
        let units = Units::scan(&project);
        let known = units.0.iter().filter(|(path, unit)| ledger.units.has(path, unit));
        known.map(|(path, _)| path.clone()).collect()
    }

    /// Whether a unit is an external one that a build with this lockfile may use.
    pub(super) fn is_external(&self, unit: &Stored, locked: Option<&Locked>) -> bool {
        match (&unit.package, locked) {
            (Some(package), None) => !is_local(package),
            (Some(package), Some(locked)) => !is_local(package) && locked.has(package),
            (None, Some(locked)) if self.is_target => package_name(&unit.items)
                .is_some_and(|name| locked.has_name(&name) && !self.locals.contains(&name)),
            (None, _) => false,
        }
    }

    /// The unit's files are relative to this directory.
    pub(super) fn directory_of(&self, unit: &Stored) -> PathBuf {
        if self.is_target {
            self.directory.clone()
        } else {
            self.directory.join(UNITS).join(&unit.directory)
        }
    }
}

/// Another text whenever somebody has built into a target directory.
fn generation_of(units: &UnitFiles, directory: &Path) -> String {
    let ledger = fs::read(directory.join(LEDGER)).unwrap_or_default();
    let units = serde_json::to_vec(units).unwrap_or_default();
    Digest::of_bytes(&[ledger, units].concat()).to_string()
}

/// The paths of the fingerprints of a unit, as ledgers name them.
pub(super) fn fingerprints(items: &[Item]) -> BTreeSet<String> {
    let paths = items.iter().filter_map(Item::fingerprint);
    paths.filter_map(|path| path.to_str().map(str::to_owned)).collect()
}

/// The name of the package before the hash, or around it.
pub(super) fn package_name(items: &[Item]) -> Option<String> {
    let fingerprint = items.iter().find_map(Item::fingerprint)?;
    let around = fingerprint.parent()?;
    if around.ends_with(".fingerprint") {
        package_of(fingerprint)
    } else {
        Some(around.parent()?.file_name()?.to_str()?.to_owned())
    }
}

/// Whether rustc was given a relative path, as it is for packages of a workspace.
fn has_local_source(items: &[Item], directory: &Path) -> bool {
    let is_dep_info = |item: &&Item| item.path.extension().is_some_and(|e| e == "d");
    items.iter().filter(is_dep_info).any(|item| {
        let text = fs::read(directory.join(&item.path)).unwrap_or_default();
        let main = sources(&String::from_utf8_lossy(&text)).next();
        main.is_some_and(|path| Path::new(&path).is_relative())
    })
}
