//! Remembers in a build directory what was brought over, so that it is only done once.

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::cargo::own_directory;
use crate::target_directory::path_text;
use crate::target_directory::project::{Project, own_directory_in};

const NAME: &str = "reused.json";

/// The directories that were brought over last.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    pub brought: Vec<Brought>,
}

/// A directory in the state in which it was brought over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Brought {
    #[serde(with = "path_text")]
    pub directory: PathBuf,
    pub generation: String,
    pub extent: Extent,
}

/// How much was brought over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Extent {
    /// Only external packages.
    External,
    /// Local packages, too, with what is known of their sources.
    All,
}

impl Extent {
    /// What a build needs. If `project` is `None`, only external packages are built.
    pub(super) fn for_build_of(project: Option<&Project>) -> Self {
        if project.is_some() { Self::All } else { Self::External }
    }
}

impl Record {
    /// Reads the record; one that cannot be read is empty.
    pub(super) fn read(build: &Path) -> Self {
        let text = fs::read(own_directory_in(build).join(NAME)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub(super) fn write(&self, build: &Path) -> std::io::Result<()> {
        let text = serde_json::to_vec(self).map_err(std::io::Error::other)?;
        let own = own_directory(build).map_err(std::io::Error::other)?;
        Ok(own.write_atomically(Path::new(NAME), &text)?)
    }

    /// How much was brought over of a generation, if anything was.
    pub(super) fn extent(&self, directory: &Path, generation: &str) -> Option<Extent> {
        let is_same = |known: &&Brought| {
            !generation.is_empty()
                && known.generation == generation
                && known.directory == *directory
        };
        self.brought.iter().find(is_same).map(|known| known.extent)
    }

    /// Notes what was brought over.
    pub(super) fn set(&mut self, directory: &Path, generation: &str, extent: Extent) {
        self.brought.retain(|known| known.directory != *directory);
        let (directory, generation) = (directory.to_owned(), generation.to_owned());
        self.brought.push(Brought { directory, generation, extent });
    }
}
