//! Reads the local packages that are not members: those that are excluded, outside of the root or
//! in another workspace, and replacing crates.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::declared::Declared;
use super::error::{Error, Result};
use crate::cargo::Cargo;
use crate::files::{
    FileSet, TARGET_DEPTH, files_named, lexical_join, relative, temporary_directory,
};
use crate::manifest::{for_each_dependency, from_surroundings, read_toml};

/// Adds all packages that can be reached by paths. They are sorted by directory, after those that
/// are known.
pub(super) fn add_path_packages(
    cargo: &Cargo,
    root: &Path,
    replaced: &[(&Path, &Table)],
    packages: &mut Vec<Declared>,
) -> Result<()> {
    let mut known: BTreeSet<String> = packages.iter().map(|p| p.directory.clone()).collect();
    let paths_of = |declared: &Declared| -> Vec<PathBuf> {
        let dependencies = declared.package.dependencies.iter();
        dependencies.filter_map(|d| d.path.clone().map(Into::into)).collect()
    };
    let mut open: Vec<PathBuf> = packages.iter().flat_map(paths_of).collect();
    open.extend(replaced.iter().flat_map(|(base, table)| replacing_paths(base, table)));
    let members = packages.len();
    while let Some(directory) = open.pop() {
        if known.insert(relative(&directory, root)) {
            let package = read_package(cargo, root, &directory)?;
            open.extend(paths_of(&package));
            packages.push(package);
        }
    }
    packages[members..].sort_by(|left, right| left.directory.cmp(&right.directory));
    Ok(())
}

/// The directories that `[patch]`, `[replace]` and `paths` point to.
fn replacing_paths(base: &Path, table: &Table) -> Vec<PathBuf> {
    let tables = |key: &str| table.get(key).and_then(Value::as_table);
    let patched = tables("patch").into_iter().flat_map(|sources| sources.values());
    let patched = patched.filter_map(Value::as_table).flat_map(|source| source.values());
    let replaced = tables("replace").into_iter().flat_map(|specs| specs.values());
    let paths = patched.chain(replaced).filter_map(|entry| entry.get("path")?.as_str());
    let overrides = table.get("paths").and_then(Value::as_array).into_iter().flatten();
    paths.chain(overrides.filter_map(Value::as_str)).map(|p| lexical_join(base, p)).collect()
}

/// Reads one package, and writes out what its manifest inherits.
fn read_package(cargo: &Cargo, root: &Path, directory: &Path) -> Result<Declared> {
    let manifest_path = directory.join("Cargo.toml");
    if !manifest_path.is_file() {
        return Err(Error::ManifestMissing(manifest_path));
    }
    let mut manifest = read_toml(&manifest_path)?;
    from_surroundings(&mut manifest, directory, root)?;
    let scratch = temporary_directory()?;
    // A package below the root that is neither a member nor excluded can be compiled, but cargo
    // refuses to describe it. So a stand-in is described.
    let (metadata, shown) = match cargo.describe(&manifest_path, root).ask() {
        Ok(metadata) => (metadata, directory.to_owned()),
        Err(refusal @ crate::cargo::Error::Refused { .. }) => {
            let shown = stand_in(&manifest, directory)?.write(&scratch.path().join("package"))?;
            match cargo.describe(&shown.join("Cargo.toml"), root).try_ask()? {
                Some(metadata) => (metadata, shown),
                None => return Err(refusal.into()),
            }
        }
        Err(error) => return Err(error.into()),
    };
    let mut packages = metadata.packages.into_iter();
    let package = packages.find(|package| package.manifest_path == shown.join("Cargo.toml"));
    Ok(Declared {
        package: package.ok_or_else(|| Error::NoManifest(directory.to_owned()))?,
        shown,
        absolute: directory.to_owned(),
        directory: relative(directory, root),
        is_member: false,
        manifest,
    })
}

/// The package as a workspace of its own: its manifest, and an empty file for each source.
fn stand_in(manifest: &Table, directory: &Path) -> Result<FileSet> {
    let mut manifest = manifest.clone();
    if let Some(Value::Table(package)) = manifest.get_mut("package") {
        package.remove("workspace");
    }
    manifest.insert("workspace".into(), Table::new().into());
    for_each_dependency(&mut manifest, |_, dependency| {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            *path = lexical_join(directory, path).to_string_lossy().into_owned();
        }
    });
    let mut tree = FileSet::default();
    tree.add("Cargo.toml", manifest.to_string())?;
    for path in files_named(directory, &["*.rs"], TARGET_DEPTH)? {
        tree.add_stub(&relative(&path, directory))?;
    }
    Ok(tree)
}
