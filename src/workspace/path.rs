//! Packages with a path that are no members: excluded, outside of the root, of another workspace,
//! or put in the place of another crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use toml::{Table, Value};

use super::manifest::{self, relative};
use super::read::{ReadOptions, ask, parse};
use super::{Package, inherit};
use crate::error::{Error, Result};
use crate::tree::{Tree, lexical_join};

/// Adds all packages that can be reached by paths, sorted by directory behind those that are known.
pub fn add_path_dependencies(
    options: &ReadOptions,
    root: &Path,
    replaced: &[&Table],
    packages: &mut Vec<Package>,
) -> Result<()> {
    let mut known: BTreeSet<String> = packages.iter().map(|p| p.directory.clone()).collect();
    let paths_of = |package: &Package| -> Vec<PathBuf> {
        package.dependencies.iter().filter_map(|dependency| dependency.path.clone()).collect()
    };
    let mut open: Vec<PathBuf> = packages.iter().flat_map(paths_of).collect();
    open.extend(replaced.iter().flat_map(|table| replacing_paths(root, table)));
    let members = packages.len();
    while let Some(directory) = open.pop() {
        if known.insert(relative(&directory, root)) {
            let package = read_package(options, root, &directory)?;
            open.extend(paths_of(&package));
            packages.push(package);
        }
    }
    packages[members..].sort_by(|left, right| left.directory.cmp(&right.directory));
    Ok(())
}

/// The directories that `[patch]`, `[replace]` and `paths` point to.
fn replacing_paths(root: &Path, table: &Table) -> Vec<PathBuf> {
    let tables = |key: &str| table.get(key).and_then(Value::as_table);
    let patched = tables("patch").into_iter().flat_map(|sources| sources.values());
    let patched = patched.filter_map(Value::as_table).flat_map(|source| source.values());
    let replaced = tables("replace").into_iter().flat_map(|specs| specs.values());
    let paths = patched.chain(replaced).filter_map(|entry| entry.get("path")?.as_str());
    let overrides = table.get("paths").and_then(Value::as_array).into_iter().flatten();
    paths.chain(overrides.filter_map(Value::as_str)).map(|p| lexical_join(root, p)).collect()
}

/// Reads one package. Its manifest is kept with all that it inherits.
fn read_package(options: &ReadOptions, root: &Path, directory: &Path) -> Result<Package> {
    let manifest_path = directory.join("Cargo.toml");
    if !manifest_path.is_file() {
        return Err(Error::ManifestAbsent(manifest_path));
    }
    let mut manifest = manifest::read_toml(&manifest_path)?;
    inherit::from_surroundings(&mut manifest, directory, root)?;
    let command = options.metadata(&manifest_path, root);
    let output = command.output()?;
    let scratch = tempfile::tempdir()?;
    // A package below the root that is neither member nor excluded is one that cargo compiles, but
    // does not describe.
    let (metadata, place) = if output.status.success() {
        (parse(&command, &output.stdout)?, directory.to_owned())
    } else {
        let place = stand_in(&manifest, directory)?.write(&scratch.path().join("package"))?;
        let apart = options.metadata(&place.join("Cargo.toml"), root).output()?;
        if !apart.status.success() {
            return Err(ask(&command).err().unwrap_or(Error::Cargo(apart.status)));
        }
        (parse(&command, &apart.stdout)?, place)
    };
    let found = metadata.packages.iter().find(|p| p.manifest_path == place.join("Cargo.toml"));
    let found = found.ok_or_else(|| Error::ManifestMissing(directory.to_owned()))?;
    let mut package = manifest::package(found, &place, false, manifest);
    package.directory = relative(directory, root);
    directory.clone_into(&mut package.absolute);
    Ok(package)
}

/// The package as a workspace of its own: its manifest, and an empty file for each source.
fn stand_in(manifest: &Table, directory: &Path) -> Result<Tree> {
    let mut manifest = manifest.clone();
    if let Some(Value::Table(package)) = manifest.get_mut("package") {
        package.remove("workspace");
    }
    manifest.insert("workspace".into(), Table::new().into());
    inherit::for_each_dependency(&mut manifest, |_, dependency| {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            *path = lexical_join(directory, path).to_string_lossy().into_owned();
        }
    });
    let mut tree = Tree::default();
    tree.add("Cargo.toml", manifest.to_string())?;
    // Cargo looks for targets no deeper.
    for entry in WalkBuilder::new(directory).standard_filters(false).max_depth(Some(4)).build() {
        let entry = entry.map_err(std::io::Error::other)?;
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            tree.add_stub(&relative(entry.path(), directory))?;
        }
    }
    Ok(tree)
}
