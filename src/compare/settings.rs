//! Compares everything but crates and members: what the recipe was prepared for, the toolchain, the
//! configuration, and what the root manifest says for all packages.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::change::{Change, FORMAT, Group, LOCAL_CONFIG, MADE_LOCKFILE, What};
use super::contents::RecipeContents;
use super::graph::{Reach, is_crate};
use super::values::{compared, flat, shown};
use crate::lockfile::Lockfile;
use crate::package_spec::PackageSpec;
use crate::recipe::{Chef, Recipe};

/// The keys of the configuration that do not cause crates to be compiled again. Any other key may.
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

pub(super) fn changes(old: &RecipeContents<'_>, new: &RecipeContents<'_>) -> Vec<Change> {
    let mut changes = of_selection(old, new);
    changes.extend(of_toolchain(old.recipe, new.recipe));
    changes.extend(of_config(old.recipe, new.recipe));
    let profiles = |side: &RecipeContents<'_>| flat(side.root.get("profile"), "profile");
    changes.extend(compared(Group::Profile, &profiles(old), &profiles(new), |key| {
        reach_of_profile(key, &new.lockfile)
    }));
    for key in ["patch", "replace", "cargo-features"] {
        let values = |side: &RecipeContents<'_>| flat(side.root.get(key), key);
        changes.extend(compared(Group::Workspace, &values(old), &values(new), |_| Reach::Nothing));
    }
    if old.is_like(new) {
        let resolver = |side: &RecipeContents<'_>| {
            let of = |table: &str| side.root.get(table)?.get("resolver").map(shown);
            of("workspace").or_else(|| of("package"))
        };
        let values = (resolver(old), resolver(new));
        changes.extend(Change::of_value(Group::Workspace, "resolver", values, Reach::Everything));
    }
    changes
}

/// The changes to the kind of the recipe, to what it was prepared for, and to what only our recipes have.
fn of_selection(old: &RecipeContents<'_>, new: &RecipeContents<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |name: &str, values, reach| {
        changes.extend(Change::of_value(Group::Selection, name, values, reach));
    };
    let kinds = [old, new].map(|side| Some(side.recipe.in_words()));
    let [from, to] = kinds;
    if old.is_like(new) && old.is_exact() {
        let selection = |side: &RecipeContents<'_>| {
            let flags = side.recipe.exact_selection()?.to_flags().join(" ");
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
    if let (Some(old), Some(new)) = (&old.recipe.chef, &new.recipe.chef) {
        changes.extend(of_chef(old, new));
    }
    changes
}

/// The changes to our part of the recipe that are not compared elsewhere.
fn of_chef(old: &Chef, new: &Chef) -> Vec<Change> {
    // What is not used here is compared elsewhere, by what it means.
    let Chef { format, kind: _, outside: _, sources: _, local_config, needs, made_lockfile } = old;
    let mut changes = Vec::new();
    let mut add = |name: &str, values, reach| {
        changes.extend(Change::of_value(Group::Recipe, name, values, reach));
    };
    let numbers = (Some(format.to_string()), Some(new.format.to_string()));
    add(FORMAT, numbers, Reach::Nothing);
    add(LOCAL_CONFIG, (local_config.clone(), new.local_config.clone()), Reach::Nothing);
    add(MADE_LOCKFILE, (made_lockfile.clone(), new.made_lockfile.clone()), Reach::Nothing);
    let (was, is): (BTreeSet<&String>, BTreeSet<&String>) =
        (needs.iter().collect(), new.needs.iter().collect());
    let need = |what, path: &&String| Change::new(Group::Needs, what, *path, Reach::Nothing);
    changes.extend(is.difference(&was).map(|path| need(What::Added, path)));
    changes.extend(was.difference(&is).map(|path| need(What::Removed, path)));
    // The texts are long, and nobody wrote them.
    for change in &mut changes {
        if [LOCAL_CONFIG, MADE_LOCKFILE].contains(&change.name.as_str()) {
            (change.from, change.to) = (None, None);
        }
    }
    changes
}

fn of_toolchain(old: &Recipe, new: &Recipe) -> Vec<Change> {
    let (was, is) = (toolchain(old), toolchain(new));
    let values = |key: &str| (was.get(key).map(shown), is.get(key).map(shown));
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    // If the file is added or removed, so are all of its keys. A change of its name would repeat
    // that.
    let is_both = !was.is_empty() && !is.is_empty();
    let keys = keys.into_iter().filter(|key| is_both || *key != "file");
    let change = |key: &String| {
        // Components and further targets are installed, but no crate is compiled again for them.
        let reach = match key.as_str() {
            "channel" | "path" => Reach::Everything,
            _ => Reach::Nothing,
        };
        Change::of_value(Group::Toolchain, key, values(key), reach)
    };
    keys.filter_map(change).collect()
}

/// The keys of a toolchain file, and the name of the file; nothing without a file.
pub(crate) fn toolchain(recipe: &Recipe) -> Table {
    let Some((kind, contents)) = &recipe.skeleton.rust_toolchain_file else {
        return Table::new();
    };
    let mut keys = match contents.parse::<Table>() {
        Ok(mut table) => match table.remove("toolchain") {
            Some(Value::Table(keys)) => keys,
            _ => Table::new(),
        },
        Err(_) => Table::from_iter([("channel".into(), contents.trim().into())]),
    };
    keys.insert("file".into(), kind.path().into());
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

/// An override reaches the crates that it names. Anything else in a profile reaches every crate.
fn reach_of_profile(key: &str, lockfile: &Lockfile) -> Reach {
    let Some((_, spec)) = key.split_once(".package.") else {
        return Reach::Everything;
    };
    // A key is quoted if it has other characters than letters, digits, `-` and `_`.
    let spec = match spec.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
        None => spec.split('.').next().unwrap_or(spec),
    };
    let name = PackageSpec::parse(spec).name;
    let packages = lockfile.packages.iter().enumerate();
    let named = packages.filter(|(_, package)| is_crate(package) && package.name == name);
    let seeds: BTreeSet<_> = named.map(|(index, _)| index).collect();
    if seeds.is_empty() { Reach::Everything } else { Reach::From(seeds) }
}
