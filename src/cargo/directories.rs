//! Where cargo puts what it builds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::error::Result;
use super::options::BuildOptions;

/// Where cargo will put what it builds for the project, absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directories {
    /// The target directory.
    pub target: PathBuf,
    /// The build directory, where cargo has to be told because it would find another one for the
    /// umbrella.
    pub build: Option<PathBuf>,
}

/// The target directory that cargo will use for the project at `root`, absolute.
pub fn target_directory(root: &Path, build: &BuildOptions) -> Result<PathBuf> {
    directories(root, build).map(|directories| directories.target)
}

/// Asks cargo, from `root`, about an empty package elsewhere: the answer lies below that package
/// only where it depends on where the package is.
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

/// The name of the build directory may hold a hash of where the project is, which only cargo
/// knows: <https://doc.rust-lang.org/cargo/reference/config.html#buildbuild-dir>. So it is asked
/// about the project itself. Where that is yet to come, a manifest stands there for as long.
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

/// A manifest that goes when this is dropped.
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
        // Nothing useful can be done when the directory is gone.
        let _ = fs::remove_file(self.0);
    }
}

/// Our directory in the target directory, which is marked as a cache as cargo marks it.
pub fn scratch(target: &Path) -> Result<PathBuf> {
    let scratch = target.join("cargo-chef");
    fs::create_dir_all(&scratch)?;
    Ok(scratch)
}
