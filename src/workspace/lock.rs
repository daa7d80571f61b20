//! The lockfile of a workspace: its own, or else one that cargo makes in a copy.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::declared::Declared;
use super::error::Result;
use super::links::{link, packages};
use super::model::{LockfileOrigin, Package, Workspace, WorkspaceLockfile};
use crate::cargo::Cargo;
use crate::files::{FileSet, lexical_join, prefix, temporary_directory};
use crate::lockfile::{Error, Lockfile};

/// A `Cargo.lock` that exists.
#[derive(Debug)]
pub(super) struct FoundLockfile {
    path: PathBuf,
    text: String,
    graph: Lockfile,
}

impl FoundLockfile {
    fn at(path: PathBuf) -> Result<Option<Self>> {
        if !path.is_file() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path)?;
        Ok(Some(Self { graph: Lockfile::parse(&path, &text)?, path, text }))
    }

    /// The nearest readable lockfile of a directory and its parents, which is most likely that of
    /// the workspace.
    pub(super) fn near(directory: &Path) -> Option<Self> {
        let paths = directory.ancestors().map(|ancestor| ancestor.join("Cargo.lock"));
        Self::at(paths.into_iter().find(|path| path.is_file())?).ok()?
    }
}

/// The packages of a workspace, resolved by its lockfile. `near` is used if it is that lockfile. If
/// there is none or it is stale, cargo makes one in a copy of the manifests.
pub(super) fn lock(
    cargo: &Cargo,
    root: &Path,
    declared: Vec<Declared>,
    near: Option<FoundLockfile>,
) -> Result<(Vec<Package>, WorkspaceLockfile)> {
    let path = root.join("Cargo.lock");
    let found = match near {
        Some(near) if near.path == path => Some(near),
        _ => FoundLockfile::at(path.clone())?,
    };
    let (origin, text) = match found {
        None if has_no_dependencies(&declared) => {
            let links = declared.iter().map(|_| (None, Vec::new())).collect();
            let origin = LockfileOrigin::Found;
            let lockfile = WorkspaceLockfile { graph: Lockfile::default(), origin };
            return Ok((packages(declared, links), lockfile));
        }
        None => (LockfileOrigin::Missing, None),
        Some(FoundLockfile { text, graph, .. }) => match link(&declared, &graph) {
            Ok(links) => {
                let lockfile = WorkspaceLockfile { graph, origin: LockfileOrigin::Found };
                return Ok((packages(declared, links), lockfile));
            }
            Err(Error::Stale(what)) => (LockfileOrigin::Stale(what), Some(text)),
            Err(other) => return Err(other.into()),
        },
    };
    let text = complete(cargo, root, &declared, text)?;
    let graph = Lockfile::parse(&path, &text)?;
    let links = link(&declared, &graph)?;
    Ok((packages(declared, links), WorkspaceLockfile { graph, origin }))
}

impl Workspace {
    /// Checks what `--locked` asserts.
    ///
    /// # Errors
    /// [`Error::Missing`] or [`Error::Stale`] if cargo had to make or complete the lockfile.
    pub(crate) fn check_locked(&self) -> Result<(), Error> {
        match &self.lockfile.origin {
            LockfileOrigin::Found => Ok(()),
            LockfileOrigin::Missing => Err(Error::Missing(self.root.clone())),
            LockfileOrigin::Stale(what) => Err(Error::Stale(what.clone())),
        }
    }
}

/// Whether no local package has a dependency. Then no lockfile is needed.
fn has_no_dependencies(declared: &[Declared]) -> bool {
    declared.iter().all(|declared| declared.package.dependencies.is_empty())
}

/// The text of the lockfile that cargo makes, or completes if one was found.
fn complete(
    cargo: &Cargo,
    root: &Path,
    declared: &[Declared],
    found: Option<String>,
) -> Result<String> {
    let mut copy = FileSet::default();
    let text =
        |directory: &str| fs::read_to_string(lexical_join(root, directory).join("Cargo.toml"));
    copy.add("Cargo.toml", text("")?)?;
    for package in declared {
        let prefix = prefix(&package.directory);
        copy.add(&format!("{prefix}Cargo.toml"), text(&package.directory)?)?;
        for path in package.target_paths() {
            copy.add_stub(&format!("{prefix}{path}"))?;
        }
    }
    let is_found = found.is_some();
    if let Some(text) = found {
        copy.add("Cargo.lock", text)?;
    }
    let scratch = temporary_directory()?;
    let copied = copy.write(&scratch.path().join("copy"))?;
    let manifest_path = copied.join("Cargo.toml");
    // Run from the root, where cargo finds the workspace's configuration and thus its registries.
    if is_found {
        cargo.update_workspace(&manifest_path, root, Vec::new())?;
    } else {
        cargo.generate_lockfile(&manifest_path, root)?;
    }
    Ok(fs::read_to_string(copied.join("Cargo.lock"))?)
}
