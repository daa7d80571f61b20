//! Reads `Cargo.lock` as a graph.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, bail};
use cargo_lock::SourceId;
use fixedbitset::FixedBitSet;
use semver::Version;
use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, ValueDeserializer};

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
        let invalid = |reason: anyhow::Error| {
            let reason = format!("{reason:#}");
            let reason = reason.trim_start_matches("parse error: ").trim_end().to_owned();
            Error::Invalid { path: path.into(), reason }
        };
        let in_text = |mut error: toml::de::Error| {
            error.set_input(Some(text));
            invalid(error.into())
        };
        let mut table = DeTable::parse(text).map_err(in_text)?;
        // cargo-lock would compare each dependency with every package.
        let dependencies = take_dependencies(table.get_mut()).map_err(in_text)?;
        check_checksums(table.get_ref()).map_err(invalid)?;
        let parsed =
            cargo_lock::Lockfile::deserialize(Deserializer::from(table)).map_err(in_text)?;
        let mut entries: Vec<_> = parsed.packages.into_iter().zip(dependencies).collect();
        entries.sort_by_cached_key(|(package, _)| {
            let source = package.source.as_ref().map(ToString::to_string);
            (package.name.to_string(), package.version.clone(), source)
        });
        let mut lockfile = Self::default();
        for (package, _) in &entries {
            lockfile.packages.push(LockedPackage {
                name: package.name.to_string(),
                version: package.version.clone(),
                source: source(package.source.as_ref()),
                checksum: package.checksum.as_ref().map(ToString::to_string),
                dependencies: Vec::new(),
                replaced_by: None,
            });
        }
        let mut found = HashMap::new();
        for (index, (package, dependencies)) in entries.iter().enumerate() {
            let mut on = BTreeSet::new();
            for entry in dependencies {
                if !found.contains_key(entry) {
                    found.insert(entry, lockfile.find(entry).map_err(invalid)?);
                }
                on.extend(found[entry]);
            }
            let replacement = package.replace.as_ref().map(Wanted::from);
            let replaced_by = replacement.and_then(|wanted| lockfile.find_exactly(&wanted));
            let package = &mut lockfile.packages[index];
            package.dependencies = on.into_iter().collect();
            package.replaced_by = replaced_by;
        }
        Ok(lockfile)
    }

    /// The packages with a name, in the order of their versions.
    #[must_use]
    pub fn named(&self, name: &str) -> Range<LockedIndex> {
        let start = self.packages.partition_point(|package| *package.name < *name);
        let count = self.packages[start..].partition_point(|package| *package.name == *name);
        start..start + count
    }

    /// The package that an entry of `dependencies` means, if the lockfile still has it. Only an entry
    /// without a version needs to be found.
    fn find(&self, entry: &str) -> anyhow::Result<Option<LockedIndex>> {
        let mut words = entry.splitn(3, ' ');
        let name = words.next().unwrap_or_default();
        let named = self.named(name);
        let Some(version) = words.next() else {
            let found = (!named.is_empty()).then_some(named.start);
            return found.map(Some).with_context(|| format!("couldn't resolve dependency: {name}"));
        };
        let wanted = Wanted {
            name: name.to_owned(),
            version: version.parse().with_context(|| format!("`{entry}`"))?,
            source: match words.next() {
                None => None,
                Some(id) => {
                    let id = id.trim_start_matches('(').trim_end_matches(')');
                    let id = id.parse::<SourceId>().with_context(|| format!("`{entry}`"))?;
                    source(Some(&id))
                }
            },
        };
        Ok(self.find_exactly(&wanted))
    }

    /// The package with this version, from this source if it is known.
    fn find_exactly(&self, wanted: &Wanted) -> Option<LockedIndex> {
        let named = self.named(&wanted.name);
        let packages = &self.packages[named.clone()];
        let start = packages.partition_point(|package| package.version < wanted.version);
        (named.start + start..named.end)
            .take_while(|&index| self.packages[index].version == wanted.version)
            .min_by_key(|&index| wanted.is_from_elsewhere(self.packages[index].source.as_ref()))
    }

    /// All packages that can be reached from `roots`, including the roots.
    #[must_use]
    pub fn reachable(&self, roots: impl IntoIterator<Item = LockedIndex>) -> BTreeSet<LockedIndex> {
        let mut seen = FixedBitSet::with_capacity(self.packages.len());
        let mut open: Vec<_> = roots.into_iter().collect();
        while let Some(index) = open.pop() {
            if !seen.put(index) {
                open.extend(&self.packages[index].dependencies);
                open.extend(self.packages[index].replaced_by);
            }
        }
        seen.ones().collect()
    }
}

