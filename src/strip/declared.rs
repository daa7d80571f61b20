//! What a workspace declares, with nothing left out but the versions of its own packages. This is what
//! decides whether a recipe changes that keeps the manifests and the lockfile as they are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml::{Table, Value};

use crate::lockfile;
use crate::manifest::for_each_dependency;
use crate::workspace::{LockfileOrigin, Workspace};

/// The manifests of the members with their targets, the lockfile, the configuration and the toolchain
/// file, as one text. It tells whether something changed, and is not meant to be read.
pub(crate) fn declared(workspace: &Workspace) -> String {
    let names: BTreeSet<&str> = workspace.packages.iter().map(|package| &*package.name).collect();
    let mut text = String::new();
    let mut add = |what: &dyn std::fmt::Debug| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{what:?}");
    };
    add(&masked(&workspace.root_manifest, &names));
    for index in workspace.members() {
        let package = &workspace.packages[index];
        add(&(&package.directory, masked(&package.manifest, &names), &package.targets));
    }
    if workspace.lockfile.origin != LockfileOrigin::Missing {
        let mut graph = workspace.lockfile.graph.clone();
        for package in &mut graph.packages {
            if package.source.is_none() && names.contains(&*package.name) {
                package.version = semver::Version::new(0, 0, 0);
            }
        }
        add(&lockfile::write(lockfile::entries(&graph)));
    }
    for file in [&workspace.configuration_file, &workspace.toolchain_file].into_iter().flatten() {
        add(&(&file.path, &file.contents));
    }
    text
}

/// A manifest without the versions of local packages.
fn masked(manifest: &Table, names: &BTreeSet<&str>) -> Table {
    let mut manifest = manifest.clone();
    let without_version = |table: Option<&mut Value>| {
        if let Some(Value::Table(table)) = table {
            table.remove("version");
        }
    };
    let dependencies = |table: &mut Table| {
        for_each_dependency(table, |key, dependency| {
            if names.contains(key) {
                without_version(Some(dependency));
            }
        });
    };
    without_version(manifest.get_mut("package"));
    dependencies(&mut manifest);
    if let Some(Value::Table(workspace)) = manifest.get_mut("workspace") {
        without_version(workspace.get_mut("package"));
        dependencies(workspace);
    }
    manifest
}
