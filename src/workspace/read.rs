//! Reads a directory into a [`Workspace`].

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use cargo_metadata::Metadata;
use toml::{Table, Value};

use super::declared::{Declared, members, resolver};
use super::error::{Error, Result};
use super::lock::{FoundLockfile, lock};
use super::manifests_only::Copy;
use super::model::{PackageIndex, Workspace};
use super::path_packages::add_path_packages;
use super::read_ahead::ReadAhead;
use super::sources;
use crate::cargo::Cargo;
use crate::config::Configuration;
use crate::files::{normalized_below, relative};
use crate::manifest::{expand, read_toml};
use crate::project_files::{ProjectFile, ProjectFileKind};

/// A workspace, and how it was read.
#[derive(Debug)]
pub struct Reading {
    /// The workspace, complete.
    pub workspace: Workspace,
    /// Only manifests were present, so targets were guessed.
    pub lacks_sources: bool,
}

/// What was read before cargo told what there is.
#[derive(Debug, Default)]
struct Near {
    lockfile: Option<FoundLockfile>,
    manifests: ReadAhead,
}

/// The nearest `Cargo.toml` of `directory` and its parents.
///
/// # Errors
/// [`Error::NoManifest`] if there is none.
pub(crate) fn find_manifest(directory: &Path) -> Result<PathBuf> {
    directory
        .ancestors()
        .map(|ancestor| ancestor.join("Cargo.toml"))
        .find(|path| path.is_file())
        .ok_or_else(|| Error::NoManifest(directory.to_owned()))
}

/// Reads the workspace that a manifest belongs to.
///
/// # Errors
/// If cargo cannot describe the workspace, or if one of its files cannot be read or used.
pub fn read(cargo: &Cargo, manifest_path: &Path) -> Result<Reading> {
    let manifest_path = std::path::absolute(manifest_path)?;
    // If the directory is missing, too, the error would be that cargo could not be started.
    if !manifest_path.is_file() {
        return Err(Error::ManifestMissing(manifest_path));
    }
    let directory = manifest_path.parent().unwrap_or(Path::new("."));
    let description = cargo.describe(&manifest_path, directory);
    // Cargo takes its time, so read what it need not tell meanwhile.
    let answer = std::thread::scope(|scope| {
        let near = scope.spawn(|| Near {
            lockfile: FoundLockfile::near(directory),
            manifests: ReadAhead::near(&manifest_path),
        });
        description.ask_for(|metadata| {
            let near = near.join().unwrap_or_default();
            assemble(cargo, metadata, &manifest_path, near)
        })
    });
    let (mut workspace, lacks_sources) = match answer {
        Ok(workspace) => (workspace?, false),
        Err(refusal @ crate::cargo::Error::Refused { .. }) => {
            match from_copy(cargo, &manifest_path)? {
                Some(workspace) => (workspace, true),
                None => return Err(refusal.into()),
            }
        }
        Err(error) => return Err(error.into()),
    };
    read_sources(&mut workspace)?;
    Ok(Reading { workspace, lacks_sources })
}

/// Reads a workspace whose sources are missing; `None` if that is not why cargo refused it.
fn from_copy(cargo: &Cargo, manifest_path: &Path) -> Result<Option<Workspace>> {
    let Some(copy) = Copy::make(manifest_path)? else { return Ok(None) };
    let directory = copy.directory();
    let Some(metadata) = cargo.describe(&copy.manifest_path, directory).try_ask()? else {
        return Ok(None);
    };
    let near = Near { lockfile: FoundLockfile::near(directory), ..Near::default() };
    let mut workspace = assemble(cargo, metadata, &copy.manifest_path, near)?;
    workspace.configuration = configuration(&copy.root, workspace.configuration_file.as_ref())?;
    copy.moved_back(&mut workspace)?;
    Ok(Some(workspace))
}

/// The local packages of a workspace that cargo has described, including those that are not
/// members. `configured` are all tables that configure cargo, each with the directory in which its
/// paths start.
pub(crate) fn local_packages(
    cargo: &Cargo,
    metadata: &Metadata,
    configured: &[(PathBuf, Table)],
) -> Result<Vec<Declared>> {
    let root = metadata.workspace_root.as_std_path();
    let root_manifest = read_toml(&root.join("Cargo.toml"))?;
    let configured = configured.iter().map(|(base, table)| (base.as_path(), table));
    let replaced: Vec<_> = std::iter::once((root, &root_manifest)).chain(configured).collect();
    declared(cargo, root, metadata.packages.clone(), ReadAhead::default(), &replaced)
}

