//! Finds files by their names.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use globwalk::{FileType, GlobWalkerBuilder};

/// How many directories below a package cargo looks for targets, with the file itself.
pub(crate) const TARGET_DEPTH: usize = 4;

/// The files and links below a directory that match one of these patterns, in no order. The patterns
/// are those of ignore files the other way round: `!target` leaves out what is named so, with all that
/// is in it. No link is followed.
///
/// # Errors
/// If a directory cannot be read.
pub(crate) fn files_named(
    directory: &Path,
    patterns: &[&str],
    depth: usize,
) -> Result<Vec<PathBuf>> {
    GlobWalkerBuilder::from_patterns(directory, patterns)
        .file_type(FileType::FILE | FileType::SYMLINK)
        .max_depth(depth)
        .build()?
        .map(|entry| Ok(entry.map_err(Error::from)?.into_path()))
        .collect()
}
