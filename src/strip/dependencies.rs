//! Dependency tables in normal form.

use toml::{Table, Value};

use crate::manifest::DEPENDENCY_TABLES;

pub(super) fn strip_dependencies(table: &mut Table) {
    for (key, _) in DEPENDENCY_TABLES {
        if let Some(Value::Table(dependencies)) = table.get_mut(key) {
            dependencies.iter_mut().for_each(|(_, dependency)| strip_dependency(dependency));
            if dependencies.is_empty() {
                table.remove(key);
            }
        }
    }
}

/// Strips one dependency. The version beside a path only matters for publishing, and the order of
/// features does not matter at all.
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

pub(super) fn sort_list(list: &mut Value) {
    if let Value::Array(items) = list {
        items.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
        items.dedup();
    }
}
