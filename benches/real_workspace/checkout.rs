//! A copy of the workspace in which something is built.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;

/// A directory with sources, and with a target directory that outlives them.
pub struct Checkout {
    pub root: PathBuf,
}

/// Left alone wherever it lies at the root.
const TARGET: &str = "target";

impl Checkout {
    pub fn new(root: PathBuf) -> Result<Self> {
        fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// What a new clone is: every file has the present time.
    pub fn renew(&self, origin: &Path) -> Result<()> {
        self.remove_sources()?;
        copy(origin, &self.root)
    }

    /// What a checkout is that never goes away: only files that differ are written.
    pub fn update(&self, origin: &Path) -> Result<()> {
        update(origin, &self.root, Some(TARGET))
    }

    /// What a container begins with.
    pub fn remove_all(&self) -> Result<()> {
        fs::remove_dir_all(&self.root)?;
        Ok(fs::create_dir_all(&self.root)?)
    }

    fn remove_sources(&self) -> Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_name() != TARGET {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

/// Copies a directory, without the times of its files.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &copied)?;
        } else {
            fs::copy(entry.path(), copied)?;
        }
    }
    Ok(())
}

fn update(from: &Path, to: &Path, kept: Option<&str>) -> Result<()> {
    fs::create_dir_all(to)?;
    let names = names_in(from)?;
    for name in names_in(to)?.difference(&names) {
        if kept.is_none_or(|kept| name != kept) {
            remove(&to.join(name))?;
        }
    }
    for name in names {
        let (source, copied) = (from.join(&name), to.join(&name));
        if source.is_dir() {
            update(&source, &copied, None)?;
        } else if !copied.exists() || fs::read(&source)? != fs::read(&copied)? {
            fs::copy(source, copied)?;
        }
    }
    Ok(())
}

fn names_in(directory: &Path) -> Result<BTreeSet<OsString>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(directory)? {
        names.insert(entry?.file_name());
    }
    Ok(names)
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    Ok(removed?)
}
