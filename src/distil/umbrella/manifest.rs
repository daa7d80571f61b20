//! Writes a package of an umbrella as a manifest.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use toml::{Table, Value};

use super::layout::Layout;
use super::package::{GATE, Role, UmbrellaPackage};
use super::suffix::Suffix;
use crate::distil::condition::{TablePlatform, platforms};
use crate::distil::requests::CrateRequest;
use crate::lockfile::LockedIndex;
use crate::manifest::for_each_parent;
use crate::source::{GitSource, Source, SourceKind};
use crate::workspace::Resolver;

impl Layout<'_> {
    /// The manifest of a package, without the tables that only the root has.
    pub(super) fn manifest(&self, suffix: &Suffix, package: &UmbrellaPackage) -> Table {
        let mut manifest = Table::new();
        let mut head = Table::new();
        head.insert("name".into(), suffix.name().into());
        head.insert("version".into(), "0.0.0".into());
        head.insert("edition".into(), "2018".into());
        head.insert("publish".into(), false.into());
        manifest.insert("package".into(), head.into());
        package.shape.add_tables(&mut manifest);
        let list = self.dependency_list(package.role);
        for (to, condition) in &package.links {
            for platform in platforms(condition.terms()) {
                let mut link = Table::new();
                link.insert("path".into(), suffix.way_to(to).into());
                if package.role == Role::MacroGate {
                    link.insert("features".into(), vec![Value::from(GATE)].into());
                }
                dependencies(&mut manifest, list, &platform).insert(to.name(), link.into());
            }
        }
        let keys = self.keys(package);
        for (index, request) in &package.requests {
            for (platform, entry) in self.dependency(&keys[index], *index, request) {
                dependencies(&mut manifest, list, &platform)
                    .insert(keys[index].clone(), entry.into());
            }
        }
        if package.role == Role::MacroUnits {
            add_gate(&mut manifest);
        }
        manifest
    }

    /// The dependency keys: the crate's name, with its version if the package depends on several.
    fn keys(&self, package: &UmbrellaPackage) -> BTreeMap<LockedIndex, String> {
        let name = |index: LockedIndex| self.lockfile.packages[index].name.as_str();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        package.requests.keys().for_each(|&index| *count.entry(name(index)).or_default() += 1);
        let mut taken = BTreeSet::new();
        let mut keys = BTreeMap::new();
        for &index in package.requests.keys() {
            let mut key = name(index).to_owned();
            if count[name(index)] > 1 {
                let version = self.lockfile.packages[index].version.to_string();
                key =
                    format!("{key}-{}", version.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
            }
            while !taken.insert(key.clone()) {
                key.push_str("-x");
            }
            keys.insert(index, key);
        }
        keys
    }

    /// Resolver 1 takes dev-dependencies into account although they are not built. As
    /// dev-dependencies, crates that are only resolved need not even be downloaded.
    fn dependency_list(&self, role: Role) -> &'static str {
        match (role, self.resolver) {
            (Role::Resolved, Resolver::V1) => "dev-dependencies",
            _ => "dependencies",
        }
    }

    /// The entries of one crate, by the platform of the dependency table.
    fn dependency(
        &self,
        key: &str,
        index: LockedIndex,
        request: &CrateRequest,
    ) -> BTreeMap<TablePlatform, Table> {
        let mut tables: BTreeMap<TablePlatform, (bool, BTreeSet<&str>)> = BTreeMap::new();
        for platform in platforms(request.presence.terms()) {
            tables.entry(platform).or_default();
        }
        for platform in platforms(request.default_features.terms()) {
            tables.entry(platform).or_default().0 = true;
        }
        for (feature, condition) in &request.features {
            for platform in platforms(condition.terms()) {
                tables.entry(platform).or_default().1.insert(feature);
            }
        }
        let entry = |(default_features, features): (bool, BTreeSet<&str>)| {
            let mut entry = self.source(key, index, request);
            if !default_features {
                entry.insert("default-features".into(), false.into());
            }
            if !features.is_empty() {
                let features: Vec<Value> = features.into_iter().map(Value::from).collect();
                entry.insert("features".into(), features.into());
            }
            entry
        };
        tables.into_iter().map(|(platform, facets)| (platform, entry(facets))).collect()
    }

    /// The name, exact version and source of a dependency.
    fn source(&self, key: &str, index: LockedIndex, request: &CrateRequest) -> Table {
        let locked = &self.lockfile.packages[index];
        let mut entry = Table::new();
        if key != locked.name {
            entry.insert("package".into(), locked.name.clone().into());
        }
        let exact = Version { build: semver::BuildMetadata::EMPTY, ..locked.version.clone() };
        entry.insert("version".into(), format!("={exact}").into());
        if let Some(source) = request.source.as_ref().or(locked.source.as_ref()) {
            add_source(&mut entry, source);
        }
        entry
    }
}

/// Makes all dependencies optional, and [`GATE`] the feature that switches them on.
fn add_gate(manifest: &mut Table) {
    let mut keys = BTreeSet::new();
    for_each_parent(manifest, |table| {
        if let Some(Value::Table(dependencies)) = table.get_mut("dependencies") {
            for (key, dependency) in dependencies.iter_mut() {
                keys.insert(key.clone());
                if let Some(dependency) = dependency.as_table_mut() {
                    dependency.insert("optional".into(), true.into());
                }
            }
        }
    });
    let keys: Vec<Value> = keys.into_iter().map(Value::from).collect();
    table(manifest, "features").insert(GATE.into(), keys.into());
}

/// The dependency table for a platform, which is added if it is missing.
fn dependencies<'t>(
    manifest: &'t mut Table,
    list: &str,
    platform: &TablePlatform,
) -> &'t mut Table {
    let under = platform.triple.as_ref().or(platform.cfg.as_ref());
    let parent = match under {
        None => manifest,
        Some(platform) => table(table(manifest, "target"), platform),
    };
    table(parent, list)
}

fn table<'t>(parent: &'t mut Table, key: &str) -> &'t mut Table {
    parent
        .entry(key)
        .or_insert_with(|| Value::Table(Table::new()))
        .as_table_mut()
        .expect("only tables are inserted under these keys")
}

fn add_source(entry: &mut Table, source: &Source) {
    if source.is_crates_io() {
        return;
    }
    match source.kind() {
        SourceKind::Registry { index } => {
            entry.insert("registry-index".into(), index.as_str().into());
        }
        SourceKind::Git(GitSource { url, reference, .. }) => {
            entry.insert("git".into(), url.as_str().into());
            if let Some((key, value)) = reference {
                entry.insert((*key).into(), value.as_str().into());
            }
        }
        SourceKind::Other => {}
    }
}
