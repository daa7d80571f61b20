//! Directories that are emptied, copied and weighed.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use cargo_chef::process::Command;
use fs_err as fs;

pub fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    Ok(())
}

/// Replaces a directory by a copy of another, with its times.
pub fn replace(from: &Path, to: &Path) -> Result<()> {
    remove(to)?;
    let copied = Command::new("cp").args(["-a", "--reflink=auto"]).arg(from).arg(to).output()?;
    ensure!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    Ok(())
}

/// How many bytes a directory takes; what two names share counts once. None where it is not there.
pub fn bytes_in(directory: &Path) -> Result<u64> {
    if !directory.exists() {
        return Ok(0);
    }
    let output = Command::new("du").args(["-s", "--block-size=1"]).arg(directory).stdout()?;
    let text = String::from_utf8_lossy(&output);
    let number = text.split_whitespace().next().context("`du` says nothing")?;
    Ok(number.parse()?)
}
