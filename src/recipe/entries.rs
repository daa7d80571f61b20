//! Entries of the dependency tables of a manifest as it is written.

use std::str::FromStr as _;

use cargo_platform::Platform;
use toml::{Table, Value};

use crate::workspace::{Dependency, DependencyKind};

/// What a manifest says of a dependency.
pub fn find<'t>(manifest: &'t mut Table, dependency: &Dependency) -> Option<&'t mut Value> {
    tables(manifest, dependency)
        .into_iter()
        .find_map(|dependencies| dependencies.get_mut(&dependency.key))
}

/// Removes what a manifest says of a dependency.
pub fn remove(manifest: &mut Table, dependency: &Dependency) {
    for dependencies in tables(manifest, dependency) {
        dependencies.remove(&dependency.key);
    }
}

/// The tables that a dependency can stand in.
fn tables<'t>(manifest: &'t mut Table, dependency: &Dependency) -> Vec<&'t mut Table> {
    let Some(platform) = &dependency.platform else {
        return of_kind(manifest, dependency.kind).collect();
    };
    let same = |key: &str| Platform::from_str(key).is_ok_and(|p| p.to_string() == *platform);
    let targets = manifest.get_mut("target").and_then(Value::as_table_mut);
    (targets.into_iter().flat_map(Table::iter_mut))
        .filter(|(key, _)| same(key))
        .filter_map(|(_, target)| target.as_table_mut())
        .flat_map(|target| of_kind(target, dependency.kind))
        .collect()
}

fn of_kind(table: &mut Table, kind: DependencyKind) -> impl Iterator<Item = &mut Table> {
    let names: &[&str] = match kind {
        DependencyKind::Normal => &["dependencies"],
        DependencyKind::Development => &["dev-dependencies", "dev_dependencies"],
        DependencyKind::Build => &["build-dependencies", "build_dependencies"],
    };
    (table.iter_mut())
        .filter(|(key, _)| names.contains(&key.as_str()))
        .filter_map(|(_, dependencies)| dependencies.as_table_mut())
}
