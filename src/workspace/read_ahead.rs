//! Parses the manifests that a workspace probably has, while cargo still describes it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fs_err as fs;
use toml::{Table, Value};

use crate::files::lexical_join;
use crate::manifest::{Result, dependency_tables, read_toml};

/// Manifests that were parsed, by their paths.
#[derive(Debug, Default)]
pub(super) struct ReadAhead(HashMap<PathBuf, Table>);

impl ReadAhead {
    /// Parses the root manifest of the workspace that a manifest seems to belong to, those of the members
    /// that it lists, and those that they lead to by paths, which are members, too. Anything that is not
    /// understood is left to be read later.
    pub(super) fn near(manifest_path: &Path) -> Self {
        let mut parsed = HashMap::new();
        let mut open: Vec<PathBuf> = Vec::new();
        for directory in manifest_path.ancestors().skip(1) {
            let path = directory.join("Cargo.toml");
            let Ok(manifest) = read_toml(&path) else { continue };
            open.extend(paths(directory, &manifest));
            let members = members(directory, &manifest);
            parsed.insert(path, manifest);
            if let Some(members) = members {
                open.extend(members);
                break;
            }
        }
        while let Some(path) = open.pop() {
            if !parsed.contains_key(&path)
                && let (Ok(manifest), Some(directory)) = (read_toml(&path), path.parent())
            {
                open.extend(paths(directory, &manifest));
                parsed.insert(path, manifest);
            }
        }
        Self(parsed)
    }

    /// Parses the root manifest, if that was not done before. It may be that of a member, too.
    pub(super) fn root(&self, path: &Path) -> Result<Table> {
        self.0.get(path).map_or_else(|| read_toml(path), |manifest| Ok(manifest.clone()))
    }

    /// Parses the manifest of a member, if that was not done before.
    pub(super) fn take(&mut self, path: &Path) -> Result<Table> {
        self.0.remove(path).map_or_else(|| read_toml(path), Ok)
    }
}

/// The manifests of path dependencies, also of those that a workspace shares.
fn paths(directory: &Path, manifest: &Table) -> Vec<PathBuf> {
    let shared = manifest.get("workspace").and_then(|table| table.get("dependencies")?.as_table());
    let tables = dependency_tables(manifest).map(|table| table.entries).chain(shared);
    let paths = tables.flat_map(Table::values).filter_map(|entry| entry.get("path")?.as_str());
    paths.map(|path| lexical_join(directory, path).join("Cargo.toml")).collect()
}

/// The manifests that the table of a workspace names, as far as they are easy to find; `None` if the
/// manifest has no such table.
fn members(root: &Path, manifest: &Table) -> Option<Vec<PathBuf>> {
    let listed = manifest.get("workspace")?.as_table()?.get("members").and_then(Value::as_array);
    let mut manifests = Vec::new();
    for pattern in listed.into_iter().flatten().filter_map(Value::as_str) {
        match pattern.strip_suffix("/*") {
            Some(parent) if !is_glob(parent) => {
                let entries = fs::read_dir(lexical_join(root, parent)).into_iter().flatten();
                manifests.extend(entries.flatten().map(|entry| entry.path().join("Cargo.toml")));
            }
            None if !is_glob(pattern) => {
                manifests.push(lexical_join(root, pattern).join("Cargo.toml"));
            }
            _ => {}
        }
    }
    Some(manifests)
}

fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '['])
}
