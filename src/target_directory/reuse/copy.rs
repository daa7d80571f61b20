//! Copies the files of units, with their times.
//!
//! A file is cloned where the file system can do that, because `std::fs::copy` asks it to.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::unit_files::Item;
use crate::target_directory::file_state::{FileState, Kind};
use crate::target_directory::project::own_directory_in;
use crate::target_directory::time::Time;

/// Copies files into a directory in which none of them is. `time` gives each the time that it gets.
///
/// # Errors
/// If a file cannot be copied, or if it is not as it was written down.
pub(super) fn copy<'i>(
    items: impl Iterator<Item = &'i Item>,
    from: &Path,
    place: impl Fn(&Item) -> PathBuf,
    time: impl Fn(&Item) -> Time,
) -> Result<()> {
    let mut names: BTreeMap<(u64, u64), PathBuf> = BTreeMap::new();
    let mut directories = Vec::new();
    for item in items {
        let source = from.join(&item.path);
        let target = place(item);
        let state = FileState::of(&source)?;
        let FileState { kind, size, modified, .. } = state;
        if !item.is_as(&Item { path: item.path.clone(), kind, size, modified }) {
            return Err(changed(&source));
        }
        match item.kind {
            Kind::Directory => {
                fs::create_dir_all(&target)?;
                directories.push((target, item));
                continue;
            }
            Kind::Link => link(&fs::read_link(&source)?, &target)?,
            Kind::File => {
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent)?;
                }
                // Cargo gives some files two names.
                let known = names.get(&(state.device, state.inode));
                if let Some(known) = known.filter(|_| state.names > 1) {
                    fs::hard_link(known, &target)?;
                    continue;
                }
                if fs::copy(&source, &target)? != item.size {
                    return Err(changed(&source));
                }
                names.insert((state.device, state.inode), target.clone());
            }
            Kind::Other => return Err(changed(&source)),
        }
        time(item).give(&target, &target.symlink_metadata()?)?;
    }
    // Writing into a directory changes its time.
    for (target, item) in directories.into_iter().rev() {
        time(item).give(&target, &target.symlink_metadata()?)?;
    }
    Ok(())
}

/// Where files wait in a build directory until they are complete.
pub(super) fn incoming_in(build: &Path) -> PathBuf {
    own_directory_in(build).join("incoming")
}

/// Removes whatever is at a path, without following a link.
pub(super) fn remove(path: &Path) -> Result<()> {
    let removed = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn changed(path: &Path) -> Error {
    Error::new(ErrorKind::InvalidData, format!("`{}` is not as it was written", path.display()))
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<()> {
    fs_err::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, at: &Path) -> Result<()> {
    Err(Error::new(ErrorKind::Unsupported, format!("`{}` would be a link", at.display())))
}
