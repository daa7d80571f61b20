//! Digests of the contents of files, directories and links.
//!
//! Recipes have SHA-256 digests, too, so nothing more has to be trusted or built. Processors
//! compute it faster than files are opened. And it rules out that two contents are taken for the
//! same.

use std::fmt;
use std::io::Read as _;
use std::path::Path;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::exclusion::Exclusion;
use super::file_state::Kind;
use crate::files::hexadecimal;

/// The digest of a content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Digest(String);

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Digest {
    /// The digest of bytes.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    /// The digest of what cannot be read. It never counts as the same.
    pub(super) fn of_nothing() -> Self {
        Self(String::new())
    }

    /// Whether the content could be read.
    pub(super) fn is_known(&self) -> bool {
        !self.0.is_empty()
    }

    /// The digest of what is at a path now. The digest of a directory covers the names in it,
    /// except for those that are never kept, so that creating a target directory changes nothing.
    ///
    /// # Errors
    /// If the path cannot be read.
    pub(super) fn of(path: &Path, kind: Kind, exclusion: &Exclusion) -> std::io::Result<Self> {
        match kind {
            Kind::File => Self::of_file(path),
            Kind::Directory => Self::of_directory(path, exclusion),
            Kind::Link => {
                let target = fs::read_link(path)?;
                // Links on the way may change what it leads to.
                let end = path.canonicalize().unwrap_or_default();
                let [target, end] = [&target, &end].map(|p| p.as_os_str().as_encoded_bytes());
                Ok(Self::of_bytes(&[target, b"\0", end].concat()))
            }
            Kind::Other => Ok(Self::of_bytes(b"neither file nor directory nor link")),
        }
    }

    fn of_file(path: &Path) -> std::io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(Self::finish(hasher)),
                length => hasher.update(&buffer[..length]),
            }
        }
    }

    fn of_directory(path: &Path, exclusion: &Exclusion) -> std::io::Result<Self> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !exclusion.is_never_kept(&entry.path()) {
                names.push(entry.file_name());
            }
        }
        names.sort();
        let mut hasher = Sha256::new();
        for name in names {
            let bytes = name.as_encoded_bytes();
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        Ok(Self::finish(hasher))
    }

    fn finish(hasher: Sha256) -> Self {
        Self(hexadecimal(&hasher.finalize()))
    }
}
