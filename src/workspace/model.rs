//! The workspace as a value: the local packages, their dependencies, and the files beside the
//! manifests that decide how dependencies are compiled.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use semver::{Version, VersionReq};

use crate::config::Configuration;
use crate::lockfile::{LockedIndex, Lockfile};
use crate::manifest::{DependencyKind, EntryPath};
use crate::project::SourceFile;
use crate::project_files::ProjectFile;
use crate::source::Source;

/// The index of a [`Package`] in [`Workspace::packages`].
pub type PackageIndex = usize;

/// A workspace, as cargo sees it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The directory of the root manifest, as an absolute path.
    pub root: PathBuf,
    /// The root manifest as it was read.
    pub root_manifest: toml::Table,
    /// All local packages: the members, then the path dependencies that are not members, both
    /// sorted by directory.
    pub packages: Vec<Package>,
    /// The members that cargo builds if no package is named.
    pub default_members: Vec<PackageIndex>,
    /// The package whose manifest cargo was pointed at; `None` for a virtual manifest.
    pub current: Option<PackageIndex>,
    /// The resolver, which decides how features are unified.
    pub resolver: Resolver,
    /// The lockfile, complete even if the workspace has none.
    pub lockfile: WorkspaceLockfile,
    /// What cargo's configuration files say about other files.
    pub configuration: Configuration,
    /// Cargo's configuration file at the root.
    pub configuration_file: Option<ProjectFile>,
    /// The `rust-toolchain.toml` or `rust-toolchain` at the root.
    pub toolchain_file: Option<ProjectFile>,
}

/// The lockfile of a workspace, and where it comes from.
#[derive(Clone, Debug)]
pub struct WorkspaceLockfile {
    /// The locked packages.
    pub graph: Lockfile,
    /// Whether the workspace has this lockfile, or cargo had to make it.
    pub origin: LockfileOrigin,
}

/// Where the lockfile of a workspace comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockfileOrigin {
    /// The workspace's own `Cargo.lock`, which fits the manifests.
    Found,
    /// Made by cargo in a copy, because the workspace has no `Cargo.lock`.
    Missing,
    /// Completed by cargo in a copy, because `Cargo.lock` lacks the package that is named here.
    Stale(String),
}

/// Cargo's feature resolvers. Version 3 unifies features as version 2 does, so it counts as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// Unifies features across host, target, dev-dependencies and all platforms.
    V1,
    /// Resolves features separately for host and target, for each platform, and without
    /// dev-dependencies that are not needed.
    V2,
}

/// A file that a replacing crate has and a recipe has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A link, by its path, that leads nowhere, in a circle or out of the project.
    Link(PathBuf),
    /// A file, by its path, that seems to hold a credential.
    Credential(PathBuf),
}

/// A local package: a member or a path dependency.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name in the manifest.
    pub name: String,
    /// The version in the manifest.
    pub version: Version,
    /// The directory relative to the workspace root; empty for the root, `../…` outside of it.
    pub directory: String,
    /// The directory as cargo names it, as an absolute path.
    pub absolute: PathBuf,
    /// Whether the package is a workspace member.
    pub is_member: bool,
    /// The package's entry in the lockfile; `None` if the lockfile does not have it.
    pub locked: Option<LockedIndex>,
    /// The manifest as it was read. For packages that are not members and for replacing crates,
    /// inherited values are written out.
    pub manifest: toml::Table,
    /// The files, if this may be a replacing crate; empty for all other packages.
    pub files: Vec<SourceFile>,
    /// Files of a replacing crate that no recipe may have.
    pub left_out: Vec<LeftOut>,
    /// The targets that cargo can build.
    pub targets: Vec<Target>,
    /// What each feature switches on, by its name. The implicit features of optional dependencies
    /// are included.
    pub features: BTreeMap<String, Vec<String>>,
    /// The dependencies, with inherited values written out.
    pub dependencies: Vec<Dependency>,
}

/// A target that cargo can build from a package.
#[derive(Clone, Debug)]
pub struct Target {
    /// The kind of target, with its crate types.
    pub kind: TargetKind,
    /// The name that flags such as `--bin` select.
    pub name: String,
    /// The main source file, relative to the package's directory.
    pub path: String,
    /// The features without which cargo skips the target.
    pub required_features: Vec<String>,
    /// Whether `cargo test` builds the target.
    pub test: bool,
    /// Whether `cargo bench` builds the target.
    pub bench: bool,
}

