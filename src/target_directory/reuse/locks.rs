//! Locks on a directory for reuse, which several builds may share.

use std::fs::File;
use std::path::Path;

use fs_err as fs;

use crate::files::Directory;
use crate::target_directory::lock::LOCK;
use fs4::FileExt;

/// Keeps others from writing. Where there is no lock yet, nobody writes: whoever wants to makes one
/// first. Where there can be none, we do without, as cargo does.
pub(super) fn shared(directory: &Path) -> Option<File> {
    let file = fs::File::open(directory.join(LOCK)).ok()?.into_parts().0;
    FileExt::lock_shared(&file).ok()?;
    Some(file)
}

/// Keeps all others out.
///
/// # Errors
/// If the file of the lock cannot be written.
pub(super) fn exclusive(directory: &Directory) -> std::io::Result<File> {
    let file = directory.open_own(LOCK, false)?;
    // A file system without locks is used without.
    let _ = FileExt::lock(&file);
    Ok(file)
}
