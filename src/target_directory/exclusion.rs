//! Excludes what is never kept in a ledger: what cargo builds, and what git keeps for itself.

use std::path::{Path, PathBuf};

use fs_err as fs;

/// The mark of a directory that is a cache: <https://bford.info/cachedir/>. Cargo marks target
/// directories with it.
pub(super) const CACHE_MARK: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

/// The directories that are not kept in a ledger.
#[derive(Clone, Debug)]
pub(crate) struct Exclusion {
    outputs: Vec<PathBuf>,
    cargo_home: Option<PathBuf>,
}

impl Exclusion {
    /// Excludes these output directories, and the sources that cargo has fetched, which cargo takes
    /// to be immutable.
    pub(crate) fn new(outputs: Vec<PathBuf>, cargo_home: Option<&Path>) -> Self {
        Self { outputs, cargo_home: cargo_home.map(Path::to_owned) }
    }

    /// Whether this path itself is an output directory or a repository.
    pub(crate) fn is_never_kept(&self, path: &Path) -> bool {
        self.outputs.iter().any(|output| output == path)
            || self.cargo_home.as_deref() == Some(path)
            || path.file_name().is_some_and(|name| name == ".git")
    }

    /// Whether a path is below such a directory, or was fetched by cargo.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let fetched = self.cargo_home.iter().flat_map(|h| [h.join("registry"), h.join("git")]);
        self.outputs.iter().any(|output| path.starts_with(output))
            || fetched.into_iter().any(|directory| path.starts_with(directory))
            || path.ancestors().any(|part| part.file_name().is_some_and(|name| name == ".git"))
    }
}

/// Whether a directory is another target directory.
pub(super) fn is_cache(directory: &Path) -> bool {
    // A directory that was there before cargo, such as a mount, gets no mark.
    if directory.join(".rustc_info.json").is_file() {
        return true;
    }
    let mark = directory.join("CACHEDIR.TAG");
    mark.is_file() && fs::read(mark).is_ok_and(|text| text.starts_with(CACHE_MARK))
}
