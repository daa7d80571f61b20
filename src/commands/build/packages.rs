//! Asks cargo which local packages it compiles, and into which directories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::Package;
use toml::Table;

use crate::cargo::BuildOptions;
use crate::config::cargo_home;
use crate::error::Result;
use crate::target_directory::{Knowledge, LocalPackage, Project};
use crate::workspace::{Declared, local_packages};

/// The local packages and the directories of a project. Nothing is resolved. If a local package
/// cannot be found, only the members are listed; cargo reports the problem when it builds.
pub(super) fn find(
    manifest_path: Option<&Path>,
    build: &BuildOptions,
    configured: &[(PathBuf, Table)],
) -> Result<(Project, Knowledge)> {
    let metadata = build.describe(manifest_path)?;
    let root = metadata.workspace_root.as_std_path();
    let target_directory = metadata.target_directory.clone().into_std_path_buf();
    let build_directory = metadata.build_directory.clone().map(Into::into);
    let (packages, knowledge) = match local_packages(&build.cargo, &metadata, configured) {
        Ok(declared) => (declared.iter().map(local).collect(), Knowledge::Complete),
        Err(_) => (metadata.packages.iter().map(member).collect(), Knowledge::PackagesMissing),
    };
    let project = Project {
        root: root.to_owned(),
        packages,
        build_directory: build_directory.unwrap_or_else(|| target_directory.clone()),
        target_directory,
        cargo_home: cargo_home(root),
    };
    Ok((project, knowledge))
}

fn local(declared: &Declared) -> LocalPackage {
    let sources = declared.target_paths().map(|path| declared.absolute.join(path)).collect();
    package(&declared.package, declared.absolute.clone(), sources)
}

fn member(member: &Package) -> LocalPackage {
    let manifest_path = member.manifest_path.as_std_path();
    let directory = manifest_path.parent().unwrap_or(Path::new("/")).to_owned();
    let sources = member.targets.iter().map(|target| target.src_path.clone().into()).collect();
    package(member, directory, sources)
}

fn package(package: &Package, directory: PathBuf, sources: Vec<PathBuf>) -> LocalPackage {
    let local = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
    let dependencies: BTreeSet<String> = local.map(|dependency| dependency.name.clone()).collect();
    let crates = package.targets.iter().map(|target| target.name.replace('-', "_"));
    LocalPackage {
        name: package.name.to_string(),
        directory,
        sources,
        crates: crates.collect(),
        dependencies,
    }
}
