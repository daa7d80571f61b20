//! Paths as recipes and manifests write them: relative, with `/` between their parts.

use std::path::{Component, Path, PathBuf};

/// Joins without asking the file system what `..` means.
pub(crate) fn lexical_join(base: &Path, relative: &str) -> PathBuf {
    let mut joined = base.to_owned();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}

/// The path without `.` parts and with `..` only in front; `None` where it is not relative.
pub(crate) fn normalized(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => match parts.last() {
                None | Some(&"..") => parts.push(".."),
                Some(_) => {
                    parts.pop();
                }
            },
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let plain = |part: &&str| !part.contains(['\\', ':', '\0']);
    parts.iter().all(plain).then(|| parts.join("/"))
}

/// `path` relative to `base`, with `/` between its parts.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let path = pathdiff::diff_paths(path, base).unwrap_or_else(|| path.into());
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// What stands before the path of a file in this directory: nothing for the root.
pub(crate) fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

/// The line of a Dockerfile that brings a file or directory from the project into a stage whose
/// working directory is the project's root.
pub(crate) fn copy_line(path: &str) -> String {
    let source = path.trim_start_matches("../");
    match source.strip_prefix('/') {
        // Where it is in the build context cannot be known.
        Some(_) => format!("COPY {} {path}", path.rsplit('/').next().unwrap_or(path)),
        None => format!("COPY {source} {path}"),
    }
}
