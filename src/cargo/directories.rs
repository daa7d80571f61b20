//! Finds the directories that cargo builds into.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::error::Result;
use super::options::BuildOptions;
use crate::files::{self, Directory};

/// The directories that cargo builds a project into, as absolute paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directories {
    /// The target directory.
    pub target: PathBuf,
    /// The build directory. It is only set if cargo would use another one for the umbrella, and
    /// therefore has to be told.
    pub build: Option<PathBuf>,
}

/// The target directory that cargo uses for the project at `root`, as an absolute path.
pub fn target_directory(root: &Path, build: &BuildOptions) -> Result<PathBuf> {
    directories(root, build).map(|directories| directories.target)
}

/// The directories that cargo uses for the project at `root`.
///
/// Cargo is asked from `root` about an empty package elsewhere. If the answer is a directory below
/// that package, it depends on where the package is, and is moved to `root`.
pub fn directories(root: &Path, build: &BuildOptions) -> Result<Directories> {
    let (answer, probe) = build.cargo.describe_elsewhere(root)?;
    let moved = |directory: &Path| directory.strip_prefix(&probe).map(|rest| root.join(rest));
    let answered = answer.target_directory.as_std_path();
    let target = match &build.target_directory {
        Some(directory) => std::env::current_dir()?.join(directory),
        None => moved(answered).unwrap_or_else(|_| answered.to_owned()),
    };
    let directory = answer.build_directory.as_ref().map(|path| path.as_std_path());
    let build = match directory.filter(|directory| *directory != answered) {
        None => None,
        Some(directory) => match moved(directory) {
            Ok(directory) => Some(directory),
            Err(_) => hashed_build_directory(root, build, directory)?,
        },
    };
    Ok(Directories { target, build })
}

/// The build directory, if its name contains a hash of the project's path. Only cargo knows that
/// hash, so it is asked about the project itself:
/// <https://doc.rust-lang.org/cargo/reference/config.html#buildbuild-dir>. If the project has no
/// manifest yet, it gets one for the time being.
fn hashed_build_directory(
    root: &Path,
    build: &BuildOptions,
    elsewhere: &Path,
) -> Result<Option<PathBuf>> {
    let (again, _) = build.cargo.describe_elsewhere(root)?;
    if again.build_directory.as_ref().is_none_or(|directory| directory.as_std_path() == elsewhere) {
        return Ok(None);
    }
    let manifest_path = root.join("Cargo.toml");
    let stand_in = if manifest_path.exists() { None } else { Some(StandIn::new(&manifest_path)?) };
    let answer = build.cargo.describe(&manifest_path, root).ask();
    drop(stand_in);
    Ok(answer?.build_directory.map(cargo_metadata::camino::Utf8PathBuf::into_std_path_buf))
}

/// A manifest that is removed when dropped.
struct StandIn<'p>(&'p Path);

impl<'p> StandIn<'p> {
    fn new(path: &'p Path) -> Result<Self> {
        use std::io::Write as _;
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        let stand_in = Self(path);
        file.write_all(b"[workspace]\n")?;
        Ok(stand_in)
    }
}

impl Drop for StandIn<'_> {
    fn drop(&mut self) {
        // Nothing useful can be done if the directory is gone.
        let _ = fs::remove_file(self.0);
    }
}

/// The name of our own directory.
pub(crate) const OWN_DIRECTORY: &str = "cargo-chef";

/// Our own directory in a target or build directory, which cargo marks as a cache. It is made where it
/// is missing.
///
/// # Errors
/// If it is a link: who knows what we would write or remove there.
pub(crate) fn own_directory(target: &Path) -> files::Result<Directory> {
    Directory::make(target)?.inner(OWN_DIRECTORY)
}
