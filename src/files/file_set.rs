//! A set of files that is written all together, below one directory and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::atomic::{Staged, make_executable, remove_unfinished};
use super::error::{Error, Result};
use super::paths::{lexical_join, normalized};

/// The length of a path in bytes that Linux takes.
const LONGEST: usize = 4096;

/// Files by their path relative to a root, with `/` between the parts. A path may begin with `..`;
/// the root is then placed as deep as that needs (see [`FileSet::depth`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
    executables: BTreeSet<String>,
}

impl FileSet {
    /// Adds a file. The path must be relative; it may lead out of the root with `..`.
    pub fn add(&mut self, path: &str, contents: impl Into<Vec<u8>>) -> Result<()> {
        if path.len() > LONGEST {
            return Err(Error::TooLong(path.chars().take(40).collect()));
        }
        let normal = normalized(path).ok_or_else(|| Error::Outside(path.to_owned()))?;
        self.files.insert(normal, contents.into());
        Ok(())
    }

    /// Adds an executable file.
    pub fn add_executable(&mut self, path: &str, contents: impl Into<Vec<u8>>) -> Result<()> {
        self.add(path, contents)?;
        self.executables.extend(normalized(path));
        Ok(())
    }

    /// Adds an empty file, unless the path is taken.
    pub fn add_stub(&mut self, path: &str) -> Result<()> {
        let normal = normalized(path).ok_or_else(|| Error::Outside(path.to_owned()))?;
        self.files.entry(normal).or_default();
        Ok(())
    }

    /// Each file: its normalized path relative to the root, and its contents.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, contents)| (path.as_str(), contents.as_slice()))
    }

    /// Whether the set has a file with this normalized path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Checks that no file is a directory, too.
    ///
    /// # Errors
    /// [`Error::FileAndDirectory`] if one is.
    pub fn check(&self) -> Result<()> {
        for path in self.files.keys() {
            let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
            if let Some(file) = above.find(|above| self.files.contains_key(*above)) {
                return Err(Error::FileAndDirectory(file.to_owned()));
            }
        }
        Ok(())
    }

    /// Writes these of the files below `root`, or none of them: they only get their names when all are
    /// complete. What an earlier run has left that was killed is removed.
    ///
    /// # Errors
    /// If a file cannot be written. Directories that were made for it are removed.
    pub(crate) fn write_these(&self, root: &Path, paths: &[&str]) -> Result<()> {
        self.check()?;
        let mut made = Made::default();
        let mut staged = Vec::new();
        for path in paths {
            let to = lexical_join(root, path);
            if let Some(parent) = to.parent() {
                made.create_all(parent)?;
                remove_unfinished(parent, &staged);
            }
            let file = Staged::new(&to, self.files.get(*path).map_or(&[][..], Vec::as_slice))?;
            if self.executables.contains(*path) {
                file.make_executable()?;
            }
            staged.push(file);
        }
        staged.into_iter().try_for_each(Staged::publish)?;
        made.0.clear();
        Ok(())
    }

    /// The number of directories by which paths lead up from the root, at most.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.files
            .keys()
            .map(|path| path.split('/').take_while(|part| *part == "..").count())
            .max()
            .unwrap_or(0)
    }

    /// Writes the files into `directory`, removes everything else there, and returns the root:
    /// `directory` itself, or as many directories below it as [`FileSet::depth`] says. A file that
    /// does not change keeps its modification time, because cargo compares those of sources.
    pub fn write(&self, directory: &Path) -> Result<PathBuf> {
        self.check()?;
        let root = (0..self.depth()).fold(directory.to_owned(), |path, _| path.join("w"));
        let wanted: BTreeMap<PathBuf, &str> =
            self.files.keys().map(|path| (lexical_join(&root, path), path.as_str())).collect();
        let kept: BTreeSet<&Path> =
            wanted.keys().flat_map(|path| path.ancestors()).chain(root.ancestors()).collect();
        remove_others(directory, &kept, &wanted)?;
        fs::create_dir_all(&root)?;
        for (path, name) in &wanted {
            // All links have been removed, so none can lead out of the directory.
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

/// Directories that were made, the outermost first. They are removed when dropped, if they are empty.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    fn create_all(&mut self, directory: &Path) -> Result<()> {
        let missing = directory.ancestors().take_while(|path| !path.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        fs::create_dir_all(directory)?;
        self.0.extend(missing.into_iter().rev());
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for directory in self.0.iter().rev() {
            // One that is not empty is somebody else's by now.
            let _ = fs::remove_dir(directory);
        }
    }
}

/// Removes everything below a path that is not kept, and every file or link where a directory is
/// needed.
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
