//! Directories of ours, which nobody may have replaced by a link to somewhere else.

use std::fs::File;
use std::path::Path;

use fs_err as fs;
use tempfile::TempDir;

use super::error::{Error, Result};

/// A directory for what is only needed for a while. It is removed when it is dropped.
///
/// # Errors
/// [`Error::NoTemporary`] if there is no place for it.
pub(crate) fn temporary_directory() -> Result<TempDir> {
    tempfile::tempdir()
        .map_err(|source| Error::NoTemporary { directory: std::env::temp_dir(), source })
}

/// Makes a directory, and those above it.
///
/// # Errors
/// [`Error::Link`] if it is a link.
pub(crate) fn make_directory(path: &Path) -> Result<()> {
    if path.is_symlink() {
        return Err(Error::Link(path.display().to_string()));
    }
    Ok(fs::create_dir_all(path)?)
}

/// Opens a file to write to it, and makes it where there is none. A link is not followed.
///
/// # Errors
/// If it cannot be written, or is a link.
pub(crate) fn open_own(path: &Path, truncate: bool) -> Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(truncate);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW.bits();
        options.custom_flags(i32::try_from(flags).unwrap_or_default());
    }
    if path.is_symlink() {
        return Err(Error::Link(path.display().to_string()));
    }
    Ok(fs::OpenOptions::from_options(options).open(path)?.into_parts().0)
}
