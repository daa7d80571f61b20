//! What changed beside the crates: what the recipe was prepared for, toolchain, configuration,
//! and what the root manifest says for all packages.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::graph::{Reach, is_crate};
use super::{Change, Group, What};
use crate::recipe::contents::Contents;
use crate::recipe::{Recipe, ToolchainFile};
use crate::workspace::Lockfile;

/// Keys of the configuration that compile no crate anew. Whatever is not known here may.
const IDLE_CONFIG: [&str; 10] = [
    "build.incremental",
    "build.jobs",
    "build.rustc-wrapper",
    "build.rustc-workspace-wrapper",
    "build.rustdocflags",
    "cache.",
    "future-incompat-report.",
    "http.",
    "net.",
    "registry.",
];

pub(super) fn changes(old: &Contents<'_>, new: &Contents<'_>) -> Vec<Change> {
    let mut changes = of_selection(old, new);
    changes.extend(of_toolchain(old.recipe, new.recipe));
    changes.extend(of_config(old.recipe, new.recipe));
    let profiles = |side: &Contents<'_>| flat(side.root.get("profile"), "profile");
    changes.extend(compared(Group::Profile, &profiles(old), &profiles(new), |key| {
        reach_of_profile(key, &new.lockfile)
    }));
    for key in ["patch", "replace", "cargo-features"] {
        let values = |side: &Contents<'_>| flat(side.root.get(key), key);
        changes.extend(compared(Group::Workspace, &values(old), &values(new), |_| Reach::Nothing));
    }
    if old.is_like(new) {
        let resolver = |side: &Contents<'_>| {
            let of = |table: &str| side.root.get(table)?.get("resolver").map(shown);
            of("workspace").or_else(|| of("package"))
        };
        let values = (resolver(old), resolver(new));
        changes.extend(Change::of_value(Group::Workspace, "resolver", values, Reach::Everything));
    }
    changes
}

/// The kind of the recipe, what it was prepared for, and what only some versions of us write.
fn of_selection(old: &Contents<'_>, new: &Contents<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |name: &str, values, reach| {
        changes.extend(Change::of_value(Group::Selection, name, values, reach));
    };
    let kinds = [old, new].map(|side| Some(side.recipe.in_words()));
    let [from, to] = kinds;
    if old.is_like(new) && old.is_exact() {
        let selection = |side: &Contents<'_>| {
            let flags = side.recipe.exact_selection().unwrap_or_default().join(" ");
            Some(flags).filter(|flags| !flags.is_empty())
        };
        add("selection", (selection(old), selection(new)), Reach::Nothing);
        let (was, is) = (old.recipe.scope(), new.recipe.scope());
        let profile = [&was, &is].map(|scope| scope.profile.as_ref().map(|p| p.name().to_owned()));
        let [from, to] = profile;
        add("profile", (from, to), Reach::Everything);
        let targets = [&was, &is]
            .map(|scope| Some(scope.targets.join(", ")).filter(|targets| !targets.is_empty()));
        let [from, to] = targets;
        add("target", (from, to), Reach::Everything);
    } else {
        add("kind", (from, to), Reach::Nothing);
    }
    if old.recipe.chef.is_none() || new.recipe.chef.is_none() {
        return changes;
    }
    let rest = [old, new].map(|side| rest_of_chef(side.recipe));
    let keys: BTreeSet<&String> = rest.iter().flat_map(BTreeMap::keys).collect();
    for key in keys {
        if rest[0].get(key) != rest[1].get(key) {
            let change = Change::new(Group::Workspace, What::Changed, key, Reach::Nothing);
            changes.push(change);
        }
    }
    changes
}

