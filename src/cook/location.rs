//! Where cargo puts what it builds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::BuildOptions;
use crate::error::{Error, Result};

/// The target directory that cargo will use for the project at `root`, absolute. Asks cargo, from
/// `root`, about an empty package elsewhere: the answer lies below that package only where
/// neither configuration nor environment say anything.
pub fn target_directory(root: &Path, build: &BuildOptions) -> Result<PathBuf> {
    let current = std::env::current_dir()?;
    if let Some(directory) = &build.target_directory {
        return Ok(current.join(directory));
    }
    let probe = tempfile::tempdir()?;
    let manifest_path = probe.path().join("Cargo.toml");
    fs::write(
        &manifest_path,
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2018\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n",
    )?;
    let command = build
        .cargo()
        .args(["metadata", "--format-version", "1", "--no-deps", "--manifest-path"])
        .arg(&manifest_path)
        .args(build.config.iter().flat_map(|value| ["--config", value]))
        .directory(root);
    let stdout = command.cargo_output()?;
    let invalid = |reason: String| Error::CargoOutput { command: command.to_string(), reason };
    let answer: cargo_metadata::Metadata =
        serde_json::from_slice(&stdout).map_err(|error| invalid(error.to_string()))?;
    let directory = answer.target_directory.into_std_path_buf();
    Ok(match directory.strip_prefix(answer.workspace_root) {
        Ok(default) => root.join(default),
        Err(_) => directory,
    })
}

/// Our directory in the target directory, which is marked as a cache as cargo marks it.
pub fn scratch(target: &Path) -> Result<PathBuf> {
    let scratch = target.join("cargo-chef");
    fs::create_dir_all(&scratch)?;
    Ok(scratch)
}
