//! What is known of a workspace: the packages that live there, what they ask for, and the files
//! beside them that decide how dependencies are compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use semver::{Version, VersionReq};

use crate::config::Configuration;
use crate::lockfile::{LockedIndex, Lockfile};
use crate::manifest::{DependencyKind, EntryPath};
use crate::project::SourceFile;
use crate::project_files::ProjectFile;
use crate::source::Source;

/// Index of a [`Package`] in [`Workspace::packages`].
pub type PackageIndex = usize;

/// A directory with a manifest, as cargo sees it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Absolute path of the directory of the root manifest.
    pub root: PathBuf,
    /// The root manifest.
    pub root_manifest: toml::Table,
    /// All local packages: members, then path dependencies that are no members; each part
    /// sorted by directory.
    pub packages: Vec<Package>,
    /// What cargo builds when no package is named.
    pub default_members: Vec<PackageIndex>,
    /// The package whose manifest cargo was pointed at; `None` for a virtual manifest.
    pub current: Option<PackageIndex>,
    /// How features are unified.
    pub resolver: Resolver,
    /// What is locked.
    pub lockfile: WorkspaceLockfile,
    /// What cargo's configuration files say.
    pub configuration: Configuration,
    /// Cargo's configuration at the root.
    pub configuration_file: Option<ProjectFile>,
    /// `rust-toolchain.toml` or `rust-toolchain` at the root.
    pub toolchain_file: Option<ProjectFile>,
}

/// The lockfile of a workspace.
#[derive(Clone, Debug)]
pub struct WorkspaceLockfile {
    /// What it says; made by cargo in a copy where there was none that fits.
    pub graph: Lockfile,
    /// Where it is from.
    pub origin: LockfileOrigin,
}

/// Whether the workspace had a lockfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockfileOrigin {
    /// `Cargo.lock` fits the manifests.
    Found,
    /// There was no `Cargo.lock`; cargo made one in a copy.
    Missing,
    /// `Cargo.lock` lacked what is named here; cargo completed it in a copy.
    Stale(String),
}

/// Cargo's feature resolvers. Version 3 unifies as version 2 does and is not told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// Unifies over host, target, dev-dependencies and all platforms.
    V1,
    /// Keeps them apart.
    V2,
}

/// A package with a path.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name in the manifest.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Its directory relative to the workspace root; empty for the root, `../…` outside of it.
    pub directory: String,
    /// Its directory as cargo names it, absolute.
    pub absolute: PathBuf,
    /// Whether it is a workspace member.
    pub is_member: bool,
    /// Its entry in the lockfile.
    pub locked: Option<LockedIndex>,
    /// The manifest as it is written; with inheritance applied for a package that is no member, or
    /// that external crates are compiled with.
    pub manifest: toml::Table,
    /// Its files, where external crates may be compiled with them.
    pub files: Vec<SourceFile>,
    /// What cargo can build from it.
    pub targets: Vec<Target>,
    /// Feature name to what it switches on; implicit features of optional dependencies included.
    pub features: BTreeMap<String, Vec<String>>,
    /// What it asks for, inheritance applied.
    pub dependencies: Vec<Dependency>,
}

/// Something that cargo can build from a package.
#[derive(Clone, Debug)]
pub struct Target {
    /// Library, binary and so on.
    pub kind: TargetKind,
    /// Its name.
    pub name: String,
    /// Its main source file, relative to the package's directory.
    pub path: String,
    /// Features without which it is skipped.
    pub required_features: Vec<String>,
    /// Whether `cargo test` builds it.
    pub test: bool,
    /// Whether `cargo bench` builds it.
    pub bench: bool,
}

/// The kinds of [`Target`]. Crate types are cargo's words: `lib`, `rlib`, `dylib`, ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A library of these crate types.
    Library(Vec<String>),
    /// A procedural macro.
    ProcMacro,
    /// A binary.
    Binary,
    /// An example of these crate types, `bin` for a program.
    Example(Vec<String>),
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
    /// A build script.
    BuildScript,
}

/// One entry of a dependency table.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Name of the package.
    pub name: String,
    /// Its key in the manifest: the name, unless renamed.
    pub key: String,
    /// The table it stands in.
    pub kind: DependencyKind,
    /// Absolute directory of a path dependency.
    pub path: Option<PathBuf>,
    /// Where it comes from, where it has no path.
    pub source: Option<Source>,
    /// The versions that will do.
    pub requirement: VersionReq,
    /// Whether a feature has to switch it on.
    pub optional: bool,
    /// Whether its default features are asked for.
    pub default_features: bool,
    /// The features that are asked for.
    pub features: Vec<String>,
    /// The platform it is restricted to: a target triple or `cfg(…)`.
    pub platform: Option<String>,
    /// What the lockfile makes of it.
    pub link: Link,
}

/// What a dependency resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A package with a path.
    Local(PackageIndex),
    /// A package of a registry or a git repository.
    External(LockedIndex),
    /// Nothing: cargo does not resolve it for a package that is no member.
    Absent,
}

impl Dependency {
    /// Where its manifest says it.
    #[must_use]
    pub fn entry_path(&self) -> EntryPath<'_> {
        EntryPath { key: &self.key, kind: self.kind, platform: self.platform.as_deref() }
    }
}

impl Package {
    /// Its library or procedural macro.
    #[must_use]
    pub fn library(&self) -> Option<&Target> {
        self.targets
            .iter()
            .find(|target| matches!(target.kind, TargetKind::Library(_) | TargetKind::ProcMacro))
    }

    /// Whether its library is a procedural macro.
    #[must_use]
    pub fn is_proc_macro(&self) -> bool {
        self.library().is_some_and(|library| library.kind == TargetKind::ProcMacro)
    }

    /// Whether it stands below the root, in a directory of its own.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        !self.directory.is_empty() && !self.directory.starts_with("..")
    }

    /// Whether it has a build script.
    #[must_use]
    pub fn has_build_script(&self) -> bool {
        self.targets.iter().any(|target| target.kind == TargetKind::BuildScript)
    }
}

impl Workspace {
    /// The workspace members.
    pub fn members(&self) -> impl Iterator<Item = PackageIndex> + '_ {
        (0..self.packages.len()).filter(|&index| self.packages[index].is_member)
    }

    /// The local package of a lockfile's entry.
    #[must_use]
    pub fn local(&self, index: LockedIndex) -> Option<PackageIndex> {
        self.packages.iter().position(|package| package.locked == Some(index))
    }

    /// The package that `paths` in the configuration puts in the place of a locked one.
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

    /// Local packages that these locked ones are compiled with.
    #[must_use]
    pub fn local_below(
        &self,
        roots: impl IntoIterator<Item = LockedIndex>,
    ) -> BTreeSet<PackageIndex> {
        let reached = self.lockfile.graph.reachable(roots);
        let local =
            |index: &LockedIndex| self.local(*index).or_else(|| self.replacing_by_paths(*index));
        reached.iter().filter_map(local).collect()
    }

    /// Local packages that any external one may be compiled with.
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
