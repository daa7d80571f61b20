//! Writes a file atomically.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use fs4::FileExt;
use tempfile::NamedTempFile;

use super::error::Result;

/// How the names of files begin that are not complete yet.
pub(crate) const UNFINISHED: &str = ".cargo-chef-";

/// Writes a file so that readers see either the old file or the complete new one.
pub(crate) fn write_atomically(path: &Path, contents: &[u8]) -> Result<()> {
    Staged::new(path, contents)?.publish()
}

/// A complete file that is yet to get its name. It is removed when dropped.
#[derive(Debug)]
pub(crate) struct Staged {
    file: NamedTempFile,
    path: PathBuf,
}

impl Staged {
    /// Writes the file beside its path.
    pub(crate) fn new(path: &Path, contents: &[u8]) -> Result<Self> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let named = |error| named(path, &error);
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.prefix(UNFINISHED).tempfile_in(directory).map_err(named)?;
        // As long as it is locked, it is being written.
        let _ = FileExt::try_lock(file.as_file());
        file.write_all(contents).map_err(named)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Makes the file executable for everybody.
    pub(crate) fn make_executable(&self) -> Result<()> {
        make_executable(self.file.path())
    }

    /// Gives the file its name, in place of what has it.
    pub(crate) fn publish(self) -> Result<()> {
        let Self { file, path } = self;
        file.persist(&path).map_err(|error| named(&path, &error.error))?;
        Ok(())
    }
}

/// Removes what a run that was killed has left in a directory, but for these files. No other run may
/// be writing there.
pub(crate) fn remove_unfinished(directory: &Path, ours: &[Staged]) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        if is_unfinished && !ours.iter().any(|staged| staged.file.path() == entry.path()) {
            // What stays does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes what runs that were killed have left in a directory, though others may be writing there.
fn remove_abandoned(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        // One that has just been made is about to be locked.
        let is_old = || {
            let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            modified.and_then(|time| time.elapsed().ok()) > Some(Duration::from_secs(1))
        };
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && is_old()
            && fs::File::open(entry.path()).is_ok_and(|file| FileExt::try_lock(file.file()).is_ok())
        {
            // What stays does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn named(path: &Path, error: &std::io::Error) -> std::io::Error {
    // Drop the path of the temporary file, which tempfile adds and which means nothing to a
    // user.
    let text = error.to_string();
    let reason = text.split(" at path ").next().unwrap_or_default();
    std::io::Error::new(error.kind(), format!("failed to write `{}`: {reason}", path.display()))
}

/// Writes where the user has said, whatever is there: what is no file, such as a pipe or a terminal, is
/// written to, and a link stays a link.
///
/// # Errors
/// If there is a directory, if links lead nowhere, or if it cannot be written.
pub(crate) fn write_where_named(path: &Path, contents: &[u8]) -> Result<()> {
    let target = target_of(path)?;
    let is_file = fs::metadata(&target).is_ok_and(|metadata| metadata.is_file());
    // `/dev/stdout` may lead to a file, which others have open.
    let is_open = ["/dev", "/proc"].iter().any(|directory| target.starts_with(directory));
    if target.exists() && (!is_file || is_open) {
        let file = std::fs::OpenOptions::new().write(true).open(target);
        let written = file.and_then(|mut file| file.write_all(contents));
        return Ok(written.map_err(|error| named(path, &error))?);
    }
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    remove_abandoned(directory.unwrap_or(Path::new(".")));
    write_atomically(&target, contents)
}

/// What a chain of links leads to, whether that exists or not. Those of the system are not followed.
fn target_of(path: &Path) -> Result<PathBuf> {
    let mut target = path.to_owned();
    // As many as Linux follows.
    for _ in 0..40 {
        match std::fs::read_link(&target) {
            Ok(next) if !target.starts_with("/dev") && !target.starts_with("/proc") => {
                target = target.parent().unwrap_or(Path::new("")).join(next);
            }
            _ => return Ok(target),
        }
    }
    let message = format!("failed to write `{}`: its links lead nowhere", path.display());
    Err(std::io::Error::other(message).into())
}

/// Makes a file executable for everybody.
#[cfg(unix)]
pub(crate) fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    Ok(fs::set_permissions(path, permissions)?)
}

#[cfg(not(unix))]
pub fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
