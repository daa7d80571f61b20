//! Writes out the targets of a package, because cargo cannot discover them without sources.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::dependencies::sort_list;
use crate::project::{ANY, ListedTarget, ListedTargetKind};
use crate::workspace::{Package, Target, TargetKind};

/// The targets that represent all targets of a package: every library, binary and build script
/// under its own name, and one test, benchmark and example for each set of settings that makes a
/// difference to dependencies.
pub(super) fn representatives(package: &Package) -> Vec<(&Target, ListedTarget)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept: Vec<(&Target, ListedTarget)> = Vec::new();
    let mut targets: Vec<&Target> = package.targets.iter().collect();
    targets.sort_by_cached_key(|target| order(package, target));
    for target in targets {
        let (kind, directory) = match &target.kind {
            TargetKind::Library(_) => (ListedTargetKind::Lib { is_proc_macro: false }, None),
            TargetKind::ProcMacro => (ListedTargetKind::Lib { is_proc_macro: true }, None),
            TargetKind::Binary => (ListedTargetKind::Bin, None),
            TargetKind::BuildScript => (ListedTargetKind::BuildScript, None),
            TargetKind::Example(_) => (ListedTargetKind::Example, Some("examples")),
            TargetKind::Test => (ListedTargetKind::Test, Some("tests")),
            TargetKind::Bench => (ListedTargetKind::Bench, Some("benches")),
        };
        let (path, name) = match directory {
            None => (target.path.clone(), target.name.clone()),
            Some(directory) => {
                let alike = |(other, _): &(&Target, ListedTarget)| {
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
        kept.push((target, ListedTarget { path, kind, name }));
    }
    kept
}

/// What orders the targets: names where they are kept, else what tells representatives apart, so that a
/// new name changes nothing.
fn order(package: &Package, target: &Target) -> impl Ord + use<> {
    let (list, types) = match &target.kind {
        TargetKind::Example(types) => ("example", types.as_slice()),
        TargetKind::Test => ("test", &[][..]),
        TargetKind::Bench => ("bench", &[][..]),
        _ => ("", &[][..]),
    };
    let name = if list.is_empty() { target.name.clone() } else { String::new() };
    let features: BTreeSet<String> = target.required_features.iter().cloned().collect();
    let settings = (target.test, target.bench, has_harness(package, list, &target.name));
    (list, name, types.to_vec(), features, settings)
}

fn has_harness(package: &Package, list: &str, name: &str) -> bool {
    let harness = original(package, list, name).and_then(|table| table.get("harness")?.as_bool());
    harness.unwrap_or(true)
}

pub(super) fn add_targets(
    manifest: &mut Table,
    package: &Package,
    targets: &[(&Target, ListedTarget)],
) {
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
        if !has_harness(package, list, &target.name) {
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

/// The table of a target in the manifest as it was read.
fn original<'a>(package: &'a Package, list: &str, name: &str) -> Option<&'a Value> {
    let value = package.manifest.get(list)?;
    match value {
        Value::Array(tables) => {
            tables.iter().find(|t| t.get("name").and_then(Value::as_str) == Some(name))
        }
        table => Some(table),
    }
}
