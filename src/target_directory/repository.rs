//! Finds the few files of a git repository that build scripts watch to learn which commit is built:
//! HEAD, packed-refs and the references.
//!
//! Nothing else in a repository is ever touched, because git compares the time of its index with
//! those of files.

use std::path::{Path, PathBuf};

use fs_err as fs;

/// The files and directories that tell which commit is checked out at or above a directory.
pub(super) fn watched_files(directory: &Path) -> Vec<PathBuf> {
    let Some(repository) = repository_of(directory) else {
        return Vec::new();
    };
    let common = common_directory(&repository);
    let mut files = vec![repository.join("HEAD"), common.join("packed-refs")];
    for place in [repository.join("refs"), common.join("refs")] {
        collect(&place, &mut files);
    }
    files.sort();
    files.dedup();
    files.retain(|path| path.symlink_metadata().is_ok());
    files
}

/// The root of the checkout that a directory is in.
pub(super) fn checkout_of(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|ancestor| ancestor.join(".git").exists())
}

/// The directory in which git keeps what belongs to this checkout. In a worktree or a submodule,
/// `.git` is a file that names it: <https://git-scm.com/docs/gitrepository-layout>.
fn repository_of(directory: &Path) -> Option<PathBuf> {
    let checkout = checkout_of(directory)?;
    let git = checkout.join(".git");
    if git.is_dir() {
        return git.canonicalize().ok();
    }
    let text = fs::read_to_string(&git).ok()?;
    let path = text.trim().strip_prefix("gitdir:")?.trim();
    checkout.join(path).canonicalize().ok()
}

/// The directory in which git keeps what all worktrees share.
fn common_directory(repository: &Path) -> PathBuf {
    let path = fs::read_to_string(repository.join("commondir"));
    let path = path.ok().and_then(|text| repository.join(text.trim()).canonicalize().ok());
    path.unwrap_or_else(|| repository.to_owned())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    files.push(directory.to_owned());
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}
