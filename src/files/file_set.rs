//! A set of files that is written as a whole, below one directory and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::atomic::{make_executable, write_atomically};
use super::error::{Error, Result};
use super::paths::{lexical_join, normalized};

/// Files by their path relative to a root, with `/` between the parts. A path may begin with
/// `..`: the root is then placed as deep as needed (see [`FileSet::depth`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
    executables: BTreeSet<String>,
}

impl FileSet {
    /// Adds a file. The path must be relative and plain, `..` only in front.
    pub fn add(&mut self, path: &str, contents: impl Into<Vec<u8>>) -> Result<()> {
        let normal = normalized(path).ok_or_else(|| Error::Outside(path.to_owned()))?;
        self.files.insert(normal, contents.into());
        Ok(())
    }

    /// Adds a file that can be run as a program.
    pub fn add_executable(&mut self, path: &str, contents: impl Into<Vec<u8>>) -> Result<()> {
        self.add(path, contents)?;
        self.executables.extend(normalized(path));
        Ok(())
    }

    /// Adds an empty file where there is none of that path.
    pub fn add_stub(&mut self, path: &str) -> Result<()> {
        let normal = normalized(path).ok_or_else(|| Error::Outside(path.to_owned()))?;
        self.files.entry(normal).or_default();
        Ok(())
    }

    /// Each path, normal and relative to the root, with its contents.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, contents)| (path.as_str(), contents.as_slice()))
    }

    /// Whether there is a file of this normal path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Writes one file of these below `root`, in one go.
    pub fn write_file(&self, root: &Path, path: &str) -> Result<()> {
        let to = lexical_join(root, path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        write_atomically(&to, self.files.get(path).map_or(&[][..], Vec::as_slice))?;
        if self.executables.contains(path) {
            make_executable(&to)?;
        }
        Ok(())
    }

    /// How many directories the files lead up from the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.files
            .keys()
            .map(|path| path.split('/').take_while(|part| *part == "..").count())
            .max()
            .unwrap_or(0)
    }

    /// Makes these files all that is in `directory`, and returns the root: `directory` itself, or
    /// as many directories below it as [`FileSet::depth`] says. A file that is there already keeps
    /// its time, for cargo compares the times of sources.
    pub fn write(&self, directory: &Path) -> Result<PathBuf> {
        let root = (0..self.depth()).fold(directory.to_owned(), |path, _| path.join("w"));
        let wanted: BTreeMap<PathBuf, &str> =
            self.files.keys().map(|path| (lexical_join(&root, path), path.as_str())).collect();
        let kept: BTreeSet<&Path> =
            wanted.keys().flat_map(|path| path.ancestors()).chain(root.ancestors()).collect();
        remove_others(directory, &kept, &wanted)?;
        fs::create_dir_all(&root)?;
        for (path, name) in &wanted {
            // No link is left below, so none can lead out of it.
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let contents = &self.files[*name];
            if !path.is_file() || fs::read(path)? != *contents {
                fs::write(path, contents)?;
            }
            if self.executables.contains(*name) {
                make_executable(path)?;
            }
        }
        Ok(root)
    }
}

/// Removes all that is not kept below a path, and what is no directory where one is needed.
fn remove_others(
    path: &Path,
    kept: &BTreeSet<&Path>,
    files: &BTreeMap<PathBuf, &str>,
) -> Result<()> {
    let Ok(metadata) = path.symlink_metadata() else {
        return Ok(());
    };
    let is_kept = kept.contains(path) && metadata.is_dir() != files.contains_key(path);
    if metadata.is_dir() && is_kept {
        for entry in fs::read_dir(path)? {
            remove_others(&entry?.path(), kept, files)?;
        }
    } else if metadata.is_dir() {
        fs::remove_dir_all(path)?;
    } else if metadata.is_symlink() || !is_kept {
        fs::remove_file(path)?;
    }
    Ok(())
}
