//! Compares the manifests of a workspace, except for what applies to all packages. None of these
//! changes compiles a crate by itself, because the changes to crates and features that come with
//! them are listed on their own.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::change::{Change, Group, MEMBER, What};
use super::contents::RecipeContents;
use super::graph::Reach;
use super::requests::{DEFAULT, DependencyEntry};
use super::values::{compared, flat};
use crate::manifest::{DependencyKind, package_name};
use crate::project::{ANY, ListedTargetKind, Manifest};

/// The keys of a manifest that are compared elsewhere.
const ELSEWHERE: [&str; 11] = [
    "bench",
    "bin",
    "build-dependencies",
    "cargo-features",
    "dependencies",
    "dev-dependencies",
    "example",
    "patch",
    "profile",
    "replace",
    "test",
];

/// The keys of `[workspace]` that are compared elsewhere.
const COMPARED_OF_WORKSPACE: [&str; 3] = ["exclude", "members", "resolver"];

pub(super) fn changes(old: &RecipeContents<'_>, new: &RecipeContents<'_>) -> Vec<Change> {
    let (was, is) = (by_path(old), by_path(new));
    let paths: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
    let mut changes = Vec::new();
    for path in paths {
        match (was.get(path), is.get(path)) {
            (Some(was), Some(is)) if was == is => {}
            (Some(&was), Some(&is)) => changes.extend(of_manifest(old, new, was, is)),
            (was, is) => {
                let what = if was.is_some() { What::Removed } else { What::Added };
                let name = was.or(is).map(|manifest| name(manifest)).unwrap_or_default();
                changes.push(Change::new(
                    Group::Members,
                    what,
                    format!("{MEMBER}`{name}`"),
                    Reach::Nothing,
                ));
            }
        }
    }
    changes
}

fn by_path<'s>(side: &'s RecipeContents<'_>) -> BTreeMap<&'s str, &'s Manifest> {
    side.project.manifests.iter().map(|m| (m.relative_path.as_str(), m)).collect()
}

fn name(manifest: &Manifest) -> String {
    let table = table(manifest);
    package_name(&table).map_or_else(|| manifest.relative_path.clone(), str::to_owned)
}

fn table(manifest: &Manifest) -> Table {
    manifest.contents.parse().unwrap_or_default()
}

fn of_manifest(
    old: &RecipeContents<'_>,
    new: &RecipeContents<'_>,
    was: &Manifest,
    is: &Manifest,
) -> Vec<Change> {
    let of = name(is);
    let mut changes = of_requests(&of, &requests_of(old, was), &requests_of(new, is));
    changes.extend(compared(Group::Members, &targets(was, &of), &targets(is, &of), |_| {
        Reach::Nothing
    }));
    let rest = |manifest: &Manifest| {
        let mut table = table(manifest);
        table.retain(|key, _| !ELSEWHERE.contains(&key));
        table.remove("target");
        if let Some(Value::Table(workspace)) = table.get_mut("workspace") {
            // Members that are added or removed have changes of their own. Inherited values are
            // compared in the manifests that inherit them.
            workspace.retain(|key, _| !COMPARED_OF_WORKSPACE.contains(&key));
        }
        let keys = flat(Some(&Value::Table(table)), "");
        keys.into_iter().map(|(key, value)| (format!("`{key}` of `{of}`"), value)).collect()
    };
    changes.extend(compared(Group::Members, &rest(was), &rest(is), |_| Reach::Nothing));
    if changes.is_empty() && !is_root_matter(was, is) {
        let name = format!("`{}`", is.relative_path);
        changes.push(Change::new(Group::Members, What::Changed, name, Reach::Nothing));
    }
    changes
}