fn source(id: Option<&cargo_lock::SourceId>) -> Option<Source> {
    id.map(|id| Source::new(id.to_string()))
}

/// A package that another one names in a lockfile.
struct Wanted {
    name: String,
    version: Version,
    source: Option<Source>,
}

impl From<&cargo_lock::Dependency> for Wanted {
    fn from(dependency: &cargo_lock::Dependency) -> Self {
        Self {
            name: dependency.name.to_string(),
            version: dependency.version.clone(),
            source: source(dependency.source.as_ref()),
        }
    }
}

impl Wanted {
    /// Whether another source is meant than the one found. This compares ids, because cargo-lock
    /// ignores the branch of a git source.
    fn is_from_elsewhere(&self, found: Option<&Source>) -> bool {
        let wanted = self.source.as_ref().map(Source::unlocked_id);
        wanted.is_some() && found.map(Source::unlocked_id) != wanted
    }
}

/// Checks what cargo-lock takes for granted: that checksums have no characters of several bytes.
fn check_checksums(lockfile: &DeTable<'_>) -> anyhow::Result<()> {
    let packages = lockfile.get("package").and_then(|value| value.get_ref().as_array());
    let tables = packages.into_iter().flatten().filter_map(|package| package.get_ref().as_table());
    let of_packages = tables.filter_map(|package| package.get("checksum"));
    let metadata = lockfile.get("metadata").and_then(|value| value.get_ref().as_table());
    let of_metadata = metadata.into_iter().flatten().map(|(_, value)| value);
    let mut all = of_packages.chain(of_metadata).filter_map(|value| value.get_ref().as_str());
    match all.find(|text| !text.is_ascii()) {
        Some(text) => bail!("`{text}` is no checksum"),
        None => Ok(()),
    }
}

/// Takes the dependencies out of each package of a lockfile.
fn take_dependencies(
    lockfile: &mut DeTable<'_>,
) -> std::result::Result<Vec<Vec<String>>, toml::de::Error> {
    let packages = match lockfile.get_mut("package").map(Spanned::get_mut) {
        Some(DeValue::Array(packages)) => Some(packages.iter_mut()),
        _ => None,
    };
    let of_package = |package: &mut Spanned<DeValue<'_>>| {
        let DeValue::Table(package) = package.get_mut() else { return Ok(Vec::new()) };
        let dependencies = package.remove("dependencies");
        dependencies
            .map_or(Ok(Vec::new()), |value| Vec::deserialize(ValueDeserializer::from(value)))
    };
    packages.into_iter().flatten().map(of_package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cargo-lock panics.
    #[test]
    fn a_checksum_of_characters_of_several_bytes() {
        let checksum = format!("{}Δ", "0".repeat(61)) + "0";
        for text in [
            format!(
                "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"{checksum}\"\n"
            ),
            format!(
                "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[metadata]\n\"checksum a 1.0.0\" = \"{checksum}\"\n"
            ),
        ] {
            let error = Lockfile::parse(Path::new("Cargo.lock"), &text).expect_err("it is none");
            assert!(error.to_string().contains("is no checksum"), "{error}");
        }
    }

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
