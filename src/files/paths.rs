//! Paths as recipes and manifests write them: relative, with `/` between the parts.

use std::path::{Component, Path, PathBuf};

/// Joins paths and resolves `..` without asking the file system, which would follow links. An absolute
/// path stays what it is.
pub(crate) fn lexical_join(base: &Path, relative: &str) -> PathBuf {
    let mut joined = if relative.starts_with('/') { PathBuf::from("/") } else { base.to_owned() };
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

/// The path without `.`, and with `..` only at the front; `None` if it is not relative.
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

/// As [`normalized`], also of an absolute path below `root`.
pub(crate) fn normalized_below(root: &Path, path: &str) -> Option<String> {
    match Path::new(path).strip_prefix(root) {
        Ok(below) => normalized(below.to_str()?),
        Err(_) => normalized(path),
    }
}

/// The path relative to `base`, with `/` between the parts.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let path = pathdiff::diff_paths(path, base).unwrap_or_else(|| path.into());
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The prefix of paths in a directory, which is empty for the root.
pub(crate) fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

/// The line of a Dockerfile that copies a file or directory of the project into a stage whose
/// working directory is the project's root.
pub(crate) fn copy_line(path: &str) -> String {
    let mut source = path.trim_start_matches("../");
    if source.starts_with('/') {
        // An absolute path does not tell where the file is in the build context.
        source = path.rsplit('/').next().unwrap_or(path);
    }
    if path.contains(char::is_whitespace) {
        return format!("COPY [{source:?}, {path:?}]");
    }
    format!("COPY {source} {path}")
}

/// A path that is absolute or relative to a directory, as an absolute one.
pub(crate) fn located(directory: &Path, path: &str) -> PathBuf {
    if Path::new(path).is_absolute() { path.into() } else { lexical_join(directory, path) }
}
