//! The entries of a configuration that lead to replacing crates: `[patch]` with a path, and
//! `paths`.

use std::path::Path;

use toml::{Table, Value};

use super::values::strings;
use crate::files::normalized_below;

/// Adds the entries that lead to replacing crates. Entries of `[patch]` that `local` already has
/// stay.
pub(super) fn add_local(local: &mut Table, config: &Table, root: &Path) {
    let normalized = |path| normalized_below(root, path);
    let sources = config.get("patch").and_then(Value::as_table);
    for (source, patches) in sources.into_iter().flatten() {
        for (key, patch) in patches.as_table().into_iter().flatten() {
            let directory = patch.get("path").and_then(Value::as_str).and_then(normalized);
            let (Some(directory), Some(mut entry)) = (directory, patch.as_table().cloned()) else {
                continue;
            };
            entry.insert("path".into(), directory.into());
            let known = child(child(local, "patch"), source);
            known.entry(key.clone()).or_insert(entry.into());
        }
    }
    let paths = strings(config.get("paths")).into_iter().filter_map(normalized);
    let paths: Vec<Value> = paths.map(Value::from).collect();
    if !paths.is_empty()
        && let Value::Array(all) = local.entry("paths").or_insert_with(|| Value::Array(Vec::new()))
    {
        all.extend(paths);
    }
}

/// Removes from a configuration what `Configuration::local` contains.
pub(crate) fn remove_local(config: &mut Table) {
    config.remove("paths");
    if let Some(Value::Table(sources)) = config.get_mut("patch") {
        for (_, patches) in sources.iter_mut() {
            if let Value::Table(patches) = patches {
                patches.retain(|_, patch| patch.get("path").is_none());
            }
        }
        sources.retain(|_, patches| !patches.as_table().is_some_and(Table::is_empty));
    }
}

fn child<'t>(table: &'t mut Table, key: &str) -> &'t mut Table {
    table
        .entry(key)
        .or_insert_with(|| Table::new().into())
        .as_table_mut()
        .expect("only tables are inserted under these keys")
}
