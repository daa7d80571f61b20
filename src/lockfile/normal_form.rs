//! Lockfiles in normal form, as recipes contain them. Lockfiles that mean the same are written with
//! the same bytes.

use std::fmt::Write as _;

use semver::Version;

use super::graph::{LockedIndex, Lockfile};
use crate::source::Source;

/// One `[[package]]` of a lockfile, in the form in which it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LockEntry {
    pub name: String,
    pub version: Version,
    pub source: Option<Source>,
    pub checksum: Option<String>,
    /// The dependencies as `name version (source)`, sorted.
    pub dependencies: Vec<String>,
    /// The package that replaces this one, as `name version (source)`.
    pub replaced_by: Option<String>,
}

pub(crate) fn entries(lockfile: &Lockfile) -> Vec<LockEntry> {
    (0..lockfile.packages.len()).map(|index| entry(lockfile, index)).collect()
}

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

/// The long form of a dependency in a lockfile: `name version (source)`, without the locked
/// revision of a git source.
pub(crate) fn reference(name: &str, version: &Version, source: Option<&Source>) -> String {
    match source {
        None => format!("{name} {version}"),
        Some(source) => format!("{name} {version} ({})", source.unlocked_id()),
    }
}

/// A string in TOML.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c != '"' && c != '\\' && !c.is_control();
    if text.chars().all(is_plain) {
        format!("\"{text}\"")
    } else {
        toml::Value::from(text).to_string()
    }
}

/// Writes a lockfile in normal form: sorted, with long references, and in format 3, the oldest one
/// that can express everything.
pub(crate) fn write(mut entries: Vec<LockEntry>) -> String {
    entries.sort();
    let mut text = String::from("version = 3\n");
    for entry in entries {
        let _ = write!(
            text,
            "\n[[package]]\nname = {}\nversion = \"{}\"\n",
            quoted(&entry.name),
            entry.version
        );
        if let Some(source) = entry.source {
            let _ = writeln!(text, "source = {}", quoted(source.id()));
        }
        if let Some(checksum) = entry.checksum {
            let _ = writeln!(text, "checksum = {}", quoted(&checksum));
        }
        if let Some(replaced_by) = entry.replaced_by {
            let _ = writeln!(text, "replace = {}", quoted(&replaced_by));
        }
        if !entry.dependencies.is_empty() {
            text.push_str("dependencies = [\n");
            for dependency in entry.dependencies {
                let _ = writeln!(text, " {},", quoted(&dependency));
            }
            text.push_str("]\n");
        }
    }
    text
}
