//! Locks, so that only one build runs at a time.
//!
//! Two builds that share a target directory would both write the ledger. Two that share sources
//! would give the same files different times while cargo compares them. So a build locks a file in
//! the build directory, and the directory of each package that is not inside another. These
//! directories may be read-only, but locking a directory writes nothing. On systems that cannot
//! lock directories, we do without.
//!
//! What a build of ours runs may run another: a test, or a program that builds the project. That one
//! would wait for us for ever, so it is told what is locked.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use fs4::{FileExt, TryLockError};

use super::error::Result;
use super::project::Project;
use crate::cargo::own_directory;
use crate::interrupt;

/// The environment variable with the directories that the build around this one has locked. Compiler
/// caches take those that begin with `CARGO_` for a part of what is compiled.
pub(crate) const MARK: &str = "CHEF_BUILD";

/// The name of the file in a directory that is locked for it.
pub(super) const LOCK: &str = "lock";

/// What the build around this one has locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Nothing that we need, or there is no such build.
    Nothing,
    /// Some of the sources, for another build directory.
    Sources,
    /// Our build directory.
    BuildDirectory,
}

impl Held {
    pub(super) fn by_caller(project: &Project) -> Self {
        let held: BTreeSet<PathBuf> = std::env::split_paths(&caller()).collect();
        if held.contains(&project.own_directory()) {
            Self::BuildDirectory
        } else if outermost(project).into_iter().any(|directory| held.contains(directory)) {
            Self::Sources
        } else {
            Self::Nothing
        }
    }
}

fn caller() -> OsString {
    std::env::var_os(MARK).unwrap_or_default()
}

/// Holds the locks until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _files: Vec<File>,
    /// What is locked, for [`MARK`].
    pub mark: OsString,
}

impl Lock {
    /// No lock, because the build around this one has some of them.
    pub(super) fn of_caller() -> Self {
        Self { _files: Vec::new(), mark: caller() }
    }

    /// Waits for the lock of a build directory, but not for those of sources. `None` if the build
    /// around this one has it.
    pub(crate) fn of_build_directory(
        build_directory: &Path,
        mut blocked: impl FnMut(&str),
    ) -> Result<Option<Self>> {
        let own = own_directory(build_directory)?;
        let directory = fs::canonicalize(own.path())?;
        if std::env::split_paths(&caller()).any(|held| held == directory) {
            return Ok(None);
        }
        let file = own.open_own(LOCK, false)?;
        lock(&file, "build directory", &mut blocked)?;
        Ok(Some(Self { _files: vec![file], mark: directory.into_os_string() }))
    }

    /// Waits for the locks of a project. If somebody else holds one, `blocked` is called with a
    /// description of what is waited for.
    pub(crate) fn acquire(project: &Project, mut blocked: impl FnMut(&str)) -> Result<Self> {
        let own = own_directory(&project.build_directory)?;
        let file = own.open_own(LOCK, false)?;
        let mut locked = vec![project.own_directory()];
        lock(&file, "build directory", &mut blocked)?;
        let mut files = vec![file];
        // The order is always the same, so that two builds never wait for each other.
        for directory in outermost(project) {
            locked.push(directory.to_owned());
            if let Some(file) = open_directory(directory) {
                lock(&file, "sources", &mut blocked)?;
                files.push(file);
            }
        }
        // A path with a colon cannot be told; then the other build waits.
        Ok(Self { _files: files, mark: std::env::join_paths(locked).unwrap_or_default() })
    }
}

/// The root and the packages outside of it, without those that are inside another.
fn outermost(project: &Project) -> BTreeSet<&Path> {
    let mut directories = project.directories();
    directories.insert(&project.root);
    let is_inner = |path: &Path| path.ancestors().skip(1).any(|a| directories.contains(a));
    directories.iter().copied().filter(|path| !is_inner(path)).collect()
}

fn open_directory(path: &Path) -> Option<File> {
    if cfg!(unix) { File::open(PathBuf::from(path)).ok() } else { None }
}

/// Locks a file. Like cargo, we do without if the file system has no locks.
fn lock(file: &File, what: &str, blocked: &mut impl FnMut(&str)) -> Result<()> {
    match FileExt::try_lock(file) {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            blocked(what);
            // Signals have to end the wait.
            while let Err(TryLockError::WouldBlock) = FileExt::try_lock(file) {
                interrupt::check().map_err(std::io::Error::other)?;
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        }
        Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn is_unsupported(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidInput, Unsupported};
    matches!(error.kind(), Unsupported | InvalidInput) || error.raw_os_error() == Some(NO_LOCKS)
}

/// `ENOLCK` on Linux.
const NO_LOCKS: i32 = 37;
