//! Strips one manifest.

use toml::{Table, Value};

use super::dependencies::{sort_list, strip_dependencies};
use super::rules::Rules;
use super::targets::{add_targets, representatives};
use crate::distil::profiles::profiles;
use crate::files::prefix;
use crate::manifest::for_each_parent;
use crate::project::Manifest;
use crate::workspace::{Package, PackageIndex, Resolver, TargetKind};

/// The keys of `[package]` that do not matter to any dependency, and those that are written again.
const IDLE_PACKAGE_KEYS: [&str; 23] = [
    "authors",
    "autobenches",
    "autobins",
    "autoexamples",
    "autolib",
    "autotests",
    "badges",
    "categories",
    "default-run",
    "description",
    "documentation",
    "exclude",
    "homepage",
    "include",
    "keywords",
    "license",
    "license-file",
    "metadata",
    "publish",
    "readme",
    "repository",
    "rust-version",
    "workspace",
];

/// The keys of `[workspace]` that do not matter to any dependency, and those that are written
/// again.
const WRITTEN_WORKSPACE_KEYS: [&str; 7] =
    ["default-members", "exclude", "lints", "members", "metadata", "package", "resolver"];

/// The stripped manifest of a package.
pub(super) fn manifest(rules: &Rules<'_>, index: PackageIndex) -> Manifest {
    let Rules { workspace, versions, implied, requirements, .. } = rules;
    let package = &workspace.packages[index];
    let mut manifest = package.manifest.clone();
    implied.remove(index, &mut manifest);
    requirements.pin(index, &mut manifest);
    for key in ["badges", "lints", "lib", "bin", "test", "bench", "example"] {
        manifest.remove(key);
    }
    if let Some(Value::Table(head)) = manifest.get_mut("package") {
        head.retain(|key, _| !IDLE_PACKAGE_KEYS.contains(&key));
        let version = versions.version(&package.name, &package.version).to_string();
        head.insert("version".into(), version.into());
        // Every cargo knows this edition. Without sources, an edition only changes defaults, and
        // these are written out.
        head.insert("edition".into(), "2018".into());
        for key in ["autobins", "autotests", "autobenches", "autoexamples"] {
            head.insert(key.into(), false.into());
        }
        let script = package.targets.iter().find(|target| target.kind == TargetKind::BuildScript);
        head.insert(
            "build".into(),
            script.map_or(false.into(), |script| script.path.as_str().into()),
        );
    }
    for_each_parent(&mut manifest, strip_dependencies);
    if let Some(Value::Table(targets)) = manifest.get_mut("target") {
        targets.retain(|_, target| !target.as_table().is_some_and(Table::is_empty));
        if targets.is_empty() {
            manifest.remove("target");
        }
    }
    if let Some(Value::Table(features)) = manifest.get_mut("features") {
        features.iter_mut().for_each(|(_, list)| sort_list(list));
    }
    let targets = representatives(package);
    add_targets(&mut manifest, package, &targets);
    if package.directory.is_empty() {
        strip_root(rules, &mut manifest);
    } else if !package.is_member {
        // The package is its own workspace, so cargo does not look for one above it.
        manifest.insert("workspace".into(), Table::new().into());
    }
    Manifest {
        relative_path: format!("{}Cargo.toml", prefix(&package.directory)),
        contents: manifest.to_string(),
        targets: targets.into_iter().map(|(_, target)| target).collect(),
    }
}

/// Strips the tables that only the root manifest has.
pub(super) fn strip_root(rules: &Rules<'_>, manifest: &mut Table) {
    let workspace = rules.workspace;
    let mut table = match manifest.remove("workspace") {
        Some(Value::Table(table)) => table,
        _ => Table::new(),
    };
    let has_default_members = table.contains_key("default-members");
    table.retain(|key, _| !WRITTEN_WORKSPACE_KEYS.contains(&key));
    let list = |directories: Vec<&str>| -> Value {
        directories.into_iter().map(Value::from).collect::<Vec<_>>().into()
    };
    let is_below = |it: &&Package| it.is_inside() && !it.directory.is_empty();
    let local = || workspace.packages.iter().filter(is_below);
    let members: Vec<&str> =
        local().filter(|p| p.is_member).map(|p| p.directory.as_str()).collect();
    let others: Vec<&str> =
        local().filter(|p| !p.is_member).map(|p| p.directory.as_str()).collect();
    if !members.is_empty() {
        table.insert("members".into(), list(members));
    }
    if !others.is_empty() {
        table.insert("exclude".into(), list(others));
    }
    if has_default_members {
        let directories = workspace.default_members.iter().map(|&index| {
            match workspace.packages[index].directory.as_str() {
                "" => ".",
                directory => directory,
            }
        });
        table.insert("default-members".into(), list(directories.collect()));
    }
    let resolver = match workspace.resolver {
        Resolver::V1 => "1",
        Resolver::V2 => "2",
    };
    table.insert("resolver".into(), resolver.into());
    if let Some(Value::Table(package)) = manifest.get_mut("package") {
        package.remove("resolver");
    }
    rules.requirements.pin_inherited(&mut table);
    strip_dependencies(&mut table);
    manifest.insert("workspace".into(), table.into());
    match profiles(manifest, None, &workspace.lockfile.graph, &rules.compiled) {
        Some(profiles) => manifest.insert("profile".into(), profiles),
        None => manifest.remove("profile"),
    };
}
