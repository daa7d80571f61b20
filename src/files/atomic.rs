//! Writes a file atomically.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use fs4::FileExt;

use super::directory::{Directory, named};
use super::error::Result;

/// How the names of files begin that are not complete yet.
pub(crate) const UNFINISHED: &str = ".cargo-chef-";

/// Writes a file so that readers see either the old file or the complete new one.
pub(crate) fn write_atomically(path: &Path, contents: &[u8]) -> Result<()> {
    let Some(name) = path.file_name() else {
        let error = std::io::Error::from(ErrorKind::IsADirectory);
        return Err(named("write", path, &error).into());
    };
    let parent = path.parent().unwrap_or(Path::new(""));
    let directory = Directory::try_open(parent).map_err(|error| named("write", path, &error))?;
    directory.write_atomically(Path::new(name), contents)
}

impl Directory {
    /// Writes a file so that readers see either the old file or the complete new one. A link in its
    /// place is replaced.
    ///
    /// # Errors
    /// [`Error::LeadsOut`] if it would be elsewhere.
    pub(crate) fn write_atomically(&self, path: &Path, contents: &[u8]) -> Result<()> {
        Staged::new(self, path, contents)?.publish()
    }
}

/// A complete file that is yet to get its name. It is removed when dropped.
#[derive(Debug)]
pub(crate) struct Staged<'d> {
    directory: &'d Directory,
    file: File,
    /// The path of the file until then.
    unfinished: PathBuf,
    path: PathBuf,
}

impl<'d> Staged<'d> {
    /// Writes the file beside its path.
    pub(crate) fn new(directory: &'d Directory, path: &Path, contents: &[u8]) -> Result<Self> {
        let error = |error: std::io::Error| directory.error("write", path, &error);
        let (unfinished, file) = unused(directory, path).map_err(error)?;
        let mut staged = Self { directory, file, unfinished, path: path.to_owned() };
        // As long as it is locked, it is being written.
        let _ = FileExt::try_lock(&staged.file);
        staged.file.write_all(contents).map_err(error)?;
        Ok(staged)
    }

    /// Makes the file executable for everybody.
    pub(crate) fn make_executable(&self) -> Result<()> {
        Ok(make_executable(&self.file)?)
    }

    /// Gives the file its name, in place of what has it.
    pub(crate) fn publish(self) -> Result<()> {
        self.directory.rename(&self.unfinished, &self.path)
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // It is not there any more once it has got its name.
        let _ = self.directory.remove(&self.unfinished);
    }
}

/// Makes a file beside a path, under a name that nothing else has.
fn unused(directory: &Directory, path: &Path) -> std::io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let name = format!("{UNFINISHED}{}-{number}", std::process::id());
        let unfinished = path.with_file_name(name);
        match directory.create_new(&unfinished) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            made => return Ok((unfinished, made?)),
        }
    }
}

/// Removes what a run that was killed has left in a directory, but for these files. No other run may
/// be writing there.
pub(crate) fn remove_unfinished(directory: &Directory, path: &Path, ours: &[Staged<'_>]) {
    for name in directory.names(path) {
        let path = path.join(&name);
        let is_unfinished = name.to_string_lossy().starts_with(UNFINISHED);
        if is_unfinished && !ours.iter().any(|staged| staged.unfinished == path) {
            // What stays does no harm.
            let _ = directory.remove(&path);
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
        return Ok(written.map_err(|error| named("write", path, &error))?);
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
pub(crate) fn make_executable(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    file.set_permissions(permissions)
}

#[cfg(not(unix))]
pub(crate) fn make_executable(_: &File) -> std::io::Result<()> {
    Ok(())
}
