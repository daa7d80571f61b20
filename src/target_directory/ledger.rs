//! The ledger as a document: which content each file has had since when, and for which units this
//! holds.
//!
//! A ledger is sealed (see [`super::sealed`]). One that is cut short, damaged, of
//! another project or from a later version is ignored. It is written atomically, by one writer at a
//! time (see [`super::lock`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::content::Digest;
use super::error::Result;
use super::file_state::{FileState, Kind};
use super::inputs::Named;
use super::project::Project;
use super::sealed::Broken;
use super::time::Time;
use super::units::Units;
use super::{path_text, sealed};
use crate::cargo::own_directory;
use crate::files::Directory;

/// Raise this if an older version would misread a ledger.
const FORMAT: u64 = 1;

/// What is known about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub kind: Kind,
    /// The digest of the content.
    pub digest: Digest,
    /// No unit that was compiled from another content was started at or after this time.
    pub since: Time,
    /// The state in which the file was left, if that proves that the content is still the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<FileState>,
}

/// Files with the digests of what was written to them.
pub(super) type Outputs = BTreeMap<PathBuf, Digest>;

/// Everything that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    /// The entries of files, by absolute path.
    pub entries: BTreeMap<PathBuf, Entry>,
    /// The units for which the entries hold.
    pub units: Units,
    /// The paths that the units named.
    pub named: Named,
    /// Files that were written while build scripts ran, perhaps by one of them.
    pub outputs: Outputs,
    /// The time when the ledger was written.
    pub written: Option<Time>,
}

/// Why no ledger can be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Distrust {
    /// There is no ledger.
    Missing,
    /// The ledger cannot be read, for this reason of the file system.
    Unreadable(String),
    /// The ledger is not what was written.
    Damaged,
    /// The ledger was written by a later version.
    TooNew,
    /// The ledger was written for a project or a target directory in another place.
    Foreign,
    /// The target directory comes from a machine whose clock is ahead of this one's, or this one's
    /// clock went back.
    Clock,
    /// Not all local packages could be found.
    Incomplete,
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(with = "path_text")]
    root: PathBuf,
    #[serde(with = "path_text")]
    build_directory: PathBuf,
    written: Time,
    units: Units,
    named: Vec<Name>,
    outputs: Vec<Output>,
    entries: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Output {
    #[serde(with = "path_text")]
    path: PathBuf,
    digest: Digest,
}

#[derive(Serialize, Deserialize)]
struct Name {
    #[serde(with = "path_text")]
    path: PathBuf,
    packages: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(with = "path_text")]
    path: PathBuf,
    #[serde(flatten)]
    entry: Entry,
}

/// The name of a target directory's ledger.
const NAME: &str = "ledger.json";

fn path(project: &Project) -> PathBuf {
    project.own_directory().join(NAME)
}

impl Ledger {
    /// Reads the ledger of a project, or tells why none can be relied on.
    pub(super) fn read(project: &Project) -> Result<Self, Distrust> {
        let (ledger, build_directory) = Self::read_at(&path(project), project)?;
        if build_directory == project.build_directory { Ok(ledger) } else { Err(Distrust::Foreign) }
    }

    /// Reads a ledger of the same project, which may describe another build directory. That one is
    /// returned, too.
    pub(super) fn read_at(path: &Path, project: &Project) -> Result<(Self, PathBuf), Distrust> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Distrust::Missing);
            }
            Err(error) => return Err(Distrust::Unreadable(error.to_string())),
        };
        let body: Body = sealed::open(FORMAT, &text)?;
        if body.root != project.root {
            return Err(Distrust::Foreign);
        }
        let ledger = Self {
            entries: body.entries.into_iter().map(|line| (line.path, line.entry)).collect(),
            units: body.units,
            named: body.named.into_iter().map(|name| (name.path, name.packages)).collect(),
            outputs: body.outputs.into_iter().map(|file| (file.path, file.digest)).collect(),
            written: Some(body.written),
        };
        Ok((ledger, body.build_directory))
    }

    /// Writes the ledger atomically. Paths that cannot be written as text are left out.
    pub(super) fn write(self, project: &Project, written: Time) -> Result<()> {
        self.write_as(&own_directory(&project.build_directory)?, NAME, project, written)
    }

    /// Writes the ledger to a file of this name.
    pub(super) fn write_as(
        self,
        directory: &Directory,
        name: &str,
        project: &Project,
        written: Time,
    ) -> Result<()> {
        let can_be_written = |path: &Path| path_text::encode(path).is_some();
        let entries = self.entries.into_iter().filter(|(path, _)| can_be_written(path));
        let named = self.named.into_iter().filter(|(path, _)| can_be_written(path));
        let outputs = self.outputs.into_iter().filter(|(path, _)| can_be_written(path));
        let body = Body {
            root: project.root.clone(),
            build_directory: project.build_directory.clone(),
            written,
            units: self.units,
            named: named.map(|(path, packages)| Name { path, packages }).collect(),
            outputs: outputs.map(|(path, digest)| Output { path, digest }).collect(),
            entries: entries.map(|(path, entry)| Line { path, entry }).collect(),
        };
        Ok(directory.write_atomically(Path::new(name), &sealed::seal(FORMAT, &body)?)?)
    }

    /// What is known of packages that are not local packages now, but may be again, and of their
    /// files, which were not `scanned`: an edge to them was removed. Once they are back, the units are
    /// compared as all others are, and so are the files. Links are left out, because a link that is
    /// back counts as changed in any case.
    pub(super) fn retired(
        &self,
        project: &Project,
        scanned: &BTreeMap<PathBuf, FileState>,
    ) -> Self {
        let is_retired = |path: &Path, entry: &Entry| {
            entry.kind != Kind::Link
                && !scanned.contains_key(path)
                && path.symlink_metadata().is_ok()
        };
        let entries = self.entries.iter().filter(|(path, entry)| is_retired(path, entry));
        let units = self.units.0.iter().filter(|(_, unit)| !project.has_package(&unit.package));
        Self {
            entries: entries.map(|(path, entry)| (path.clone(), entry.clone())).collect(),
            units: Units(units.map(|(path, unit)| (path.clone(), unit.clone())).collect()),
            ..Self::default()
        }
    }

    /// Removes the ledger, so that nothing in this target directory is relied on.
    pub(super) fn remove(project: &Project) -> Result<()> {
        Ok(own_directory(&project.build_directory)?.remove(Path::new(NAME))?)
    }
}

impl From<Broken> for Distrust {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Damaged => Self::Damaged,
            Broken::TooNew => Self::TooNew,
        }
    }
}

impl fmt::Display for Distrust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(formatter, "this target directory has no ledger yet"),
            Self::Unreadable(reason) => write!(formatter, "the ledger cannot be read: {reason}"),
            Self::Damaged => write!(formatter, "the ledger is damaged"),
            Self::TooNew => write!(formatter, "the ledger is from a later version of cargo-chef"),
            Self::Foreign => {
                write!(formatter, "the ledger was written for a project in another place")
            }
            Self::Clock => write!(formatter, "what is in the target directory is from the future"),
            Self::Incomplete => write!(formatter, "not all local packages could be found"),
        }
    }
}
