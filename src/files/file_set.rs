//! A set of files that is written all together, below one directory and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::atomic::{Staged, make_executable, remove_unfinished};
use super::directory::Directory;
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
    pub(crate) fn write_these(&self, root: &Directory, paths: &[&str]) -> Result<()> {
        self.check()?;
        let mut made = Made { root, directories: Vec::new() };
        let mut staged = Vec::new();
        for path in paths {
            let to = Path::new(path);
            if let Some(parent) = to.parent() {
                made.create_all(parent)?;
                remove_unfinished(root, parent, &staged);
            }
            let contents = self.files.get(*path).map_or(&[][..], Vec::as_slice);
            let file = Staged::new(root, to, contents)?;
            if self.executables.contains(*path) {
                file.make_executable()?;
            }
            staged.push(file);
        }
        staged.into_iter().try_for_each(Staged::publish)?;
        made.directories.clear();
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
        self.write_into(&Directory::make(directory)?)
    }

    /// Does the same in a directory that is open.
    pub(crate) fn write_into(&self, directory: &Directory) -> Result<PathBuf> {
        self.check()?;
        let root = (0..self.depth()).fold(PathBuf::new(), |path, _| path.join("w"));
        let wanted: BTreeMap<PathBuf, &str> =
            self.files.keys().map(|path| (lexical_join(&root, path), path.as_str())).collect();
        let kept: BTreeSet<&Path> =
            wanted.keys().flat_map(|path| path.ancestors()).chain(root.ancestors()).collect();
        remove_others(directory, Path::new(""), &kept, &wanted)?;
        let parents: BTreeSet<&Path> = wanted.keys().filter_map(|path| path.parent()).collect();
        for parent in parents.into_iter().chain([root.as_path()]) {
            directory.create_all(parent)?;
        }
        for (path, name) in &wanted {
            let contents = &self.files[*name];
            if !directory.read(path).is_ok_and(|found| found == *contents) {
                directory.write(path, contents)?;
            }
            if self.executables.contains(*name) {
                make_executable(&directory.open_file(path)?)?;
            }
        }
        Ok(directory.path().join(root))
    }
}

/// Directories that were made, the outermost first. They are removed when dropped, if they are empty.
struct Made<'d> {
    root: &'d Directory,
    directories: Vec<PathBuf>,
}

impl Made<'_> {
    fn create_all(&mut self, directory: &Path) -> Result<()> {
        let is_missing = |path: &&Path| self.root.metadata(path).is_none();
        let missing = directory.ancestors().take_while(is_missing);
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        self.root.create_all(directory)?;
        self.directories.extend(missing.into_iter().rev());
        Ok(())
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        for directory in self.directories.iter().rev() {
            // One that is not empty is somebody else's by now.
            let _ = self.root.remove_empty(directory);
        }
    }
}

/// Removes everything below a path that is not kept, and every file or link where a directory is
/// needed.
fn remove_others(
    directory: &Directory,
    path: &Path,
    kept: &BTreeSet<&Path>,
    files: &BTreeMap<PathBuf, &str>,
) -> Result<()> {
    for name in directory.names(path) {
        let path = path.join(name);
        let Some(metadata) = directory.metadata(&path) else { continue };
        let is_kept = kept.contains(&*path) && metadata.is_dir() != files.contains_key(&path);
        if metadata.is_dir() && is_kept {
            remove_others(directory, &path, kept, files)?;
        } else if metadata.is_dir() || metadata.is_symlink() || !is_kept {
            directory.remove(&path)?;
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use fs_err as fs;
    use fs_err::os::unix::fs::symlink;

    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("it can be read").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// Somebody replaces a directory by a link all the time, also between a look and a write.
    #[test]
    fn nothing_is_written_or_removed_through_a_link_that_comes_and_goes() {
        let sandbox = tempfile::tempdir().expect("a temporary directory");
        let [inside, outside] = ["inside", "outside"].map(|name| sandbox.path().join(name));
        fs::create_dir_all(&inside).expect("it can be made");
        fs::create_dir_all(outside.join("b")).expect("it can be made");
        fs::write(outside.join("b/precious"), "precious").expect("it can be written");
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (path, aside) = (inside.join("a"), sandbox.path().join("aside"));
                while !is_over.load(Ordering::Relaxed) {
                    let _ = fs::rename(&path, &aside);
                    let _ = symlink(&outside, &path);
                    let _ = fs::remove_file(&path);
                    let _ = fs::rename(&aside, &path);
                    let _ = fs::remove_dir_all(&aside);
                }
            });
            let mut failed = 0;
            for number in 0..1000 {
                let mut files = FileSet::default();
                for name in ["a/b/one", "a/b/two", "a/three"] {
                    files.add(name, number.to_string()).expect("the path is fine");
                }
                failed += usize::from(files.write(&inside).is_err());
                let paths: Vec<&str> = files.files().map(|(path, _)| path).collect();
                let root = Directory::open(&inside).expect("it is there");
                failed += usize::from(files.write_these(&root, &paths).is_err());
            }
            is_over.store(true, Ordering::Relaxed);
            assert!(failed > 0, "they never met");
        });
        assert_eq!(names(&outside), ["b"]);
        assert_eq!(names(&outside.join("b")), ["precious"]);
    }
}
