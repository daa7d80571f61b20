//! The tables of the root manifest that decide how external crates are compiled and where they come
//! from.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::replacing::leads_to;
use crate::lockfile::{LockedIndex, Lockfile};
use crate::package_spec::PackageSpec;
use crate::selection::Profile;
use crate::workspace::Package;

/// `[profile]` without the overrides that match no external crate. If one profile is `asked` for,
/// the others are left out, except those that it inherits from.
pub(crate) fn profiles(
    root_manifest: &Table,
    asked: Option<&Profile>,
    lockfile: &Lockfile,
    kept: &[LockedIndex],
) -> Option<Value> {
    let mut profiles = root_manifest.get("profile")?.as_table()?.clone();
    if let Some(profile) = asked {
        let reached = reached(&profiles, profile.name());
        profiles.retain(|name, _| reached.contains(name));
    }
    let is_external = |spec: &str| {
        spec == "*" || kept.iter().any(|&index| matches(spec, &lockfile.packages[index].name))
    };
    for (_, profile) in &mut profiles {
        if let Some(profile) = profile.as_table_mut()
            && let Some(Value::Table(overrides)) = profile.get_mut("package")
        {
            overrides.retain(|spec, _| is_external(spec));
            if overrides.is_empty() {
                profile.remove("package");
            }
        }
    }
    let all: Table = profiles.into_iter().filter(|(_, profile)| !is_empty(profile)).collect();
    (!all.is_empty()).then_some(Value::Table(all))
}

/// A profile and all that it inherits from. Cargo lets `test` and `bench` inherit implicitly.
fn reached(profiles: &Table, name: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if reached.insert(name.to_owned()) {
            let inherits = profiles.get(name).and_then(|profile| profile.get("inherits")?.as_str());
            open.extend(inherits.or(match name {
                "test" => Some("dev"),
                "bench" => Some("release"),
                _ => None,
            }));
        }
    }
    reached
}

/// Whether the spec of an override may mean a package of this name. A spec with a URL may mean any
/// package, since the URL need not contain the name.
fn matches(spec: &str, name: &str) -> bool {
    let spec = PackageSpec::parse(spec);
    spec.name == name || spec.source.is_some_and(|source| source.contains("://"))
}

fn is_empty(value: &Value) -> bool {
    value.as_table().is_some_and(Table::is_empty)
}

/// `[patch]` without unused entries: those with a path are kept if they lead to a replacing crate,
/// all others if the lockfile has the crate.
pub(crate) fn patches(
    root_manifest: &Table,
    lockfile: &Lockfile,
    kept: &[LockedIndex],
    local: &[&Package],
) -> Option<Value> {
    let sources = root_manifest.get("patch")?.as_table()?;
    let is_used = |key: &str, patch: &Value| {
        let name = patch.get("package").and_then(Value::as_str).unwrap_or(key);
        if patch.get("path").is_some() {
            return local.iter().any(|package| leads_to(patch, package));
        }
        kept.iter().any(|&index| {
            let locked = &lockfile.packages[index];
            let is_of_git = locked.source.as_ref().is_some_and(|source| source.as_git().is_some());
            let wants_git = patch.get("git").and_then(Value::as_str).is_some();
            locked.name == name && is_of_git == wants_git
        })
    };
    let mut all = Table::new();
    for (source, patches) in sources {
        let used: Table = (patches.as_table().into_iter().flatten())
            .filter(|(key, patch)| is_used(key, patch))
            .map(|(key, patch)| (key.clone(), patch.clone()))
            .collect();
        if !used.is_empty() {
            all.insert(source.clone(), Value::Table(used));
        }
    }
    (!all.is_empty()).then_some(Value::Table(all))
}

/// `[replace]` without unused entries: those with a path are kept if they lead to a replacing
/// crate, all others if the lockfile has the crate.
pub(crate) fn replacements(
    root_manifest: &Table,
    lockfile: &Lockfile,
    kept: &[LockedIndex],
    local: &[&Package],
) -> Option<Value> {
    let specs = root_manifest.get("replace")?.as_table()?;
    let used: Table = specs
        .iter()
        .filter(|(spec, by)| {
            if by.get("path").is_some() {
                return local.iter().any(|package| leads_to(by, package));
            }
            kept.iter().any(|&index| matches(spec, &lockfile.packages[index].name))
        })
        .map(|(spec, by)| (spec.clone(), by.clone()))
        .collect();
    (!used.is_empty()).then_some(Value::Table(used))
}
