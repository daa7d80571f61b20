//! The manifests of a workspace without what cannot matter to any dependency.
//!
//! Keys are kept unless they are known not to matter, so that a key that is unknown here reaches
//! cargo. Targets are written out, since nothing can be discovered where no sources are.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use toml::{Table, Value};

use super::pin::Pins;
use super::reduce::Reduced;
use crate::distil::carried;
use crate::project::{self, ANY, Manifest, Project};
use crate::workspace::lockfile;
use crate::workspace::{
    DEPENDENCY_TABLES, Package, PackageIndex, Resolver, Target, TargetKind, Workspace,
};

/// Keys of `[package]` that no dependency sees, and those that are written anew.
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

/// Keys of `[workspace]` that no dependency sees, and those that are written anew.
const WRITTEN_WORKSPACE_KEYS: [&str; 7] =
    ["default-members", "exclude", "lints", "members", "metadata", "package", "resolver"];

/// The version that local packages are given: theirs does not matter, unless it has to be found.
const MASKED: Version = Version::new(0, 0, 0);

/// The workspace's manifests and lockfile.
#[must_use]
pub fn strip(workspace: &Workspace) -> Project {
    let mut compiled = workspace.below_externals();
    compiled.retain(|&index| workspace.packages[index].is_inside());
    let rules = Rules {
        workspace,
        named: Named::new(workspace, &compiled),
        reduced: Reduced::new(workspace, &compiled),
        pins: Pins::new(workspace),
    };
    let mut manifests: Vec<Manifest> = (workspace.packages.iter().enumerate())
        .map(|(index, package)| {
            if compiled.contains(&index) {
                carried::manifest(package)
            } else {
                manifest(&rules, index)
            }
        })
        .collect();
    if workspace.is_virtual() {
        let mut root = workspace.root_manifest.clone();
        strip_root(&rules, &mut root);
        manifests.push(Manifest {
            relative_path: "Cargo.toml".into(),
            contents: root.to_string(),
            targets: Vec::new(),
        });
    }
    manifests.sort();
    let has_lockfile = !workspace.lockfile.packages.is_empty();
    let local = &workspace.configuration.local;
    Project {
        manifests,
        lockfile: has_lockfile.then(|| lockfile(&rules)),
        sources: compiled
            .iter()
            .map(|&index| carried::source(&workspace.packages[index]))
            .collect(),
        config: (!local.is_empty()).then(|| local.to_string()),
    }
}

/// What has been found out of the whole workspace.
struct Rules<'a> {
    workspace: &'a Workspace,
    named: Named<'a>,
    reduced: Reduced<'a>,
    pins: Pins<'a>,
}

/// Local packages that are found by their version.
struct Named<'a>(BTreeSet<(&'a str, &'a Version)>);

impl<'a> Named<'a> {
    fn new(workspace: &'a Workspace, compiled: &BTreeSet<PackageIndex>) -> Self {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for package in &workspace.packages {
            *count.entry(&package.name).or_default() += 1;
        }
        // A package with a path that others ask for by version is patched in.
        let is_patch = |name: &str| {
            workspace
                .packages
                .iter()
                .flat_map(|p| &p.dependencies)
                .any(|dependency| dependency.name == name && dependency.path.is_none())
        };
        let kept = workspace.packages.iter().enumerate().filter(|(index, package)| {
            count[&*package.name] > 1 || is_patch(&package.name) || compiled.contains(index)
        });
        Self(kept.map(|(_, package)| (&*package.name, &package.version)).collect())
    }

    fn version(&self, name: &str, version: &Version) -> Version {
        if self.0.contains(&(name, version)) { version.clone() } else { MASKED }
    }
}

