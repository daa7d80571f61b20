//! What the file system tells about a file without reading it.

use std::fs::Metadata;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::time::Time;

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// A file with bytes in it.
    File,
    /// A directory, whose content is the list of its names.
    Directory,
    /// A symbolic link, whose content is where it leads.
    Link,
    /// A pipe, a socket or a device, which is never opened.
    Other,
}

/// The metadata of a file. As long as none of it changes, neither does the content, because each
/// write sets the time of the last change, and no program can set that one. On systems and file
/// systems that do not tell that time, the state is never relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileState {
    pub kind: Kind,
    /// The size in bytes.
    pub size: u64,
    /// The time of the last write, which cargo compares.
    pub modified: Time,
    /// The time of the last change to the content or the metadata.
    pub changed: Time,
    /// The number that identifies the file on its file system.
    pub inode: u64,
    /// The number of the file system.
    pub device: u64,
    /// The number of hard links.
    pub names: u64,
}

/// Whether the system tells all of this.
pub(super) const IS_TELLING: bool = cfg!(unix);

impl FileState {
    /// Asks the file system. A link is not followed.
    ///
    /// # Errors
    /// If the path cannot be read.
    pub(super) fn of(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(&path.symlink_metadata()?))
    }

    pub(super) fn new(metadata: &Metadata) -> Self {
        let kind = match metadata.file_type() {
            kind if kind.is_symlink() => Kind::Link,
            kind if kind.is_dir() => Kind::Directory,
            kind if kind.is_file() => Kind::File,
            _ => Kind::Other,
        };
        let modified = Time::modified(metadata);
        let state =
            Self { kind, size: 0, modified, changed: modified, inode: 0, device: 0, names: 1 };
        state.with_identity(metadata)
    }

    #[cfg(unix)]
    fn with_identity(self, metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let is_directory = self.kind == Kind::Directory;
        Self {
            size: if is_directory { 0 } else { metadata.len() },
            changed: Time::changed(metadata),
            inode: metadata.ino(),
            device: metadata.dev(),
            names: if is_directory { 1 } else { metadata.nlink() },
            ..self
        }
    }

    #[cfg(not(unix))]
    fn with_identity(self, metadata: &Metadata) -> Self {
        let is_directory = self.kind == Kind::Directory;
        Self { size: if is_directory { 0 } else { metadata.len() }, ..self }
    }
}
