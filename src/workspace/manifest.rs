//! What `cargo metadata` says of a package, in our own types.

use std::path::Path;

use cargo_metadata::{CrateType, Metadata, TargetKind as MetadataKind};
use fs_err as fs;

use super::{Dependency, DependencyKind, Package, Resolver, Target, TargetKind};
use crate::error::{Error, Result};

/// Parses a file as TOML.
pub fn read_toml(path: &Path) -> Result<toml::Table> {
    let text = fs::read_to_string(path)?;
    parse_toml(path, &text)
}

/// Parses the text of a file as TOML.
pub fn parse_toml(path: &Path, text: &str) -> Result<toml::Table> {
    text.parse().map_err(|error: toml::de::Error| Error::Toml {
        path: path.into(),
        reason: error.to_string(),
    })
}

/// The packages that `metadata` lists, all of them members of one workspace.
pub fn members(metadata: &Metadata, root: &Path) -> Result<Vec<Package>> {
    let member = |package: &cargo_metadata::Package| {
        let manifest = read_toml(package.manifest_path.as_std_path())?;
        Ok(self::package(package, root, true, manifest))
    };
    metadata.packages.iter().map(member).collect()
}

/// One package; `manifest` is its manifest as TOML.
pub fn package(
    package: &cargo_metadata::Package,
    root: &Path,
    is_member: bool,
    manifest: toml::Table,
) -> Package {
    let directory = package.manifest_path.as_std_path().parent().unwrap_or(root);
    let targets =
        package.targets.iter().map(|target| self::target(target, directory, &manifest)).collect();
    Package {
        name: package.name.to_string(),
        version: package.version.clone(),
        directory: relative(directory, root),
        absolute: directory.to_owned(),
        is_member,
        targets,
        features: package.features.clone(),
        dependencies: package.dependencies.iter().map(dependency).collect(),
        manifest,
        files: Vec::new(),
    }
}

/// `path` relative to `base`, with `/` between its parts.
pub fn relative(path: &Path, base: &Path) -> String {
    let path = pathdiff::diff_paths(path, base).unwrap_or_else(|| path.into());
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn target(target: &cargo_metadata::Target, directory: &Path, manifest: &toml::Table) -> Target {
    let crate_types = || target.crate_types.iter().map(ToString::to_string).collect();
    let first = target.kind.first();
    let kind = match first {
        Some(MetadataKind::Bin) => TargetKind::Binary,
        Some(MetadataKind::Example) => TargetKind::Example(crate_types()),
        Some(MetadataKind::Test) => TargetKind::Test,
        Some(MetadataKind::Bench) => TargetKind::Bench,
        Some(MetadataKind::CustomBuild) => TargetKind::BuildScript,
        _ if target.crate_types.contains(&CrateType::ProcMacro) || says_macro(manifest) => {
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

/// With `crate-type = ["lib"]` besides, which upstream's recipes have, metadata tells of a library;
/// cargo compiles it for the host all the same.
fn says_macro(manifest: &toml::Table) -> bool {
    let says = |key| manifest.get("lib")?.get(key)?.as_bool();
    ["proc-macro", "proc_macro"].iter().any(|key| says(*key) == Some(true))
}

/// Metadata does not tell `bench`: <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#the-bench-field>.
fn is_benched(kind: &TargetKind, name: &str, manifest: &toml::Table) -> bool {
    let flag = |table: &toml::Value| table.get("bench").and_then(toml::Value::as_bool);
    let in_list = |list: &str| {
        let tables = manifest.get(list).and_then(toml::Value::as_array)?;
        flag(tables.iter().find(|t| t.get("name").and_then(toml::Value::as_str) == Some(name))?)
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

fn dependency(dependency: &cargo_metadata::Dependency) -> Dependency {
    Dependency {
        name: dependency.name.clone(),
        key: dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()),
        kind: match dependency.kind {
            cargo_metadata::DependencyKind::Development => DependencyKind::Development,
            cargo_metadata::DependencyKind::Build => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
        path: dependency.path.as_ref().map(|path| path.clone().into_std_path_buf()),
        source: dependency.source.as_ref().map(|source| source.repr.clone()),
        requirement: dependency.req.clone(),
        optional: dependency.optional,
        default_features: dependency.uses_default_features,
        features: dependency.features.clone(),
        platform: dependency.target.as_ref().map(ToString::to_string),
    }
}

/// The feature resolver that the root manifest asks for, in so many words or by its edition.
pub fn resolver(root_manifest: &toml::Table, root_edition: Option<&str>) -> Resolver {
    let explicit = ["workspace", "package"]
        .iter()
        .find_map(|table| root_manifest.get(*table)?.get("resolver")?.as_str());
    match (explicit, root_edition) {
        (Some("1"), _) | (None, None | Some("2015" | "2018")) => Resolver::V1,
        _ => Resolver::V2,
    }
}