fn manifest(rules: &Rules<'_>, index: PackageIndex) -> Manifest {
    let Rules { workspace, named, reduced, pins } = rules;
    let package = &workspace.packages[index];
    let mut manifest = package.manifest.clone();
    reduced.apply(index, &mut manifest);
    pins.apply(index, &mut manifest);
    for key in ["badges", "lints", "lib", "bin", "test", "bench", "example"] {
        manifest.remove(key);
    }
    if let Some(Value::Table(head)) = manifest.get_mut("package") {
        head.retain(|key, _| !IDLE_PACKAGE_KEYS.contains(&key));
        let version = named.version(&package.name, &package.version).to_string();
        head.insert("version".into(), version.into());
        // Every cargo knows it, and without sources an edition changes nothing but defaults, which
        // are written out.
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
    strip_dependencies(&mut manifest);
    if let Some(Value::Table(targets)) = manifest.get_mut("target") {
        targets.iter_mut().filter_map(|(_, t)| t.as_table_mut()).for_each(strip_dependencies);
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
        // Nothing above it is its workspace.
        manifest.insert("workspace".into(), Table::new().into());
    }
    let prefix = if package.directory.is_empty() {
        String::new()
    } else {
        format!("{}/", package.directory)
    };
    Manifest {
        relative_path: format!("{prefix}Cargo.toml"),
        contents: manifest.to_string(),
        targets: targets.into_iter().map(|(_, target)| target).collect(),
    }
}

/// What only the root manifest says.
fn strip_root(rules: &Rules<'_>, manifest: &mut Table) {
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
    let inside =
        |package: &&Package| !package.directory.is_empty() && !package.directory.starts_with("..");
    let local = || workspace.packages.iter().filter(inside);
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
    rules.pins.apply_to_inherited(&mut table);
    strip_dependencies(&mut table);
    manifest.insert("workspace".into(), table.into());
    let external = |index: &usize| workspace.lockfile.packages[*index].source.is_some();
    let locked: Vec<usize> = (0..workspace.lockfile.packages.len()).filter(external).collect();
    match crate::distil::profiles::profiles(manifest, None, &workspace.lockfile, &locked) {
        Some(profiles) => manifest.insert("profile".into(), profiles),
        None => manifest.remove("profile"),
    };
}

fn strip_dependencies(table: &mut Table) {
    for key in DEPENDENCY_TABLES {
        if let Some(Value::Table(dependencies)) = table.get_mut(key) {
            dependencies.iter_mut().for_each(|(_, dependency)| strip_dependency(dependency));
            if dependencies.is_empty() {
                table.remove(key);
            }
        }
    }
}

/// The version of a path dependency is for publishing; the order of features is for people.
fn strip_dependency(dependency: &mut Value) {
    let Value::Table(table) = dependency else {
        return;
    };
    if table.contains_key("path") {
        table.remove("version");
    }
    let inherits = table.contains_key("workspace");
    let is = |table: &Table, key: &str, value: bool| {
        table.get(key).and_then(Value::as_bool) == Some(value)
    };
    if !inherits && is(table, "default-features", true) {
        table.remove("default-features");
    }
    if is(table, "optional", false) {
        table.remove("optional");
    }
    if let Some(features) = table.get_mut("features") {
        sort_list(features);
        if features.as_array().is_some_and(Vec::is_empty) {
            table.remove("features");
        }
    }
    if let (1, Some(Value::String(version))) = (table.len(), table.get("version")) {
        *dependency = version.clone().into();
    }
}

fn sort_list(list: &mut Value) {
    if let Value::Array(items) = list {
        items.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
        items.dedup();
    }
}

/// The targets that have to be there: libraries, binaries and build scripts with their names, and
/// one of each kind of test, benchmark and example that cargo builds from other dependencies or
/// under other conditions.
fn representatives(package: &Package) -> Vec<(&Target, project::Target)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept: Vec<(&Target, project::Target)> = Vec::new();
    let mut targets: Vec<&Target> = package.targets.iter().collect();
    targets.sort_by(|left, right| left.name.cmp(&right.name));
    for target in targets {
        let (kind, directory) = match &target.kind {
            TargetKind::Library(_) => (project::TargetKind::Lib { is_proc_macro: false }, None),
            TargetKind::ProcMacro => (project::TargetKind::Lib { is_proc_macro: true }, None),
            TargetKind::Binary => (project::TargetKind::Bin, None),
            TargetKind::BuildScript => (project::TargetKind::BuildScript, None),
            TargetKind::Example(_) => (project::TargetKind::Example, Some("examples")),
            TargetKind::Test => (project::TargetKind::Test, Some("tests")),
            TargetKind::Bench => (project::TargetKind::Bench, Some("benches")),
        };
        let (path, name) = match directory {
            None => (target.path.clone(), target.name.clone()),
            Some(directory) => {
                let alike = |(other, _): &(&Target, project::Target)| {
                    other.kind == target.kind
                        && other.required_features == target.required_features
                        && (other.test, other.bench) == (target.test, target.bench)
                };
                if kept.iter().any(alike) {
                    continue;
                }
                let number = seen.entry(directory).or_default();
                *number += 1;
                let name = format!("{ANY}{directory}-{number}");
                (format!("{directory}/{name}.rs"), name)
            }
        };
        kept.push((target, project::Target { path, kind, name }));
    }
    kept
}

