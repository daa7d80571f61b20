//! A set of files that is written as a whole, below one directory and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;

use crate::error::{Error, Result};

/// Files by their path relative to a root, with `/` between the parts. A path may begin with
/// `..`: the root is then placed as deep as needed (see [`Tree::depth`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    executables: BTreeSet<String>,
}

impl Tree {
    /// Adds a file. The path must be relative and plain, `..` only in front.
    pub fn add(&mut self, path: &str, contents: impl Into<Vec<u8>>) -> Result<()> {
        let normal = normalized(path).ok_or_else(|| Error::RecipePath(path.to_owned()))?;
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
        let normal = normalized(path).ok_or_else(|| Error::RecipePath(path.to_owned()))?;
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
    /// as many directories below it as [`Tree::depth`] says. A file that is there already keeps
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

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    Ok(fs::set_permissions(path, permissions)?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

/// Joins without asking the file system what `..` means.
#[must_use]
pub fn lexical_join(base: &Path, relative: &str) -> PathBuf {
    let mut joined = base.to_owned();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}

/// The path without `.` parts and with `..` only in front; `None` where it is not relative.
#[must_use]
pub fn normalized(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => match parts.last() {
                None | Some(&"..") => parts.push(".."),
                Some(_) => {
                    parts.pop();
                }
            },
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let plain = |part: &&str| !part.contains(['\\', ':', '\0']);
    parts.iter().all(plain).then(|| parts.join("/"))
}

/// Writes a file so that a reader sees the old one or the whole new one.
pub fn write_atomically(path: &Path, contents: &[u8]) -> Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let named = |error: std::io::Error| {
        // tempfile adds the path of the temporary file, which means nothing to anybody.
        let text = error.to_string();
        let reason = text.split(" at path ").next().unwrap_or_default();
        std::io::Error::new(error.kind(), format!("failed to write `{}`: {reason}", path.display()))
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".cargo-chef-").tempfile_in(directory).map_err(named)?;
    file.write_all(contents).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}
