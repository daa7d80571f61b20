//! Reads workspaces whose sources are missing, as in a planner stage that copies only the
//! manifests.
//!
//! Cargo does not describe packages without sources. So it reads a copy, in which each package
//! without sources gets empty ones: those that its manifest names, a library and, unless it is a
//! procedural macro, a program. Which of these really exist does not matter to dependencies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use tempfile::TempDir;
use toml::{Table, Value};

use super::error::{Error, Result};
use super::model::Workspace;
use crate::files::{
    FileSet, TARGET_DEPTH, files_named, lexical_join, prefix, relative, temporary_directory,
};
use crate::manifest::{dependency_tables, read_toml};
use crate::project_files::ProjectFileKind;

/// A copy of a workspace that cargo can describe.
#[derive(Debug)]
pub(super) struct Copy {
    /// The copied manifest, which cargo describes.
    pub manifest_path: PathBuf,
    /// The root of the original workspace.
    pub root: PathBuf,
    /// The directories of the packages without sources.
    without_sources: Vec<String>,
    /// Removes the copy when dropped.
    _directory: TempDir,
}

impl Copy {
    /// Copies the workspace of a manifest; `None` if no package lacks its sources.
    pub(super) fn make(manifest_path: &Path) -> Result<Option<Self>> {
        // If a manifest is invalid, cargo explains that better.
        let Ok(root) = root_of(manifest_path) else { return Ok(None) };
        let Ok(manifests) = manifests(&root) else { return Ok(None) };
        let mut copy = FileSet::default();
        let mut without_sources = Vec::new();
        for (directory, manifest) in &manifests {
            let path = relative(directory, &root);
            let prefix = prefix(&path);
            let text = fs_err::read(directory.join("Cargo.toml"))?;
            copy.add(&format!("{prefix}Cargo.toml"), text)?;
            let sources = sources(directory)?;
            let stubs = if sources.is_empty() { stubs(manifest) } else { sources };
            for stub in &stubs {
                copy.add_stub(&format!("{prefix}{stub}"))?;
            }
            if !stubs.is_empty() && !stubs.iter().any(|stub| directory.join(stub).exists()) {
                without_sources.push(path);
            }
        }
        if without_sources.is_empty() {
            return Ok(None);
        }
        let kinds =
            [ProjectFileKind::Lockfile, ProjectFileKind::Configuration, ProjectFileKind::Toolchain];
        for kind in kinds {
            if let Some(file) = kind.find(&root)? {
                copy.add(&file.path, file.contents)?;
            }
        }
        let scratch = temporary_directory()?;
        let written = copy.write(&scratch.path().join("copy"))?;
        let manifest_path = written.join(relative(manifest_path, &root));
        Ok(Some(Self { manifest_path, root, without_sources, _directory: scratch }))
    }

    pub(super) fn directory(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    /// Turns a workspace that was read from the copy into the original one.
    ///
    /// # Errors
    /// [`Error::SourcesMissing`] if a replacing crate lacks its sources.
    pub(super) fn moved_back(&self, workspace: &mut Workspace) -> Result<()> {
        for package in &mut workspace.packages {
            package.absolute = lexical_join(&self.root, &package.directory);
        }
        self.root.clone_into(&mut workspace.root);
        let needed = workspace.below_externals();
        let mut needed = needed.into_iter().map(|index| &workspace.packages[index]);
        match needed.find(|package| self.without_sources.contains(&package.directory)) {
            None => Ok(()),
            Some(package) => Err(Error::SourcesMissing {
                package: package.name.clone(),
                directory: package.directory.clone(),
            }),
        }
    }
}

/// The nearest directory above that has a `[workspace]`, or else that of the manifest.
fn root_of(manifest_path: &Path) -> Result<PathBuf> {
    let own = manifest_path.parent().unwrap_or(Path::new("."));
    for directory in own.ancestors() {
        let path = directory.join("Cargo.toml");
        if path.is_file() && read_toml(&path)?.contains_key("workspace") {
            return Ok(directory.to_owned());
        }
    }
    Ok(own.to_owned())
}

/// All manifests below the root, and those that path dependencies lead to.
fn manifests(root: &Path) -> Result<BTreeMap<PathBuf, Table>> {
    let paths = files_named(root, &["Cargo.toml", "!.git", "!target"], usize::MAX)?;
    let mut open: Vec<PathBuf> =
        paths.iter().filter_map(|path| path.parent()).map(Path::to_owned).collect();
    let mut found = BTreeMap::new();
    while let Some(directory) = open.pop() {
        if found.contains_key(&directory) || !directory.join("Cargo.toml").is_file() {
            continue;
        }
        // If it does not parse, cargo reports that.
        let manifest = read_toml(&directory.join("Cargo.toml")).unwrap_or_default();
        for dependency in dependency_tables(&manifest).flat_map(|table| table.entries.values()) {
            let path = dependency.get("path").and_then(Value::as_str);
            open.extend(path.map(|path| lexical_join(&directory, path)));
        }
        found.insert(directory, manifest);
    }
    Ok(found)
}

/// The source files of a package, relative to it, without those of packages below it.
fn sources(directory: &Path) -> Result<Vec<String>> {
    let own = directory.to_owned();
    let mut walk = WalkBuilder::new(directory);
    walk.standard_filters(false).max_depth(Some(TARGET_DEPTH)).filter_entry(move |entry| {
        let path = entry.path();
        path == own || !path.join("Cargo.toml").is_file() && !path.ends_with("target")
    });
    let mut found = Vec::new();
    for entry in walk.build() {
        let path = entry.map_err(std::io::Error::other)?.into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(relative(&path, directory));
        }
    }
    Ok(found)
}

/// The source files that a package with this manifest most likely has.
fn stubs(manifest: &Table) -> Vec<String> {
    let Some(package) = manifest.get("package").and_then(Value::as_table) else {
        return Vec::new();
    };
    let text = |table: &Value, key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
    let library = manifest.get("lib");
    let is_macro = library.is_some_and(|library| {
        ["proc-macro", "proc_macro"]
            .iter()
            .any(|key| library.get(*key).and_then(Value::as_bool) == Some(true))
    });
    let mut found =
        vec![library.and_then(|library| text(library, "path")).unwrap_or("src/lib.rs".into())];
    if !is_macro {
        found.push("src/main.rs".into());
    }
    for (list, directory) in
        [("bin", "src/bin"), ("test", "tests"), ("bench", "benches"), ("example", "examples")]
    {
        for target in manifest.get(list).and_then(Value::as_array).into_iter().flatten() {
            match (text(target, "path"), text(target, "name")) {
                (Some(path), _) => found.push(path),
                (None, Some(own)) if list == "bin" && own == name => {}
                (None, Some(own)) => found.push(format!("{directory}/{own}.rs")),
                (None, None) => {}
            }
        }
    }
    let has_build_dependencies = manifest.contains_key("build-dependencies");
    match package.get("build") {
        Some(Value::String(path)) => found.push(path.clone()),
        None if has_build_dependencies || package.contains_key("links") => {
            found.push("build.rs".into());
        }
        _ => {}
    }
    found
}