/// The local packages, sorted by directory, members first, which cargo described. `replaced` are tables
/// that lead to replacing crates, each with the directory in which its paths start.
fn declared(
    cargo: &Cargo,
    root: &Path,
    members: Vec<cargo_metadata::Package>,
    manifests: ReadAhead,
    replaced: &[(&Path, &Table)],
) -> Result<Vec<Declared>> {
    let mut declared = self::members(members, root, manifests)?;
    declared.sort_by(|left, right| left.directory.cmp(&right.directory));
    add_path_packages(cargo, root, replaced, &mut declared)?;
    Ok(declared)
}

/// Adds to cargo's description what it leaves out.
fn assemble(
    cargo: &Cargo,
    metadata: Metadata,
    manifest_path: &Path,
    near: Near,
) -> Result<Workspace> {
    let Near { lockfile, manifests } = near;
    let root = metadata.workspace_root.clone().into_std_path_buf();
    let mut root_manifest = manifests.root(&root.join("Cargo.toml"))?;
    make_relative(&mut root_manifest, &root);
    let configuration_file = ProjectFileKind::Configuration.find(&root)?;
    let configuration = configuration(&root, configuration_file.as_ref())?;
    let replaced = [(root.as_path(), &root_manifest), (root.as_path(), &configuration.local)];
    let declared = declared(cargo, &root, metadata.packages, manifests, &replaced)?;

    let directories = declared.iter().map(|package| package.directory.as_str()).zip(0..);
    let by_directory: HashMap<&str, PackageIndex> = directories.collect();
    let index_of = |path: &Path| -> Option<PackageIndex> {
        by_directory.get(relative(path.parent()?, &root).as_str()).copied()
    };
    let default_ids: HashSet<_> = metadata.workspace_default_members.iter().collect();
    let is_default = |declared: &Declared| default_ids.contains(&declared.package.id);
    let default_members = (declared.iter().enumerate())
        .filter(|(_, declared)| declared.is_member && is_default(declared))
        .map(|(index, _)| index)
        .collect();
    let current = index_of(manifest_path);
    let root_edition = (declared.iter())
        .find(|declared| declared.is_member && declared.directory.is_empty())
        .map(|declared| declared.package.edition.as_str());
    let resolver = resolver(&root_manifest, root_edition);
    let toolchain_file = ProjectFileKind::Toolchain.find(&root)?;
    let (packages, lockfile) = lock(cargo, &root, declared, lockfile)?;
    Ok(Workspace {
        root,
        root_manifest,
        packages,
        default_members,
        current,
        resolver,
        lockfile,
        configuration,
        configuration_file,
        toolchain_file,
    })
}

/// Makes paths of replacing crates relative that are absolute and lead into the root: where the recipe is
/// cooked, that is another one.
fn make_relative(root_manifest: &mut Table, root: &Path) {
    let in_table = |entries: &mut Table| {
        for (_, entry) in entries.iter_mut() {
            if let Some(Value::String(path)) = entry.get_mut("path")
                && Path::new(path).is_absolute()
                && let Some(below) = normalized_below(root, path)
            {
                *path = below;
            }
        }
    };
    if let Some(Value::Table(sources)) = root_manifest.get_mut("patch") {
        sources.iter_mut().filter_map(|(_, patches)| patches.as_table_mut()).for_each(in_table);
    }
    if let Some(Value::Table(replace)) = root_manifest.get_mut("replace") {
        in_table(replace);
    }
}

fn configuration(root: &Path, file: Option<&ProjectFile>) -> Result<Configuration> {
    let file = file.map(|file| (file.path.as_str(), file.contents.as_str()));
    Ok(Configuration::read(root, file)?)
}

/// Reads the files of replacing crates, and writes out what their manifests inherit.
fn read_sources(workspace: &mut Workspace) -> Result<()> {
    for index in workspace.below_externals() {
        let package = &mut workspace.packages[index];
        if package.is_inside() {
            let depth = package.directory.split('/').filter(|part| !part.is_empty()).count();
            let up = vec![".."; depth].join("/");
            expand(&mut package.manifest, &workspace.root_manifest, &up);
            (package.files, package.left_out) =
                sources::files(&workspace.root, &package.absolute, &package.manifest)?;
        }
    }
    Ok(())
}
