//! The packages that are compiled, and the directories that they are compiled into.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::exclusion::Exclusion;
use crate::cargo::OWN_DIRECTORY;

/// A workspace with all local packages that cargo compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Project {
    /// The directory of the root manifest.
    pub root: PathBuf,
    /// All local packages, including those outside of the root.
    pub packages: Vec<LocalPackage>,
    /// The directory for final artifacts.
    pub target_directory: PathBuf,
    /// The directory for intermediate artifacts, which is usually the same.
    pub build_directory: PathBuf,
    /// Cargo's home, with the sources that cargo has fetched.
    pub cargo_home: Option<PathBuf>,
}

/// A package whose files cargo compares by their times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalPackage {
    /// The name in the manifest.
    pub name: String,
    pub directory: PathBuf,
    /// The main files of the targets, which may be outside of the directory.
    pub sources: Vec<PathBuf>,
    /// The targets, as rustc names their crates.
    pub crates: BTreeSet<String>,
    /// The names of the packages that it finds by a path.
    pub dependencies: BTreeSet<String>,
}

impl Project {
    /// The project with all links in its paths resolved, so that each file has one path.
    ///
    /// # Errors
    /// If the root does not exist.
    pub(crate) fn resolved(self) -> std::io::Result<Self> {
        let package = |package: LocalPackage| LocalPackage {
            directory: resolved(&package.directory),
            sources: package.sources.iter().map(|path| resolved(path)).collect(),
            ..package
        };
        Ok(Self {
            root: fs_err::canonicalize(&self.root)?,
            packages: self.packages.into_iter().map(package).collect(),
            target_directory: resolved(&self.target_directory),
            build_directory: resolved(&self.build_directory),
            cargo_home: self.cargo_home.as_deref().map(resolved),
        })
    }

    /// What is not kept in a ledger.
    pub(crate) fn exclusion(&self) -> Exclusion {
        let outputs = vec![self.target_directory.clone(), self.build_directory.clone()];
        Exclusion::new(outputs, self.cargo_home.as_deref())
    }

    /// Our own directory. It describes what cargo compiled, so it is in the same place.
    pub(crate) fn own_directory(&self) -> PathBuf {
        own_directory_in(&self.build_directory)
    }

    /// The directories of packages, outer ones before inner ones.
    pub(crate) fn directories(&self) -> BTreeSet<&Path> {
        self.packages.iter().map(|package| package.directory.as_path()).collect()
    }

    /// Whether a local package has this name.
    pub(crate) fn has_package(&self, name: &str) -> bool {
        self.packages.iter().any(|package| package.name == name)
    }

    /// The crates of packages with these names.
    pub(crate) fn crates_of(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let packages = self.packages.iter().filter(|package| names.contains(&package.name));
        packages.flat_map(|package| package.crates.iter().cloned()).collect()
    }

    /// The crates of packages with these names, and of those that depend on them.
    pub(crate) fn crates_above(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut reached = names.clone();
        loop {
            let is_above = |package: &&LocalPackage| {
                !reached.contains(&package.name) && !package.dependencies.is_disjoint(&reached)
            };
            let above: Vec<String> =
                self.packages.iter().filter(is_above).map(|package| package.name.clone()).collect();
            if above.is_empty() {
                return self.crates_of(&reached);
            }
            reached.extend(above);
        }
    }

    /// The packages that a file belongs to: the innermost one around it, and those that have it as
    /// the main file of a target.
    pub(crate) fn packages_of(&self, path: &Path) -> impl Iterator<Item = &LocalPackage> {
        let around = self.packages.iter().filter(|package| path.starts_with(&package.directory));
        let innermost = around.max_by_key(|package| package.directory.as_os_str().len());
        let has_source =
            move |package: &&LocalPackage| package.sources.iter().any(|source| source == path);
        let others = self.packages.iter().filter(move |package| Some(*package) != innermost);
        innermost.into_iter().chain(others.filter(has_source))
    }
}

/// The path of our own directory in a build directory.
pub(super) fn own_directory_in(build_directory: &Path) -> PathBuf {
    build_directory.join(OWN_DIRECTORY)
}

/// The path with all links resolved, as far as it exists.
pub(super) fn resolved(path: &Path) -> PathBuf {
    if let Ok(resolved) = path.canonicalize() {
        return resolved;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => path.to_owned(),
    }
}
