//! Chooses the files of a crate, as `cargo package` does.
//!
//! There are two differences. Ignore files apply even without a repository, so that a recipe is the
//! same from a checkout and from a Docker build context. And nothing above the workspace's root
//! applies, because that differs between machines.
//!
//! Links that lead out of the root are left out, and so are files that seem to hold credentials, unless
//! `package.include` names them.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use fs_err as fs;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::{Table, Value};

use super::error::Result;
use super::model::LeftOut;
use crate::files::relative;
use crate::project::{FileContents, SourceFile};

/// The names of files that hold credentials and that no compiler reads.
const CREDENTIALS: [&str; 10] = [
    ".env",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    ".npmrc",
    ".pypirc",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
];

/// All files of the crate in `directory` except its manifest, sorted by path, and what is left out.
pub(super) fn files(
    root: &Path,
    directory: &Path,
    manifest: &Table,
) -> Result<(Vec<SourceFile>, Vec<LeftOut>)> {
    let include = patterns(directory, manifest, "include");
    let exclude = patterns(directory, manifest, "exclude");
    let (mut found, mut left_out) = walk(root, directory, include.is_none())?;
    if !found.iter().any(|file| has_extension(&file.path)) {
        // The whole crate is ignored, but needed all the same.
        (found, left_out) = walk(root, directory, false)?;
    }
    let is_chosen = |path: &Path| {
        let matches = |list: &Gitignore| list.matched_path_or_any_parents(path, false).is_ignore();
        match (&include, &exclude) {
            (Some(include), _) => matches(include),
            (None, Some(exclude)) => !matches(exclude),
            (None, None) => true,
        }
    };
    found.retain(|file| is_chosen(&directory.join(&file.path)));
    left_out.retain(|(LeftOut::Link(path) | LeftOut::Credential(path))| is_chosen(path));
    if include.is_none() {
        let (credentials, others) = found.into_iter().partition(is_credential);
        found = others;
        let path = |file: SourceFile| LeftOut::Credential(directory.join(file.path));
        let credentials: Vec<SourceFile> = credentials;
        left_out.extend(credentials.into_iter().map(path));
    }
    found.sort();
    Ok((found, left_out))
}

/// Whether a file seems to hold a credential, by its name or as a private key.
fn is_credential(file: &SourceFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let is_named = CREDENTIALS.contains(&name) || name.starts_with(".env.");
    let text = match &file.contents {
        FileContents::Text(text) => text.as_str(),
        FileContents::Base64(_) => "",
    };
    is_named || (text.starts_with("-----BEGIN ") && text.contains("PRIVATE KEY-----"))
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

fn walk(
    root: &Path,
    directory: &Path,
    with_ignore_files: bool,
) -> Result<(Vec<SourceFile>, Vec<LeftOut>)> {
    // Start at the root, to meet its ignore files on the way.
    let start = if directory.starts_with(root) { root } else { directory };
    let crate_directory = directory.to_owned();
    let real_root = fs::canonicalize(root)?;
    let links = Arc::new(Mutex::new(Vec::new()));
    let outside = Arc::clone(&links);
    let mut walk = WalkBuilder::new(start);
    walk.standard_filters(false)
        .git_ignore(with_ignore_files)
        .require_git(false)
        .follow_links(true)
        .filter_entry(move |entry| {
            let path = entry.path();
            let is_wanted = is_on_the_way(path, &crate_directory);
            let is_out = is_wanted && entry.path_is_symlink() && !leads_into(path, &real_root);
            if is_out {
                outside.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            }
            is_wanted && !is_out
        });
    let mut files = Vec::new();
    let mut useless = Vec::new();
    for entry in walk.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => match path_of(&error).filter(|path| path.is_symlink()) {
                // It leads nowhere, or in a circle.
                Some(path) => {
                    useless.push(path.to_owned());
                    continue;
                }
                None => return Err(std::io::Error::other(error).into()),
            },
        };
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
    useless.append(&mut links.lock().unwrap_or_else(PoisonError::into_inner));
    useless.retain(|path| path.starts_with(directory));
    useless.sort();
    Ok((files, useless.into_iter().map(LeftOut::Link).collect()))
}

/// Whether a link leads to something in a directory.
fn leads_into(link: &Path, directory: &Path) -> bool {
    link.canonicalize().is_ok_and(|target| target.starts_with(directory))
}

/// The path that could not be looked at.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::Loop { child: path, .. } | ignore::Error::WithPath { path, .. } => {
            Some(path)
        }
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Whether a path leads to the crate or belongs to it. Other packages below it, build artifacts, a recipe
/// that was prepared before and version control do not belong to it. Neither does configuration, which
/// cargo does not read there and which may contain credentials.
fn is_on_the_way(path: &Path, directory: &Path) -> bool {
    if directory.starts_with(path) {
        return true;
    }
    let Ok(inner) = path.strip_prefix(directory) else {
        return false;
    };
    let name = inner.file_name().unwrap_or_default();
    let is_idle = [".git", ".cargo"].iter().any(|idle| name == *idle)
        || ["target", "Cargo.lock", "recipe.json"].iter().any(|idle| inner == Path::new(idle));
    !is_idle && !path.join("Cargo.toml").is_file()
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