fn add_targets(manifest: &mut Table, package: &Package, targets: &[(&Target, project::Target)]) {
    for (target, written) in targets {
        let (list, default_bench) = match &target.kind {
            TargetKind::Library(_) | TargetKind::ProcMacro => ("lib", true),
            TargetKind::Binary => ("bin", true),
            TargetKind::Example(_) => ("example", false),
            TargetKind::Test => ("test", false),
            TargetKind::Bench => ("bench", true),
            TargetKind::BuildScript => continue,
        };
        let mut table = Table::new();
        let mut insert = |key: &str, value: Value| table.insert(key.into(), value);
        insert("name", written.name.as_str().into());
        insert("path", written.path.as_str().into());
        match &target.kind {
            TargetKind::ProcMacro => {
                insert("proc-macro", true.into());
            }
            TargetKind::Library(types) if types != &["lib"] => {
                insert(
                    "crate-type",
                    types.iter().map(|t| Value::from(t.as_str())).collect::<Vec<_>>().into(),
                );
            }
            TargetKind::Example(types) if types != &["bin"] => {
                insert(
                    "crate-type",
                    types.iter().map(|t| Value::from(t.as_str())).collect::<Vec<_>>().into(),
                );
            }
            _ => {}
        }
        let default_test = !matches!(target.kind, TargetKind::Example(_) | TargetKind::Bench);
        if target.test != default_test {
            insert("test", target.test.into());
        }
        if target.bench != default_bench {
            insert("bench", target.bench.into());
        }
        if !target.required_features.is_empty() {
            let mut features = Value::from(
                target
                    .required_features
                    .iter()
                    .map(|f| Value::from(f.as_str()))
                    .collect::<Vec<_>>(),
            );
            sort_list(&mut features);
            insert("required-features", features);
        }
        if let Some(false) =
            original(package, list, &target.name).and_then(|t| t.get("harness")?.as_bool())
        {
            insert("harness", false.into());
        }
        if list == "lib" {
            manifest.insert(list.into(), table.into());
        } else if let Some(array) =
            manifest.entry(list).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
        {
            array.push(table.into());
        }
    }
}

/// The table of a target as the user wrote it.
fn original<'a>(package: &'a Package, list: &str, name: &str) -> Option<&'a Value> {
    let value = package.manifest.get(list)?;
    match value {
        Value::Array(tables) => {
            tables.iter().find(|t| t.get("name").and_then(Value::as_str) == Some(name))
        }
        table => Some(table),
    }
}

/// The lockfile with the versions of local packages masked as in their manifests, and without what
/// these do not name any more.
fn lockfile(rules: &Rules<'_>) -> String {
    let Rules { workspace, named, reduced, .. } = rules;
    let mut masked = workspace.lockfile.clone();
    for package in masked.packages.iter_mut().filter(|package| package.source.is_none()) {
        let of_entry = |index: &PackageIndex| workspace.packages[*index].name == package.name;
        let mut packages = (0..workspace.packages.len()).filter(of_entry);
        if let (Some(index), None) = (packages.next(), packages.next()) {
            package.dependencies.retain(|&locked| reduced.is_locked_for(index, locked));
        }
        package.version = named.version(&package.name, &package.version);
    }
    lockfile::write(lockfile::entries(&masked))
}