/// What stands in our part of the recipe and is not compared by what it means.
fn rest_of_chef(recipe: &Recipe) -> BTreeMap<String, serde_json::Value> {
    const COMPARED: [&str; 6] = ["kind", "selection", "profile", "targets", "outside", "sources"];
    let value = serde_json::to_value(&recipe.chef).unwrap_or_default();
    let keys = value.as_object().into_iter().flatten();
    keys.filter(|(key, _)| !COMPARED.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn of_toolchain(old: &Recipe, new: &Recipe) -> Vec<Change> {
    let (was, is) = (toolchain(old), toolchain(new));
    let values = |key: &str| (was.get(key).cloned(), is.get(key).cloned());
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    // A file that comes or goes does so with all that it says.
    let is_both = !was.is_empty() && !is.is_empty();
    let keys = keys.into_iter().filter(|key| is_both || *key != "file");
    let change = |key: &String| {
        // Components and further targets are installed, but compile nothing anew.
        let reach = match key.as_str() {
            "channel" | "path" => Reach::Everything,
            _ => Reach::Nothing,
        };
        Change::of_value(Group::Toolchain, key, values(key), reach)
    };
    keys.filter_map(change).collect()
}

/// The keys of a toolchain file, the file's own name among them.
#[must_use]
pub fn toolchain(recipe: &Recipe) -> BTreeMap<String, String> {
    let Some((kind, contents)) = &recipe.skeleton.rust_toolchain_file else {
        return BTreeMap::new();
    };
    let mut keys = BTreeMap::new();
    match contents.parse::<Table>() {
        Ok(table) => {
            for (key, value) in
                table.get("toolchain").and_then(Value::as_table).into_iter().flatten()
            {
                keys.insert(key.clone(), shown(value));
            }
        }
        Err(_) => {
            keys.insert("channel".into(), contents.trim().to_owned());
        }
    }
    let file = match kind {
        ToolchainFile::Bare => "rust-toolchain",
        ToolchainFile::Toml => "rust-toolchain.toml",
    };
    keys.insert("file".into(), file.into());
    keys
}

fn of_config(old: &Recipe, new: &Recipe) -> Vec<Change> {
    let read =
        |recipe: &Recipe| recipe.skeleton.config_file.as_ref().map(|text| text.parse::<Table>());
    match (read(old), read(new)) {
        (Some(Err(_)), _) | (_, Some(Err(_))) => {
            let texts = [old, new].map(|recipe| recipe.skeleton.config_file.clone());
            let [from, to] = texts;
            let values = (from, to);
            Change::of_value(Group::Config, "config.toml", values, Reach::Everything)
                .into_iter()
                .collect()
        }
        (was, is) => {
            let keys = |config: Option<Result<Table, _>>| {
                let table = config.and_then(Result::ok).unwrap_or_default();
                flat(Some(&Value::Table(table)), "")
            };
            compared(Group::Config, &keys(was), &keys(is), |key| {
                if IDLE_CONFIG.iter().any(|idle| key.starts_with(idle)) {
                    Reach::Nothing
                } else {
                    Reach::Everything
                }
            })
        }
    }
}

/// An override reaches the crates that it names; all else reaches every crate.
fn reach_of_profile(key: &str, lockfile: &Lockfile) -> Reach {
    let Some((_, spec)) = key.split_once(".package.") else {
        return Reach::Everything;
    };
    let name = spec.trim_matches('"').split(['.', '@', ':', '"']).next().unwrap_or(spec);
    let packages = lockfile.packages.iter().enumerate();
    let named = packages.filter(|(_, package)| is_crate(package) && package.name == name);
    let seeds: BTreeSet<_> = named.map(|(index, _)| index).collect();
    if seeds.is_empty() { Reach::Everything } else { Reach::From(seeds) }
}

/// The keys whose values differ.
pub(super) fn compared(
    group: Group,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    reach: impl Fn(&str) -> Reach,
) -> Vec<Change> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |key: &String| {
        let values = (old.get(key).cloned(), new.get(key).cloned());
        Change::of_value(group, key, values, reach(key))
    };
    keys.into_iter().filter_map(change).collect()
}

/// All values below a key by their dotted path. Empty tables say nothing.
#[must_use]
pub fn flat(value: Option<&Value>, path: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    match value {
        None => {}
        Some(Value::Table(table)) => {
            for (key, value) in table {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let key = if key.chars().all(plain) { key.clone() } else { format!("{key:?}") };
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                found.extend(flat(Some(value), &path));
            }
        }
        Some(value) => {
            found.insert(path.to_owned(), shown(value));
        }
    }
    found
}

/// A value as it stands in TOML; a string without its quotes.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
