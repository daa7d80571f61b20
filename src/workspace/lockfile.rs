//! `Cargo.lock` as a graph.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use semver::Version;

use crate::error::{Error, Result};

/// The source ids of crates.io. Lockfiles have the first one.
pub const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// Index of a [`LockedPackage`] in [`Lockfile::packages`].
pub type LockedIndex = usize;

/// The packages of a lockfile, each with the indices of those it depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockfile {
    /// Sorted by name, version and source.
    pub packages: Vec<LockedPackage>,
}

/// One `[[package]]` of a lockfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: Version,
    /// Cargo's source id, with the precise revision for git; `None` for a package with a path.
    pub source: Option<String>,
    /// SHA-256 of the crate file.
    pub checksum: Option<String>,
    /// What it depends on, ascending.
    pub dependencies: Vec<LockedIndex>,
    /// What `[replace]` puts in its place.
    pub replaced_by: Option<LockedIndex>,
}

impl Lockfile {
    /// Parses any lockfile format that cargo has had.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let parsed: cargo_lock::Lockfile = text.parse().map_err(|error: cargo_lock::Error| {
            let text = error.to_string();
            let reason = text.trim_start_matches("parse error: ").trim_end().to_owned();
            Error::LockfileInvalid { path: path.into(), reason }
        })?;
        let mut entries = parsed.packages;
        entries.sort_by_cached_key(|package| {
            let source = package.source.as_ref().map(ToString::to_string);
            (package.name.to_string(), package.version.clone(), source)
        });
        let names: Vec<&str> = entries.iter().map(|package| package.name.as_str()).collect();
        let find = |wanted: &cargo_lock::Dependency| {
            let start = names.partition_point(|name| *name < wanted.name.as_str());
            (start..entries.len())
                .take_while(|&index| names[index] == wanted.name.as_str())
                .filter(|&index| entries[index].version == wanted.version)
                .min_by_key(|&index| {
                    wanted.source.is_some() && entries[index].source != wanted.source
                })
        };
        let packages = entries
            .iter()
            .map(|package| LockedPackage {
                name: package.name.to_string(),
                version: package.version.clone(),
                source: package.source.as_ref().map(ToString::to_string),
                checksum: package.checksum.as_ref().map(ToString::to_string),
                dependencies: package
                    .dependencies
                    .iter()
                    .filter_map(find)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                replaced_by: package.replace.as_ref().and_then(find),
            })
            .collect();
        Ok(Self { packages })
    }

    /// All packages that can be reached from `roots`, themselves included.
    #[must_use]
    pub fn reachable(&self, roots: impl IntoIterator<Item = LockedIndex>) -> BTreeSet<LockedIndex> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<_> = roots.into_iter().collect();
        while let Some(index) = open.pop() {
            if seen.insert(index) {
                open.extend(&self.packages[index].dependencies);
                open.extend(self.packages[index].replaced_by);
            }
        }
        seen
    }
}

/// One `[[package]]` to be written, with its dependencies as they are written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: Version,
    /// Cargo's source id.
    pub source: Option<String>,
    /// SHA-256 of the crate file.
    pub checksum: Option<String>,
    /// `name version (source)`, sorted.
    pub dependencies: Vec<String>,
    /// The same of what is in its place.
    pub replaced_by: Option<String>,
}

/// The packages of a lockfile as they are written.
#[must_use]
pub fn entries(lockfile: &Lockfile) -> Vec<Entry> {
    (0..lockfile.packages.len()).map(|index| entry(lockfile, index)).collect()
}

/// One package of a lockfile as it is written.
#[must_use]
pub fn entry(lockfile: &Lockfile, index: LockedIndex) -> Entry {
    let package = &lockfile.packages[index];
    let referred = |&index: &LockedIndex| {
        let package = &lockfile.packages[index];
        reference(&package.name, &package.version, package.source.as_deref())
    };
    let mut dependencies: Vec<_> = package.dependencies.iter().map(referred).collect();
    dependencies.sort();
    Entry {
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
#[must_use]
pub fn reference(name: &str, version: &Version, source: Option<&str>) -> String {
    match source {
        None => format!("{name} {version}"),
        Some(source) => {
            let source = source.split('#').next().unwrap_or(source);
            format!("{name} {version} ({source})")
        }
    }
}

/// Writes a lockfile in one normal form: sorted, format 3 (the oldest that says everything), long
/// references.
#[must_use]
pub fn write(mut entries: Vec<Entry>) -> String {
    entries.sort();
    let mut text = String::from("version = 3\n");
    for entry in entries {
        let _ = write!(
            text,
            "\n[[package]]\nname = {:?}\nversion = \"{}\"\n",
            entry.name, entry.version
        );
        if let Some(source) = entry.source {
            let _ = writeln!(text, "source = {source:?}");
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