/// The kinds of [`Target`]. Crate types are cargo's words: `lib`, `rlib`, `dylib`, ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A library with these crate types.
    Library(Vec<String>),
    /// A procedural macro, which is built for the host.
    ProcMacro,
    /// A program.
    Binary,
    /// An example with these crate types, `bin` for a program.
    Example(Vec<String>),
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
    /// A build script, which is built for the host.
    BuildScript,
}

/// One entry of a dependency table.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name of the package.
    pub name: String,
    /// The key in the manifest: the name, unless the dependency is renamed.
    pub key: String,
    /// The kind of the dependency table.
    pub kind: DependencyKind,
    /// The directory of a path dependency, as an absolute path.
    pub path: Option<PathBuf>,
    /// The source of a dependency without a path.
    pub source: Option<Source>,
    /// The versions that the dependency accepts.
    pub requirement: VersionReq,
    /// Whether a feature has to switch the dependency on.
    pub optional: bool,
    /// Whether the default features are requested.
    pub default_features: bool,
    /// The requested features.
    pub features: Vec<String>,
    /// The platform that the dependency is restricted to: a target triple or `cfg(…)`.
    pub platform: Option<String>,
    /// What the lockfile resolves the dependency to.
    pub link: Link,
}

/// What a dependency resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// A local package.
    Local(PackageIndex),
    /// A package from a registry or a git repository.
    External(LockedIndex),
    /// Nothing, because cargo does not resolve this dependency of a package that is not a member.
    Absent,
}

impl Dependency {
    /// Where the manifest declares the dependency.
    #[must_use]
    pub fn entry_path(&self) -> EntryPath<'_> {
        EntryPath { key: &self.key, kind: self.kind, platform: self.platform.as_deref() }
    }
}

impl Package {
    /// The library or procedural macro, if there is one.
    #[must_use]
    pub fn library(&self) -> Option<&Target> {
        self.targets
            .iter()
            .find(|target| matches!(target.kind, TargetKind::Library(_) | TargetKind::ProcMacro))
    }

    /// Whether the library is a procedural macro.
    #[must_use]
    pub fn is_proc_macro(&self) -> bool {
        self.library().is_some_and(|library| library.kind == TargetKind::ProcMacro)
    }

    /// Whether the package is at the root or below it.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        !self.directory.starts_with("..")
    }

    /// Whether the package has a build script.
    #[must_use]
    pub fn has_build_script(&self) -> bool {
        self.targets.iter().any(|target| target.kind == TargetKind::BuildScript)
    }
}

impl Workspace {
    /// The workspace members, in ascending order.
    pub fn members(&self) -> impl Iterator<Item = PackageIndex> + '_ {
        (0..self.packages.len()).filter(|&index| self.packages[index].is_member)
    }

    /// The local package that has this entry in the lockfile.
    #[must_use]
    pub fn local(&self, index: LockedIndex) -> Option<PackageIndex> {
        self.packages.iter().position(|package| package.locked == Some(index))
    }

    /// The replacing crate that takes the place of a locked package through `paths` in the
    /// configuration.
    #[must_use]
    pub fn replacing_by_paths(&self, index: LockedIndex) -> Option<PackageIndex> {
        let locked = &self.lockfile.graph.packages[index];
        let paths = self.configuration.local.get("paths").and_then(toml::Value::as_array)?;
        self.packages.iter().position(|package| {
            locked.source.is_some()
                && (&package.name, &package.version) == (&locked.name, &locked.version)
                && paths.iter().any(|path| path.as_str() == Some(&package.directory))
        })
    }

    /// The replacing crates among the packages that can be reached from these locked ones.
    #[must_use]
    pub fn local_below(
        &self,
        roots: impl IntoIterator<Item = LockedIndex>,
    ) -> BTreeSet<PackageIndex> {
        let reached = self.lockfile.graph.reachable(roots);
        let packages = self.packages.iter().enumerate();
        let by_entry: HashMap<LockedIndex, PackageIndex> =
            packages.filter_map(|(index, package)| Some((package.locked?, index))).collect();
        let local = |index: &LockedIndex| {
            by_entry.get(index).copied().or_else(|| self.replacing_by_paths(*index))
        };
        reached.iter().filter_map(local).collect()
    }

    /// The replacing crates that any external package can reach.
    #[must_use]
    pub fn below_externals(&self) -> BTreeSet<PackageIndex> {
        let locked = &self.lockfile.graph.packages;
        self.local_below((0..locked.len()).filter(|&index| locked[index].source.is_some()))
    }

    /// Whether the root manifest has no package of its own.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        !self.root_manifest.contains_key("package") && !self.root_manifest.contains_key("project")
    }
}