/// Whether two manifests differ only in what is compared for all packages together.
fn is_root_matter(was: &Manifest, is: &Manifest) -> bool {
    let tables = [was, is].map(table);
    let rest = tables.clone().map(|mut table| {
        for key in ["cargo-features", "patch", "profile", "replace"] {
            table.remove(key);
        }
        if let Some(Value::Table(workspace)) = table.get_mut("workspace") {
            workspace.retain(|key, _| !COMPARED_OF_WORKSPACE.contains(&key));
        }
        table
    });
    tables[0] != tables[1] && rest[0] == rest[1]
}

fn requests_of<'s>(side: &'s RecipeContents<'_>, manifest: &Manifest) -> Vec<&'s DependencyEntry> {
    side.requests.iter().filter(|r| r.manifest == manifest.relative_path).collect()
}

fn of_requests(of: &str, was: &[&DependencyEntry], is: &[&DependencyEntry]) -> Vec<Change> {
    let keyed = |requests: &[&DependencyEntry]| -> BTreeMap<String, String> {
        requests.iter().map(|request| (entry(of, request), asked(request))).collect()
    };
    compared(Group::Members, &keyed(was), &keyed(is), |_| Reach::Nothing)
}

/// Names an entry and its table.
fn entry(of: &str, request: &DependencyEntry) -> String {
    let table = match request.kind {
        DependencyKind::Normal => "dependency",
        DependencyKind::Build => "build-dependency",
        DependencyKind::Development => "dev-dependency",
    };
    let platform =
        request.platform.as_ref().map(|platform| format!(" on `{platform}`")).unwrap_or_default();
    format!("{table} `{}` of `{of}`{platform}", request.name)
}

/// Describes what an entry requests.
fn asked(request: &DependencyEntry) -> String {
    let mut words = Vec::new();
    if !request.requirement.is_empty() {
        words.push(request.requirement.clone());
    }
    if !request.features.contains(DEFAULT) {
        words.push("no default features".into());
    }
    let features: Vec<_> =
        request.features.iter().filter(|f| *f != DEFAULT).map(String::as_str).collect();
    if !features.is_empty() {
        words.push(format!("features {}", features.join(" ")));
    }
    if request.optional {
        words.push("optional".into());
    }
    words.extend(request.rest.iter().cloned());
    if words.is_empty() { "any".into() } else { words.join(", ") }
}

/// The targets by kind and name, each with what the manifest says about it.
fn targets(manifest: &Manifest, of: &str) -> BTreeMap<String, String> {
    let table = table(manifest);
    let word = |kind: &ListedTargetKind| match kind {
        ListedTargetKind::Lib { is_proc_macro: false } => ("library", None),
        ListedTargetKind::Lib { is_proc_macro: true } => ("procedural macro", None),
        ListedTargetKind::BuildScript => ("build script", None),
        ListedTargetKind::Bin => ("binary", Some("bin")),
        ListedTargetKind::Test => ("test", Some("test")),
        ListedTargetKind::Bench => ("benchmark", Some("bench")),
        ListedTargetKind::Example => ("example", Some("example")),
    };
    let described = manifest.targets.iter().map(|target| {
        let (word, list) = word(&target.kind);
        let said = list.and_then(|list| {
            let named = |t: &&Value| t.get("name").and_then(Value::as_str) == Some(&target.name);
            table.get(list)?.as_array()?.iter().find(named)
        });
        let mut said = flat(said, "");
        said.remove("name");
        said.insert("path".into(), target.path.clone());
        let said = said.into_iter().map(|(key, value)| format!("{key} {value}"));
        let name = match target.kind {
            ListedTargetKind::BuildScript => format!("{word} of `{of}`"),
            _ => match target.name.strip_prefix(ANY).and_then(|name| name.rsplit('-').next()) {
                // One target represents all that have the same settings.
                Some("1") => format!("{word} of `{of}`"),
                Some(number) => format!("{word} of `{of}` of kind {number}"),
                None => format!("{word} `{}` of `{of}`", target.name),
            },
        };
        (name, said.collect::<Vec<_>>().join(", "))
    });
    described.collect()
}
