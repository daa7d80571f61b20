//! Lockfiles as recipes have them: in one normal form, so that the same lockfile has the same
//! bytes.

use std::fmt::Write as _;

use semver::Version;

use super::graph::{LockedIndex, Lockfile};
use crate::source::Source;

/// One `[[package]]` to be written, with its dependencies as they are written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LockEntry {
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: Version,
    /// Cargo's source id.
    pub source: Option<Source>,
    /// SHA-256 of the crate file.
    pub checksum: Option<String>,
    /// `name version (source)`, sorted.
    pub dependencies: Vec<String>,
    /// The same of what is in its place.
    pub replaced_by: Option<String>,
}

/// The packages of a lockfile as they are written.
pub(crate) fn entries(lockfile: &Lockfile) -> Vec<LockEntry> {
    (0..lockfile.packages.len()).map(|index| entry(lockfile, index)).collect()
}

/// One package of a lockfile as it is written.
pub(crate) fn entry(lockfile: &Lockfile, index: LockedIndex) -> LockEntry {
    let package = &lockfile.packages[index];
    let referred = |&index: &LockedIndex| {
        let package = &lockfile.packages[index];
        reference(&package.name, &package.version, package.source.as_ref())
    };
    let mut dependencies: Vec<_> = package.dependencies.iter().map(referred).collect();
    dependencies.sort();
    LockEntry {
        name: package.name.clone(),
        version: package.version.clone(),
        source: package.source.clone(),
        checksum: package.checksum.clone(),
        dependencies,
        replaced_by: package.replaced_by.as_ref().map(referred),
    }
}

/// The long form of a dependency in a lockfile: `name version (source)`, without the precise
/// revision of a git source.
pub(crate) fn reference(name: &str, version: &Version, source: Option<&Source>) -> String {
    match source {
        None => format!("{name} {version}"),
        Some(source) => format!("{name} {version} ({})", source.unlocked_id()),
    }
}

/// Writes a lockfile in one normal form: sorted, format 3 (the oldest that says everything), long
/// references.
pub(crate) fn write(mut entries: Vec<LockEntry>) -> String {
    entries.sort();
    let mut text = String::from("version = 3\n");
    for entry in entries {
        let _ = write!(
            text,
            "\n[[package]]\nname = {:?}\nversion = \"{}\"\n",
            entry.name, entry.version
        );
        if let Some(source) = entry.source {
            let _ = writeln!(text, "source = {:?}", source.id());
        }
        if let Some(checksum) = entry.checksum {
            let _ = writeln!(text, "checksum = {checksum:?}");
        }
        if let Some(replaced_by) = entry.replaced_by {
            let _ = writeln!(text, "replace = {replaced_by:?}");
        }
        if !entry.dependencies.is_empty() {
            text.push_str("dependencies = [\n");
            for dependency in entry.dependencies {
                let _ = writeln!(text, " {dependency:?},");
            }
            text.push_str("]\n");
        }
    }
    text
}
