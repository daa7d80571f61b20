//! Chooses the files of a crate, as `cargo package` does.
//!
//! There are two differences. Ignore files apply even without a repository, so that a recipe is the
//! same from a checkout and from a Docker build context. And nothing above the workspace's root
//! applies, because that differs between machines.

use std::path::Path;

use fs_err as fs;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::{Table, Value};

use super::error::Result;
use crate::files::relative;
use crate::project::SourceFile;

/// All files of the crate in `directory` except its manifest, sorted by path.
pub(super) fn files(root: &Path, directory: &Path, manifest: &Table) -> Result<Vec<SourceFile>> {
    let include = patterns(directory, manifest, "include");
    let exclude = patterns(directory, manifest, "exclude");
    let mut found = walk(root, directory, include.is_none())?;
    if !found.iter().any(|file| has_extension(&file.path)) {
        // The whole crate is ignored, but needed all the same.
        found = walk(root, directory, false)?;
    }
    let chosen = |file: &SourceFile| {
        let matches = |list: &Gitignore| {
            list.matched_path_or_any_parents(directory.join(&file.path), false).is_ignore()
        };
        match (&include, &exclude) {
            (Some(include), _) => matches(include),
            (None, Some(exclude)) => !matches(exclude),
            (None, None) => true,
        }
    };
    found.retain(chosen);
    found.sort();
    Ok(found)
}

fn has_extension(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// `package.include` or `package.exclude`, which have the syntax of ignore files.
fn patterns(directory: &Path, manifest: &Table, key: &str) -> Option<Gitignore> {
    let list = manifest.get("package")?.get(key)?.as_array()?;
    let mut builder = GitignoreBuilder::new(directory);
    for pattern in list.iter().filter_map(Value::as_str) {
        // If a pattern is invalid, cargo reports that.
        let _ = builder.add_line(None, pattern);
    }
    builder.build().ok()
}

fn walk(root: &Path, directory: &Path, with_ignore_files: bool) -> Result<Vec<SourceFile>> {
    // Start at the root, to meet its ignore files on the way.
    let start = if directory.starts_with(root) { root } else { directory };
    let crate_directory = directory.to_owned();
    let mut walk = WalkBuilder::new(start);
    walk.standard_filters(false)
        .git_ignore(with_ignore_files)
        .require_git(false)
        .follow_links(true)
        .filter_entry(move |entry| is_on_the_way(entry.path(), &crate_directory));
    let mut files = Vec::new();
    for entry in walk.build() {
        let entry = entry.map_err(std::io::Error::other)?;
        let path = entry.path();
        if path.starts_with(directory)
            && path != directory.join("Cargo.toml")
            && entry.file_type().is_some_and(|kind| kind.is_file())
        {
            files.push(SourceFile {
                path: relative(path, directory),
                contents: fs::read(path)?.into(),
                executable: is_executable(path),
            });
        }
    }
    Ok(files)
}

/// Whether a path leads to the crate or belongs to it. Other packages below it, build artifacts and
/// version control do not belong to it. Neither does configuration, which cargo does not read there
/// and which may contain credentials.
fn is_on_the_way(path: &Path, directory: &Path) -> bool {
    if directory.starts_with(path) {
        return true;
    }
    let Ok(inner) = path.strip_prefix(directory) else {
        return false;
    };
    let name = inner.file_name().unwrap_or_default();
    let is_idle = [".git", ".cargo"].iter().any(|idle| name == *idle) || inner == "target";
    !is_idle && !path.join("Cargo.toml").is_file() && inner != "Cargo.lock"
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}
