//! The part of a commit's tree that `prepare` reads, in a temporary directory.
//!
//! The recipe of a tree depends on the manifests, lockfiles, configuration and toolchain files, and
//! on which Rust files exist, since cargo finds targets by their file names. So only these are
//! written, with Rust files left empty. If a package of the repository is a replacing crate, its
//! sources matter, too, and the whole tree is written.

use std::path::{Path, PathBuf};

use fs_err as fs;
use tempfile::TempDir;
use toml::{Table, Value};

use super::error::Result;
use super::objects::{FileChange, Mode};
use super::repository::Repository;
use crate::files::{
    self, Directory, lexical_join, make_executable, normalized, temporary_directory,
};

/// The number of blobs that are read at once, so that memory stays bounded.
const BLOBS: usize = 1000;

/// A temporary directory that moves from commit to commit.
#[derive(Debug)]
pub(crate) struct Checkout<'r> {
    repository: &'r Repository,
    directory: TempDir,
    /// The commit whose tree is in the directory.
    at: Option<String>,
    /// Whether the whole tree is written.
    is_whole: bool,
}

/// How much of a file matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relevance {
    Nothing,
    Presence,
    Contents,
}

impl<'r> Checkout<'r> {
    /// Makes a temporary directory, which is empty at first.
    pub(crate) fn new(repository: &'r Repository) -> Result<Self> {
        let directory = temporary_directory()?;
        Ok(Self { repository, directory, at: None, is_whole: false })
    }

    /// The root of the tree, without links in its path.
    pub(crate) fn root(&self) -> Result<PathBuf> {
        Ok(fs::canonicalize(self.directory.path())?)
    }

    /// Moves to a commit. Returns whether anything changed that `prepare` could see.
    pub(crate) fn move_to(&mut self, commit: &str) -> Result<bool> {
        let changes = match &self.at {
            Some(at) if at == commit => return Ok(false),
            Some(at) => self.repository.changes(at, commit)?,
            None => self.repository.files(commit)?,
        };
        self.at = Some(commit.to_owned());
        let relevant: Vec<_> = changes.iter().filter(|change| self.matters(change)).collect();
        if relevant.is_empty() {
            return Ok(false);
        }
        self.apply(&relevant)?;
        if !self.is_whole && self.needs_sources(&relevant)? {
            self.is_whole = true;
            let files = self.repository.files(commit)?;
            let root = self.root()?;
            fs::remove_dir_all(&root)?;
            fs::create_dir_all(&root)?;
            self.apply(&files.iter().collect::<Vec<_>>())?;
        }
        Ok(true)
    }

    fn relevance(&self, path: &str, mode: Mode) -> Relevance {
        let name = path.rsplit('/').next().unwrap_or(path);
        match mode {
            Mode::Link => Relevance::Contents,
            Mode::File if self.is_whole || is_read(path, name) => Relevance::Contents,
            Mode::File if has_extension(name, "rs") => Relevance::Presence,
            Mode::Absent | Mode::File | Mode::Submodule => Relevance::Nothing,
        }
    }

    fn matters(&self, change: &FileChange) -> bool {
        let [was, is] = [change.old, change.new].map(|mode| self.relevance(&change.path, mode));
        was != is
            || is == Relevance::Contents
            || change.old != change.new && is != Relevance::Nothing
    }

    fn apply(&self, changes: &[&FileChange]) -> Result<()> {
        let root = Directory::open(self.directory.path())?;
        // Remove first: a file may become a directory, and a link may become a file.
        for change in
            changes.iter().filter(|c| self.relevance(&c.path, c.old) != Relevance::Nothing)
        {
            remove(&root, &change.path)?;
        }
        let wanted = |need: Relevance| {
            changes.iter().filter(move |change| self.relevance(&change.path, change.new) == need)
        };
        for change in wanted(Relevance::Presence) {
            write(&root, change, b"")?;
        }
        let read: Vec<_> = wanted(Relevance::Contents).collect();
        // Write links last, so that no file is written through one.
        let (links, files): (Vec<&FileChange>, Vec<_>) =
            read.into_iter().copied().partition(|change| change.new == Mode::Link);
        for part in files.chunks(BLOBS).chain(links.chunks(BLOBS)) {
            let ids: Vec<&str> = part.iter().map(|change| change.blob.as_str()).collect();
            let blobs = self.repository.blobs(&ids)?;
            for (change, contents) in part.iter().zip(&blobs) {
                write(&root, change, contents)?;
            }
        }
        Ok(())
    }

    /// Whether `prepare` reads more than the files that are known by name: the code of a replacing
    /// crate, files that a configuration includes, or the targets of links.
    fn needs_sources(&self, changes: &[&FileChange]) -> Result<bool> {
        let root = self.root()?;
        for FileChange { path, new, .. } in changes.iter().copied() {
            let name = path.rsplit('/').next().unwrap_or(path);
            match new {
                Mode::Link if name == ".cargo" || is_read(path, name) => return Ok(true),
                Mode::File if self.relevance(path, *new) == Relevance::Contents => {}
                _ => continue,
            }
            let text = fs::read(lexical_join(&root, path))?;
            let Ok(table) = String::from_utf8_lossy(&text).parse::<Table>() else { continue };
            let found = match name {
                "Cargo.toml" => ["patch", "replace"]
                    .iter()
                    .any(|key| table.get(*key).is_some_and(mentions_path)),
                "Cargo.lock" | "rust-toolchain" | "rust-toolchain.toml" => false,
                _ => ["include", "patch", "paths"].iter().any(|key| table.contains_key(*key)),
            };
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn mentions_path(value: &Value) -> bool {
    value.as_table().is_some_and(|table| {
        table.contains_key("path") || table.iter().any(|(_, value)| mentions_path(value))
    })
}

fn is_read(path: &str, name: &str) -> bool {
    match name {
        "Cargo.toml" | "Cargo.lock" | "rust-toolchain" | "rust-toolchain.toml" => true,
        _ => path.starts_with(".cargo/") || path.contains("/.cargo/"),
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn write(root: &Directory, change: &FileChange, contents: &[u8]) -> Result<()> {
    // Git refuses such paths, but the repository may have been made by something else.
    let inside = normalized(&change.path).filter(|path| !path.starts_with(".."));
    let path = inside.ok_or_else(|| files::Error::Outside(change.path.clone()))?;
    let path = Path::new(&path);
    root.create_all(path.parent().unwrap_or(Path::new("")))?;
    if change.new == Mode::Link {
        return link(root, contents, path);
    }
    root.write(path, contents)?;
    if change.is_executable {
        make_executable(&root.open_file(path)?)?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(root: &Directory, target: &[u8], path: &Path) -> Result<()> {
    use std::os::unix::ffi::OsStrExt as _;
    let target = Path::new(std::ffi::OsStr::from_bytes(target));
    Ok(root.symlink(target, path)?)
}

/// Writes the target of a link into a file, as git does where there are no links.
#[cfg(not(unix))]
fn link(root: &Directory, target: &[u8], path: &Path) -> Result<()> {
    Ok(root.write(path, target)?)
}

/// Removes a file and the directories that become empty. Git does not have empty directories, and
/// cargo would look for members in them.
fn remove(root: &Directory, path: &str) -> Result<()> {
    let path = Path::new(path);
    root.remove(path)?;
    let mut directory = path.parent();
    while let Some(empty) = directory.filter(|directory| !directory.as_os_str().is_empty()) {
        if root.remove_empty(empty).is_err() {
            break;
        }
        directory = empty.parent();
    }
    Ok(())
}
