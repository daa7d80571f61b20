//! Locks on a directory for reuse, which several builds may share.

use std::fs::File;
use std::path::{Path, PathBuf};

use fs_err as fs;
use fs4::FileExt;

const NAME: &str = "lock";

/// Keeps others from writing. Where there is no lock yet, nobody writes: whoever wants to makes one
/// first. Where there can be none, we do without, as cargo does.
pub(super) fn shared(directory: &Path) -> Option<File> {
    let file = File::open(PathBuf::from(directory).join(NAME)).ok()?;
    FileExt::lock_shared(&file).ok()?;
    Some(file)
}

/// Keeps all others out.
///
/// # Errors
/// If the file of the lock cannot be written.
pub(super) fn exclusive(directory: &Path) -> std::io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(directory.join(NAME))?.into_parts().0;
    // A file system without locks is used without.
    let _ = FileExt::lock(&file);
    Ok(file)
}
