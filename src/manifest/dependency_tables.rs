//! The dependency tables of a manifest, read without expanding what is inherited.

use std::str::FromStr as _;

use cargo_platform::Platform;
use toml::{Table, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    /// `[dependencies]`
    Normal,
    /// `[build-dependencies]`
    Build,
    /// `[dev-dependencies]`
    Development,
}

/// Every name of a dependency table, at the top of a manifest or below `[target.…]`. Cargo accepts
/// both spellings.
pub(crate) const DEPENDENCY_TABLES: [(&str, DependencyKind); 5] = [
    ("dependencies", DependencyKind::Normal),
    ("build-dependencies", DependencyKind::Build),
    ("build_dependencies", DependencyKind::Build),
    ("dev-dependencies", DependencyKind::Development),
    ("dev_dependencies", DependencyKind::Development),
];

#[derive(Clone, Copy, Debug)]
pub(crate) struct DependencyTable<'t> {
    pub kind: DependencyKind,
    /// The platform that the table is restricted to: a target triple or `cfg(…)`.
    pub platform: Option<&'t str>,
    /// The dependencies, by their keys.
    pub entries: &'t Table,
}

/// Where a manifest declares a dependency: the table, and the key in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryPath<'p> {
    pub key: &'p str,
    pub kind: DependencyKind,
    /// The platform of the table, as cargo writes it, whose spacing may differ from the manifest's.
    pub platform: Option<&'p str>,
}

/// All dependency tables. Those for all platforms come first.
pub(crate) fn dependency_tables(manifest: &Table) -> impl Iterator<Item = DependencyTable<'_>> {
    let of = |parent, platform| {
        DEPENDENCY_TABLES.into_iter().filter_map(move |(name, kind)| {
            let parent: &Table = parent;
            let entries = parent.get(name)?.as_table()?;
            Some(DependencyTable { kind, platform, entries })
        })
    };
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let targets = targets.filter_map(|(platform, target)| Some((platform, target.as_table()?)));
    of(manifest, None)
        .chain(targets.flat_map(move |(platform, target)| of(target, Some(platform.as_str()))))
}

/// Calls a function for every table that may have dependency tables: the manifest, and those below
/// `[target]`.
pub(crate) fn for_each_parent(manifest: &mut Table, mut call: impl FnMut(&mut Table)) {
    call(manifest);
    if let Some(Value::Table(targets)) = manifest.get_mut("target") {
        targets.iter_mut().filter_map(|(_, table)| table.as_table_mut()).for_each(call);
    }
}

/// Calls a function for every entry of every dependency table.
pub(crate) fn for_each_dependency(manifest: &mut Table, mut call: impl FnMut(&str, &mut Value)) {
    for_each_parent(manifest, |table| {
        for (name, _) in DEPENDENCY_TABLES {
            if let Some(Value::Table(dependencies)) = table.get_mut(name) {
                dependencies.iter_mut().for_each(|(key, dependency)| call(key, dependency));
            }
        }
    });
}

/// The entry of a dependency.
pub(crate) fn find<'t>(manifest: &'t Table, path: EntryPath<'_>) -> Option<&'t Value> {
    let is_meant = |table: &DependencyTable<'_>| {
        let same_platform = match (table.platform, path.platform) {
            (None, None) => true,
            (Some(written), Some(platform)) => is_platform(written, platform),
            _ => false,
        };
        table.kind == path.kind && same_platform
    };
    dependency_tables(manifest).filter(is_meant).find_map(|table| table.entries.get(path.key))
}

/// The entry of a dependency, mutably.
pub(crate) fn find_mut<'t>(manifest: &'t mut Table, path: EntryPath<'_>) -> Option<&'t mut Value> {
    tables_mut(manifest, path).into_iter().find_map(|dependencies| dependencies.get_mut(path.key))
}

/// Removes the entry of a dependency.
pub(crate) fn remove(manifest: &mut Table, path: EntryPath<'_>) {
    for dependencies in tables_mut(manifest, path) {
        dependencies.remove(path.key);
    }
}

/// Removes all tables of dependencies of this kind.
pub(crate) fn remove_kind(manifest: &mut Table, kind: DependencyKind) {
    for_each_parent(manifest, |parent| parent.retain(|key, _| !is_of_kind(key, kind)));
}

/// Whether a value says `workspace = true`.
pub(crate) fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The tables that may have the entry of a dependency.
fn tables_mut<'t>(manifest: &'t mut Table, path: EntryPath<'_>) -> Vec<&'t mut Table> {
    let Some(platform) = path.platform else {
        return of_kind_mut(manifest, path.kind).collect();
    };
    let targets = manifest.get_mut("target").and_then(Value::as_table_mut);
    (targets.into_iter().flat_map(Table::iter_mut))
        .filter(|(key, _)| is_platform(key, platform))
        .filter_map(|(_, target)| target.as_table_mut())
        .flat_map(|target| of_kind_mut(target, path.kind))
        .collect()
}

/// Whether the key below `[target]` means this platform, however it is spaced.
fn is_platform(written: &str, platform: &str) -> bool {
    Platform::from_str(written).is_ok_and(|parsed| parsed.to_string() == platform)
}

fn is_of_kind(key: &str, kind: DependencyKind) -> bool {
    DEPENDENCY_TABLES.contains(&(key, kind))
}

fn of_kind_mut(table: &mut Table, kind: DependencyKind) -> impl Iterator<Item = &mut Table> {
    (table.iter_mut())
        .filter(move |(key, _)| is_of_kind(key, kind))
        .filter_map(|(_, dependencies)| dependencies.as_table_mut())
}
