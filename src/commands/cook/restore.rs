//! Writes stand-ins into the user's directory, for `--no-build`.
//!
//! What must hold: whatever the recipe says, nothing is written outside of the directory or through
//! a link. No file is lost that was not written here before. Either all files are written or none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::cargo::own_directory;
use crate::commands::reused::waiting;
use crate::error::{Misuse, Result};
use crate::files::{Directory, FileSet, digest, lexical_join, remove_unfinished};
use crate::shell;
use crate::target_directory::Lock;
use crate::words::listed;

/// Which files may be overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overwrite {
    /// Files that an earlier run wrote and nobody has changed since.
    StandIns,
    /// All files.
    Everything,
}

/// The name of the record.
const RECORD: &str = "stand-ins.json";

/// A record of the files that were written.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    /// The directory below which they were written.
    root: std::path::PathBuf,
    /// The digests of their contents, by path. While a run is writing, a file may have its old content
    /// or its new one.
    digests: BTreeMap<String, BTreeSet<String>>,
}

/// Writes `files` below `root`, and returns how many that are. A file in our part of the `target` directory remembers what was written.
///
/// # Errors
/// [`Misuse::InTheWay`] with all files that may not be overwritten, or [`Misuse::Link`] if a path
/// leads through a link.
pub(super) fn restore(
    root: &Path,
    files: &FileSet,
    target: &Path,
    overwrite: Overwrite,
) -> Result<usize> {
    let (outside, inside): (Vec<_>, Vec<_>) =
        files.files().partition(|(path, _)| path.starts_with("../"));
    for (path, _) in &inside {
        check_links(root, path)?;
    }
    let own = own_directory(target)?;
    let mut known = read_record(&own, root);
    if overwrite == Overwrite::StandIns {
        check_overwriting(root, &inside, &known)?;
    }
    for (path, contents) in &inside {
        known.digests.entry((*path).to_owned()).or_default().insert(digest(contents));
    }
    let _lock = Lock::of_build_directory(target, waiting)?;
    let directory = Directory::open(root)?;
    remove_unfinished(&own, Path::new(""), &[]);
    remove_unfinished(&directory, Path::new(".cargo"), &[]);
    // Before anything is written, so that a run that was killed can be repeated.
    write_record(&own, &known)?;
    let paths: Vec<&str> = inside.iter().map(|(path, _)| *path).collect();
    files.write_these(&directory, &paths)?;
    for (path, contents) in &inside {
        known.digests.insert((*path).to_owned(), BTreeSet::from([digest(contents)]));
    }
    write_record(&own, &known)?;
    for (path, _) in outside.iter().filter(|(path, _)| path.ends_with("Cargo.toml")) {
        shell::warning(&format!("`{path}` is outside of this directory, and is not written"));
    }
    if !outside.is_empty() {
        shell::hint("copy the crates outside of the root before anything is built");
    }
    Ok(inside.len())
}

fn write_record(own: &Directory, record: &Record) -> Result<()> {
    let text = serde_json::to_vec(record).map_err(std::io::Error::from)?;
    Ok(own.write_atomically(Path::new(RECORD), &text)?)
}

/// Reads the record. Without one that can be read, all files count as the user's.
fn read_record(own: &Directory, root: &Path) -> Record {
    let text = own.read(Path::new(RECORD)).unwrap_or_default();
    match serde_json::from_slice::<Record>(&text) {
        Ok(record) if record.root == root => record,
        _ => Record { root: root.to_owned(), digests: BTreeMap::new() },
    }
}

fn check_overwriting(root: &Path, files: &[(&str, &[u8])], known: &Record) -> Result<()> {
    let mut in_the_way = Vec::new();
    for (path, contents) in files {
        let to = lexical_join(root, path);
        if to.is_dir() || to.ancestors().skip(1).take_while(|a| *a != root).any(Path::is_file) {
            in_the_way.push((*path).to_owned());
            continue;
        }
        let existing = match fs::read(to) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            result => result?,
        };
        let is_ours = existing == *contents
            || known.digests.get(*path).is_some_and(|known| known.contains(&digest(&existing)));
        if !is_ours {
            in_the_way.push((*path).to_owned());
        }
    }
    if in_the_way.is_empty() {
        return Ok(());
    }
    let in_the_way: Vec<_> = in_the_way.iter().map(|path| format!("`{path}`")).collect();
    Err(Misuse::InTheWay(listed(&in_the_way, shell::shown())).into())
}

fn check_links(root: &Path, path: &str) -> Result<()> {
    let mut current = root.to_owned();
    for part in path.split('/') {
        current.push(part);
        if current.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(Misuse::Link(path.to_owned()).into());
        }
    }
    Ok(())
}
