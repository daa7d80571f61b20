//! Reads `Cargo.lock` as a graph.

use std::collections::BTreeSet;
use std::path::Path;

use semver::Version;

use super::error::{Error, Result};
use crate::source::Source;

/// The index of a [`LockedPackage`] in [`Lockfile::packages`].
pub(crate) type LockedIndex = usize;

/// The packages of a lockfile, each with the indices of those that it depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockfile {
    /// Sorted by name, version and source.
    pub packages: Vec<LockedPackage>,
}

/// One `[[package]]` of a lockfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    pub name: String,
    pub version: Version,
    /// The source id, with the locked revision for git; `None` for a package with a path.
    pub source: Option<Source>,
    /// The SHA-256 of the crate file, which only packages of registries have.
    pub checksum: Option<String>,
    /// The dependencies, in ascending order.
    pub dependencies: Vec<LockedIndex>,
    /// The package that replaces this one through `[replace]`.
    pub replaced_by: Option<LockedIndex>,
}

impl Lockfile {
    /// Parses any lockfile format that cargo has written.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let parsed: cargo_lock::Lockfile = text.parse().map_err(|error: cargo_lock::Error| {
            let text = error.to_string();
            let reason = text.trim_start_matches("parse error: ").trim_end().to_owned();
            Error::Invalid { path: path.into(), reason }
        })?;
        let mut entries = parsed.packages;
        entries.sort_by_cached_key(|package| {
            let source = package.source.as_ref().map(ToString::to_string);
            (package.name.to_string(), package.version.clone(), source)
        });
        let names: Vec<&str> = entries.iter().map(|package| package.name.as_str()).collect();
        let sources: Vec<Option<Source>> =
            entries.iter().map(|p| source(p.source.as_ref())).collect();
        let find = |wanted: &cargo_lock::Dependency| {
            let start = names.partition_point(|name| *name < wanted.name.as_str());
            (start..entries.len())
                .take_while(|&index| names[index] == wanted.name.as_str())
                .filter(|&index| entries[index].version == wanted.version)
                .min_by_key(|&index| is_other(wanted, sources[index].as_ref()))
        };
        let packages = entries
            .iter()
            .zip(&sources)
            .map(|(package, source)| LockedPackage {
                name: package.name.to_string(),
                version: package.version.clone(),
                source: source.clone(),
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

    /// All packages that can be reached from `roots`, including the roots.
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

fn source(id: Option<&cargo_lock::SourceId>) -> Option<Source> {
    id.map(|id| Source::new(id.to_string()))
}

/// Whether a dependency names another source than the one found. This compares ids, because
/// cargo-lock ignores the branch of a git source.
fn is_other(wanted: &cargo_lock::Dependency, found: Option<&Source>) -> bool {
    let wanted = source(wanted.source.as_ref());
    wanted.is_some_and(|wanted| found.map(Source::unlocked_id) != Some(wanted.unlocked_id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_of_a_repository_are_told_apart() {
        let package = |branch: &str| {
            format!(
                "[[package]]\nname = \"log\"\nversion = \"0.4.0\"\n\
                 source = \"git+https://example.org/log?branch={branch}#0123456789\"\n"
            )
        };
        let app = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\
                   dependencies = [\"log 0.4.0 (git+https://example.org/log?branch=two)\"]\n";
        let text = format!("version = 4\n{app}{}{}", package("one"), package("two"));
        let lockfile = Lockfile::parse(Path::new("Cargo.lock"), &text).expect("it is a lockfile");
        let log = &lockfile.packages[lockfile.packages[0].dependencies[0]];
        let source = log.source.as_ref().expect("it has a source");
        assert!(source.id().contains("branch=two"), "{source}");
    }
}
