//! Packages as cargo describes them, before the lockfile tells what their dependencies resolve to.

use std::path::{Path, PathBuf};

use cargo_metadata::{CrateType, TargetKind as MetadataKind};
use toml::{Table, Value};

use super::model::{Dependency, Link, Package, Resolver, Target, TargetKind};
use super::read_ahead::ReadAhead;
use crate::files::relative;
use crate::lockfile::LockedIndex;
use crate::manifest::{self, DependencyKind};
use crate::source::Source;

/// A package as cargo describes it, with its manifest.
#[derive(Debug)]
pub(crate) struct Declared {
    pub package: cargo_metadata::Package,
    /// The directory of the package that cargo described. It is that of a stand-in where cargo
    /// refuses to describe the package itself.
    pub shown: PathBuf,
    /// The package's own directory, as an absolute path.
    pub absolute: PathBuf,
    /// The package's own directory, relative to the root of the workspace.
    pub directory: String,
    pub is_member: bool,
    pub manifest: Table,
}

/// The members of a workspace, with their manifests.
pub(super) fn members(
    packages: Vec<cargo_metadata::Package>,
    root: &Path,
    mut manifests: ReadAhead,
) -> manifest::Result<Vec<Declared>> {
    let member = |package: cargo_metadata::Package| {
        let path = package.manifest_path.as_std_path();
        let directory = path.parent().unwrap_or(root).to_owned();
        Ok(Declared {
            manifest: manifests.take(path)?,
            package,
            shown: directory.clone(),
            directory: relative(&directory, root),
            absolute: directory,
            is_member: true,
        })
    };
    packages.into_iter().map(member).collect()
}

pub(super) fn kind(dependency: &cargo_metadata::Dependency) -> DependencyKind {
    match dependency.kind {
        cargo_metadata::DependencyKind::Development => DependencyKind::Development,
        cargo_metadata::DependencyKind::Build => DependencyKind::Build,
        _ => DependencyKind::Normal,
    }
}

pub(super) fn source(dependency: &cargo_metadata::Dependency) -> Option<Source> {
    dependency.source.as_ref().map(|source| Source::new(&*source.repr))
}

impl Declared {
    /// The main source files of the targets, relative to the package's directory.
    pub(crate) fn target_paths(&self) -> impl Iterator<Item = String> + '_ {
        self.package.targets.iter().map(|t| relative(t.src_path.as_std_path(), &self.shown))
    }

    /// Completes the package with its entry in the lockfile and what each of its dependencies
    /// resolves to.
    pub(super) fn linked(self, locked: Option<LockedIndex>, links: Vec<Link>) -> Package {
        let Self { package, shown, absolute, directory, is_member, manifest } = self;
        let targets = package.targets.iter();
        Package {
            targets: targets.map(|target| self::target(target, &shown, &manifest)).collect(),
            name: package.name.to_string(),
            version: package.version,
            directory,
            absolute,
            is_member,
            locked,
            features: package.features,
            dependencies: package.dependencies.into_iter().zip(links).map(dependency).collect(),
            manifest,
            files: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

fn target(target: &cargo_metadata::Target, directory: &Path, manifest: &Table) -> Target {
    let crate_types = || target.crate_types.iter().map(ToString::to_string).collect();
    let first = target.kind.first();
    let kind = match first {
        Some(MetadataKind::Bin) => TargetKind::Binary,
        Some(MetadataKind::Example) => TargetKind::Example(crate_types()),
        Some(MetadataKind::Test) => TargetKind::Test,
        Some(MetadataKind::Bench) => TargetKind::Bench,
        Some(MetadataKind::CustomBuild) => TargetKind::BuildScript,
        _ if target.crate_types.contains(&CrateType::ProcMacro) || declares_macro(manifest) => {
            TargetKind::ProcMacro
        }
        _ => TargetKind::Library(crate_types()),
    };
    Target {
        bench: is_benched(&kind, &target.name, manifest),
        kind,
        name: target.name.clone(),
        path: relative(target.src_path.as_std_path(), directory),
        required_features: target.required_features.clone(),
        test: target.test,
    }
}

/// Whether the manifest declares a procedural macro. If it also has `crate-type = ["lib"]`, as in
/// upstream's recipes, metadata shows a plain library, but cargo still compiles it for the host.
fn declares_macro(manifest: &Table) -> bool {
    let says = |key| manifest.get("lib")?.get(key)?.as_bool();
    ["proc-macro", "proc_macro"].iter().any(|key| says(*key) == Some(true))
}

/// Whether `cargo bench` builds a target, which metadata does not tell:
/// <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#the-bench-field>.
fn is_benched(kind: &TargetKind, name: &str, manifest: &Table) -> bool {
    let flag = |table: &Value| table.get("bench").and_then(Value::as_bool);
    let in_list = |list: &str| {
        let tables = manifest.get(list).and_then(Value::as_array)?;
        flag(tables.iter().find(|t| t.get("name").and_then(Value::as_str) == Some(name))?)
    };
    match kind {
        TargetKind::Library(_) | TargetKind::ProcMacro => {
            manifest.get("lib").and_then(flag).unwrap_or(true)
        }
        TargetKind::Binary => in_list("bin").unwrap_or(true),
        TargetKind::Bench => in_list("bench").unwrap_or(true),
        TargetKind::Example(_) => in_list("example").unwrap_or(false),
        TargetKind::Test => in_list("test").unwrap_or(false),
        TargetKind::BuildScript => false,
    }
}

fn dependency((dependency, link): (cargo_metadata::Dependency, Link)) -> Dependency {
    Dependency {
        key: dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()),
        kind: kind(&dependency),
        source: source(&dependency),
        path: dependency.path.map(cargo_metadata::camino::Utf8PathBuf::into_std_path_buf),
        requirement: dependency.req,
        optional: dependency.optional,
        default_features: dependency.uses_default_features,
        features: dependency.features,
        platform: dependency.target.map(|platform| platform.to_string()),
        name: dependency.name,
        link,
    }
}

/// The feature resolver that the root manifest selects, explicitly or through its edition.
pub(super) fn resolver(root_manifest: &Table, root_edition: Option<&str>) -> Resolver {
    let explicit = ["workspace", "package"]
        .iter()
        .find_map(|table| root_manifest.get(*table)?.get("resolver")?.as_str());
    match (explicit, root_edition) {
        (Some("1"), _) | (None, None | Some("2015" | "2018")) => Resolver::V1,
        _ => Resolver::V2,
    }
}
