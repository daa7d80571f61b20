//! Finds the configuration files that cargo reads.

use std::path::{Path, PathBuf};

use fs_err as fs;

/// Cargo's home, which belongs to the machine.
pub(crate) fn cargo_home(directory: &Path) -> Option<PathBuf> {
    cargo_config2::cargo_home_with_cwd(directory)
}

/// The configuration files of a directory and of those above it, nearest first, and then that of
/// cargo's home.
pub(crate) fn files_of(directory: &Path) -> impl Iterator<Item = PathBuf> {
    cargo_config2::Walk::new(directory)
}

/// The configuration files of the directories above. That of cargo's home is left out, because it
/// belongs to the machine.
pub(super) fn files_above(root: &Path) -> Vec<PathBuf> {
    let home = cargo_home(root);
    let home = home.and_then(|home| fs::canonicalize(home).ok());
    let is_home = |path: &PathBuf| {
        let directory = path.parent().and_then(|directory| fs::canonicalize(directory).ok());
        directory.is_some() && directory == home
    };
    let above = root.parent().map(|above| cargo_config2::Walk::with_cargo_home(above, None));
    above.into_iter().flatten().filter(|path| !is_home(path)).collect()
}
