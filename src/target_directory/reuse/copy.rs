//! Copies the files of units, with their times.
//!
//! A file is cloned where the file system can do that, because the kernel does the copying.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::unit_files::Item;
use crate::cargo::OWN_DIRECTORY;
use crate::files::Directory;
use crate::target_directory::file_state::{FileState, Kind};
use crate::target_directory::time::Time;

/// Copies files into a directory in which none of them is. `time` gives each the time that it gets.
///
/// # Errors
/// If a file cannot be copied, or if it is not as it was written down.
pub(super) fn copy<'i>(
    items: impl Iterator<Item = &'i Item>,
    from: &Path,
    to: &Directory,
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
                to.create_all(&target)?;
                directories.push((target, item));
                continue;
            }
            Kind::Link => to.symlink(&fs::read_link(&source)?, &target)?,
            Kind::File => {
                if let Some(parent) = target.parent() {
                    to.create_all(parent)?;
                }
                // Cargo gives some files two names.
                let known = names.get(&(state.device, state.inode));
                if let Some(known) = known.filter(|_| state.names > 1) {
                    to.hard_link(known, &target)?;
                    continue;
                }
                if to.copy(&source, &target)? != item.size {
                    return Err(changed(&source));
                }
                names.insert((state.device, state.inode), target.clone());
            }
            Kind::Other => return Err(changed(&source)),
        }
        to.set_modified(&target, time(item).of_system())?;
    }
    // Writing into a directory changes its time.
    for (target, item) in directories.into_iter().rev() {
        to.set_modified(&target, time(item).of_system())?;
    }
    Ok(())
}

/// Where files wait in a build directory until they are complete, relative to it.
///
/// # Errors
/// If our own directory is a link.
pub(super) fn incoming_in(build: &Directory) -> Result<PathBuf> {
    build.inner(OWN_DIRECTORY)?;
    Ok(Path::new(OWN_DIRECTORY).join("incoming"))
}

fn changed(path: &Path) -> Error {
    Error::new(ErrorKind::InvalidData, format!("`{}` is not as it was written", path.display()))
}
