//! Directories that are held open, so that what is done below them stays there.
//!
//! A path that was checked may lead elsewhere when it is used, because somebody has put a link there in
//! the meantime. Below a [`Directory`], the operating system itself refuses a path that leads out of it.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, SystemTimeSpec};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};
use cap_std::time::SystemTime;
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

/// A directory that is held open. All paths are relative to it.
#[derive(Debug)]
pub(crate) struct Directory {
    handle: Dir,
    path: PathBuf,
}

impl Directory {
    /// Opens a directory. Links on the way to it are the user's choice.
    ///
    /// # Errors
    /// If it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Ok(Self::try_open(path).map_err(|error| named("open", path, &error))?)
    }

    /// Does the same, and leaves it to the caller to name the path.
    pub(super) fn try_open(path: &Path) -> std::io::Result<Self> {
        let opened = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let handle = Dir::open_ambient_dir(opened, ambient_authority())?;
        Ok(Self { handle, path: path.to_owned() })
    }

    /// Opens a directory, and makes it and those above it where they are missing.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn make(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)?;
        Self::open(path)
    }

    /// The path with which the directory was opened.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a directory in this one, and makes it where it is missing.
    ///
    /// # Errors
    /// [`Error::Link`] if it is a link, wherever that leads.
    pub(crate) fn inner(&self, name: &str) -> Result<Self> {
        let path = self.path.join(name);
        match self.handle.create_dir(name) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(self.error("create", Path::new(name), &error));
            }
            _ => {}
        }
        let handle = self.handle.open_dir_nofollow(name).map_err(|error| {
            if self.is_link(Path::new(name)) {
                Error::Link(path.display().to_string())
            } else {
                self.error("open", Path::new(name), &error)
            }
        })?;
        Ok(Self { handle, path })
    }

    fn is_link(&self, path: &Path) -> bool {
        self.handle.symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
    }

    /// The metadata of a file, a directory or a link itself; `None` if it cannot be had.
    pub(crate) fn metadata(&self, path: &Path) -> Option<Metadata> {
        self.handle.symlink_metadata(path).ok()
    }

    /// The names of what is in a directory; none if it cannot be read.
    pub(crate) fn names(&self, path: &Path) -> Vec<PathBuf> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let entries = self.handle.read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().into()).collect()
    }

    /// Makes a directory, and those above it.
    ///
    /// # Errors
    /// [`Error::LeadsOut`] if it would be elsewhere.
    pub(crate) fn create_all(&self, path: &Path) -> Result<()> {
        if path.as_os_str().is_empty() {
            return Ok(());
        }
        self.handle.create_dir_all(path).map_err(|error| self.error("create", path, &error))
    }

    /// Opens a file to write to it, and makes it where there is none. A link is not followed.
    ///
    /// # Errors
    /// [`Error::Link`] if it is a link.
    pub(crate) fn open_own(&self, name: &str, truncate: bool) -> Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(truncate);
        options.follow(FollowSymlinks::No);
        let opened = self.handle.open_with(name, &options).map_err(|error| {
            if self.is_link(Path::new(name)) {
                Error::Link(self.path.join(name).display().to_string())
            } else {
                self.error("open", Path::new(name), &error)
            }
        })?;
        Ok(opened.into_std())
    }

    /// Opens a file that is there to read it.
    pub(crate) fn open_file(&self, path: &Path) -> std::io::Result<File> {
        Ok(self.handle.open(path)?.into_std())
    }

    /// Makes a file that was not there.
    pub(crate) fn create_new(&self, path: &Path) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        Ok(self.handle.open_with(path, &options)?.into_std())
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.handle.read(path)
    }

    /// Writes a file in place.
    ///
    /// # Errors
    /// [`Error::LeadsOut`] if it would be elsewhere.
    pub(crate) fn write(&self, path: &Path, contents: &[u8]) -> Result<()> {
        self.handle.write(path, contents).map_err(|error| self.error("write", path, &error))
    }

    /// Copies a file from anywhere into this directory, where it is not yet, with its permissions.
    /// Returns its size in bytes.
    pub(crate) fn copy(&self, from: &Path, to: &Path) -> Result<u64> {
        let mut source = fs::File::open(from)?.into_parts().0;
        let copied = self.create_new(to).and_then(|mut target| {
            // The kernel copies, or even shares the blocks.
            let size = std::io::copy(&mut source, &mut target)?;
            target.set_permissions(source.metadata()?.permissions())?;
            Ok(size)
        });
        copied.map_err(|error| self.error("write", to, &error))
    }

    /// Gives a file a second name.
    pub(crate) fn hard_link(&self, from: &Path, to: &Path) -> Result<()> {
        self.handle
            .hard_link(from, &self.handle, to)
            .map_err(|error| self.error("write", to, &error))
    }

    /// Makes a link, which may lead anywhere.
    pub(crate) fn symlink(&self, target: &Path, at: &Path) -> Result<()> {
        #[cfg(unix)]
        let made = self.handle.symlink_contents(target, at);
        #[cfg(not(unix))]
        let made = self.handle.symlink(target, at);
        made.map_err(|error| self.error("write", at, &error))
    }

    /// Gives a file, a directory or a link itself the time of its last change.
    pub(crate) fn set_modified(&self, path: &Path, time: std::time::SystemTime) -> Result<()> {
        let time = SystemTimeSpec::Absolute(SystemTime::from_std(time));
        let set = self.handle.set_symlink_times(path, None, Some(time));
        set.map_err(|error| self.error("write", path, &error))
    }

    /// Gives something another name, in place of what has it.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.handle.rename(from, &self.handle, to).map_err(|error| self.error("write", to, &error))
    }

    /// Removes an empty directory.
    pub(crate) fn remove_empty(&self, path: &Path) -> std::io::Result<()> {
        self.handle.remove_dir(path)
    }

    /// Removes whatever is there, if anything is: a file, a link or a directory with all that is in it.
    ///
    /// # Errors
    /// [`Error::LeadsOut`] if it is elsewhere.
    pub(crate) fn remove(&self, path: &Path) -> Result<()> {
        let removed = match self.handle.symlink_metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.handle.remove_dir_all(path),
            Ok(_) => self.handle.remove_file_or_symlink(path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            result => result.map_err(|error| self.error("remove", path, &error)),
        }
    }

    /// What is said of an error. That a path leads out, nobody but `cap-std` says, not the operating
    /// system.
    pub(super) fn error(&self, action: &str, path: &Path, error: &std::io::Error) -> Error {
        let is_out = error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none();
        if is_out {
            let (path, directory) = (path.to_owned(), self.path.clone());
            return Error::LeadsOut { path, directory };
        }
        named(action, &self.path.join(path), error).into()
    }
}

/// What is said of an error: what failed, and with which file.
pub(super) fn named(action: &str, path: &Path, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("failed to {action} `{}`: {error}", path.display()))
}
