//! Writes out what a manifest inherits with `workspace = true`.
//!
//! A package that is read or compiled away from its workspace has no root manifest to inherit from,
//! so its own manifest has to say everything:
//! <https://doc.rust-lang.org/cargo/reference/workspaces.html>.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::dependency_tables::{dependency_tables, for_each_dependency, is_inherited};
use super::error::Result;
use super::parse::read_toml;
use crate::files::{lexical_join, normalized, relative};

/// Keys of `[package]` whose value is a path relative to the manifest.
const FILES: [&str; 2] = ["readme", "license-file"];

/// Writes out what the manifest in `directory` inherits from the workspace that the directory
/// belongs to. `known` is the root that cargo has already read.
pub(crate) fn from_surroundings(
    manifest: &mut Table,
    directory: &Path,
    known: &Path,
) -> Result<()> {
    if !inherits(manifest) {
        return Ok(());
    }
    if let Some((root, table)) = workspace_of(manifest, directory, known)? {
        expand(manifest, &table, &relative(&root, directory));
    }
    Ok(())
}

/// Writes out what a manifest inherits from a root manifest. `up` is the path from the manifest's
/// directory to the root.
pub(crate) fn expand(manifest: &mut Table, root: &Table, up: &str) {
    let table = |key: &str| root.get("workspace")?.get(key)?.as_table();
    if let (Some(Value::Table(package)), Some(inherited)) =
        (manifest.get_mut("package"), table("package"))
    {
        for (key, value) in package.iter_mut().filter(|(_, value)| is_inherited(value)) {
            match inherited.get(key) {
                Some(Value::String(file)) if FILES.contains(&key.as_str()) => {
                    *value = joined(up, file).into();
                }
                Some(inherited) => *value = inherited.clone(),
                None => {}
            }
        }
    }
    if manifest.get("lints").is_some_and(is_inherited)
        && let Some(lints) = table("lints")
    {
        manifest.insert("lints".into(), lints.clone().into());
    }
    let none = Table::new();
    let shared = table("dependencies").unwrap_or(&none);
    for_each_dependency(manifest, |key, dependency| {
        if let (true, Some(base)) = (is_inherited(dependency), shared.get(key)) {
            *dependency = inherited_dependency(dependency, base, up);
        }
    });
}

fn inherits(manifest: &Table) -> bool {
    let package = manifest.get("package").and_then(Value::as_table);
    package.is_some_and(|package| package.values().any(is_inherited))
        || manifest.get("lints").is_some_and(is_inherited)
        || dependency_tables(manifest).any(|table| table.entries.values().any(is_inherited))
}

/// A dependency of the workspace, merged with what the member adds to it.
fn inherited_dependency(own: &Value, base: &Value, up: &str) -> Value {
    let mut merged = match base {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    if let Some(Value::String(path)) = merged.get_mut("path") {
        *path = joined(up, path);
    }
    for (key, value) in own.as_table().into_iter().flatten() {
        match (key.as_str(), value) {
            // Members can switch default features on, but not off.
            ("workspace", _) | ("default-features" | "default_features", Value::Boolean(false)) => {
            }
            ("features", Value::Array(more)) => {
                let features = merged.entry("features").or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(features) = features {
                    features.extend(more.iter().cloned());
                }
            }
            ("default-features" | "default_features", _) => {
                merged.remove("default_features");
                merged.insert("default-features".into(), value.clone());
            }
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    merged.into()
}

fn joined(up: &str, path: &str) -> String {
    if Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let joined = format!("{up}/{path}");
    normalized(joined.trim_start_matches('/')).unwrap_or(joined)
}

/// Finds the root of a package's workspace as cargo does: a root that cargo has already read comes
/// before a nearer one.
fn workspace_of(
    manifest: &Table,
    directory: &Path,
    known: &Path,
) -> Result<Option<(PathBuf, Table)>> {
    let named = manifest.get("package").and_then(|p| p.get("workspace")?.as_str());
    if let Some(path) = named {
        let root = lexical_join(directory, path);
        let table = read_toml(&root.join("Cargo.toml"))?;
        return Ok(Some((root, table)));
    }
    if manifest.contains_key("workspace") {
        return Ok(Some((directory.to_owned(), manifest.clone())));
    }
    let above = || directory.ancestors().skip(1);
    for root in above().filter(|root| *root == known).chain(above()) {
        let path = root.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let table = read_toml(&path)?;
        if table.get("workspace").is_some_and(|w| !is_excluded(w, root, directory)) {
            return Ok(Some((root.to_owned(), table)));
        }
    }
    Ok(None)
}

fn is_excluded(workspace: &Value, root: &Path, directory: &Path) -> bool {
    let lists = |key: &str| {
        let paths = workspace.get(key).and_then(Value::as_array).into_iter().flatten();
        paths.filter_map(Value::as_str).any(|p| directory.starts_with(lexical_join(root, p)))
    };
    lists("exclude") && !lists("members")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_inherited() {
        let mut manifest: Table = r#"
            [package]
            name = "core"
            version.workspace = true
            readme.workspace = true
            [lints]
            workspace = true
            [dependencies]
            one.workspace = true
            two = { workspace = true, features = ["b"], optional = true, default-features = true }
            [target.'cfg(unix)'.build-dependencies]
            near = { workspace = true, default-features = false }
        "#
        .parse()
        .unwrap();
        let root: Table = r#"
            [workspace.package]
            version = "1.2.3"
            readme = "README.md"
            [workspace.lints.rust]
            unsafe_code = "forbid"
            [workspace.dependencies]
            one = "1"
            two = { version = "2", features = ["a"], default-features = false }
            near = { path = "crates/near" }
        "#
        .parse()
        .unwrap();
        expand(&mut manifest, &root, "../..");
        insta::assert_snapshot!(manifest.to_string(), @r#"
        [dependencies.one]
        version = "1"

        [dependencies.two]
        default-features = true
        features = ["a", "b"]
        optional = true
        version = "2"

        [lints.rust]
        unsafe_code = "forbid"

        [package]
        name = "core"
        readme = "../../README.md"
        version = "1.2.3"

        [target."cfg(unix)".build-dependencies.near]
        path = "../../crates/near"
        "#);
    }
}
