//! The files of each unit in a build directory.
//!
//! Cargo names the files and directories of a unit after its hash: `name-0123456789abcdef`, or the
//! hash alone. So whatever is at or below such a path belongs to that unit, in any layout.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::target_directory::file_state::{FileState, Kind};
use crate::target_directory::path_text;
use crate::target_directory::time::Time;
use crate::target_directory::units::is_hash;

/// What a build directory has besides units, and what we keep in it ourselves.
const NO_UNITS: [&str; 5] = ["cargo-chef", "doc", "incremental", "package", "tmp"];

/// How deep in the build directory units are: below `target/profile/build/package`.
const DEEPEST: usize = 5;

/// Names a unit: the directory of its profile, a slash, and the hash. Where the hash is not that of
/// a unit after all, several units have one key, and stay together.
pub(super) type Key = String;

/// The units of a build directory.
pub(super) type UnitFiles = BTreeMap<Key, Vec<Item>>;

/// A file, a directory or a link of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Item {
    /// The path relative to the build directory.
    #[serde(with = "path_text")]
    pub path: PathBuf,
    pub kind: Kind,
    /// The size in bytes; 0 for a directory.
    pub size: u64,
    pub modified: Time,
}

impl Item {
    /// Whether the file is as it was written down, whatever became of its time on the way.
    pub(super) fn is_as(&self, found: &Self) -> bool {
        let is_same_file = || self.size == found.size && self.modified.is_kept_as(found.modified);
        self.path == found.path
            && self.kind == found.kind
            && (self.kind != Kind::File || is_same_file())
    }

    /// Whether cargo finds out by this whether the unit is fresh.
    pub(super) fn is_of_fingerprint(&self) -> bool {
        self.fingerprint().is_some()
    }

    /// The directory of the fingerprint that this is, or is in.
    pub(super) fn fingerprint(&self) -> Option<&Path> {
        let is_fingerprint = |path: &&Path| {
            let around = path.parent().and_then(Path::file_name).unwrap_or_default();
            around == ".fingerprint"
                || (path.ends_with("fingerprint") && hash_of(&around.to_string_lossy()).is_some())
        };
        self.path.ancestors().find(is_fingerprint)
    }
}

/// Whether both are the same compilation of a unit.
pub(super) fn are_same(one: &[Item], other: &[Item]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_as(other))
}

/// Whether the paths stay below the directory that they are relative to.
pub(super) fn are_below(items: &[Item]) -> bool {
    let is_plain = |item: &Item| {
        let mut parts = item.path.components();
        item.path.parent().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
    };
    let links: Vec<&Item> = items.iter().filter(|item| item.kind == Kind::Link).collect();
    let is_through =
        |item: &Item| links.iter().any(|l| item.path != l.path && item.path.starts_with(&l.path));
    items.iter().all(|item| is_plain(item) && !is_through(item))
}

/// Finds the files of all units, in the order in which they can be written.
pub(super) fn scan(build: &Path) -> UnitFiles {
    let mut found = UnitFiles::new();
    walk(build, Path::new(""), 0, &mut found);
    found
}

/// The hash in the name of a file or directory of a unit.
pub(super) fn hash_of(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    let hash = stem.rsplit('-').next()?;
    let is_lower = !hash.bytes().any(|byte| byte.is_ascii_uppercase());
    (is_lower && is_hash(Path::new(hash))).then_some(hash)
}

/// The key of the unit whose outermost path this is.
fn key_at(path: &Path) -> Option<Key> {
    let hash = hash_of(path.file_name()?.to_str()?)?;
    let profile = path.parent()?.parent()?;
    Some(profile.join(hash).to_str()?.to_owned())
}

fn walk(build: &Path, directory: &Path, depth: usize, found: &mut UnitFiles) {
    for (name, path, state) in entries(build, directory) {
        if depth <= 1 && NO_UNITS.contains(&name.as_str()) {
            continue;
        }
        match key_at(&path) {
            Some(key) => add(build, path, &state, found.entry(key).or_default()),
            None if state.kind == Kind::Directory && depth < DEEPEST => {
                walk(build, &path, depth + 1, found);
            }
            None => {}
        }
    }
}

/// A directory and everything in it; `None` if it cannot be looked at.
pub(super) fn below(build: &Path, directory: PathBuf) -> Option<Vec<Item>> {
    let state = FileState::of(&build.join(&directory)).ok()?;
    let mut items = Vec::new();
    add(build, directory, &state, &mut items);
    Some(items)
}

fn add(build: &Path, path: PathBuf, state: &FileState, items: &mut Vec<Item>) {
    let FileState { kind, size, modified, .. } = *state;
    let below = if kind == Kind::Directory { entries(build, &path) } else { Vec::new() };
    items.push(Item { path, kind, size, modified });
    for (_, path, state) in below {
        add(build, path, &state, items);
    }
}

/// What is in a directory, by name.
fn entries(build: &Path, directory: &Path) -> Vec<(String, PathBuf, FileState)> {
    let Ok(entries) = fs::read_dir(build.join(directory)) else {
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let state = FileState::of(&entry.path()).ok()?;
            Some((name.to_string_lossy().into_owned(), directory.join(name), state))
        })
        .collect();
    found.sort_by(|one, other| one.1.cmp(&other.1));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_end_of_a_name() {
        for (name, hash) in [
            ("libfoo-0123456789abcdef.rlib", true),
            ("foo-bar-0123456789abcdef", true),
            ("0123456789abcdef", true),
            ("foo-0123456789abcdef.foo.5e9c-cgu.0.rcgu.o", true),
            ("foo-0123456789abcde", false),
            ("foo-0123456789ABCDEF", false),
            ("libfoo.rlib", false),
        ] {
            assert_eq!(hash_of(name).is_some(), hash, "{name}");
        }
    }

    #[test]
    fn a_unit_has_one_key() {
        let key_of = |path: &str| Path::new(path).ancestors().filter_map(key_at).last();
        let keys = |paths: [&str; 3]| paths.map(|path| key_of(path).unwrap_or_default());
        let old = [
            "debug/deps/libfoo-0123456789abcdef.rlib",
            "debug/.fingerprint/foo-0123456789abcdef/lib-foo",
            "debug/build/foo-0123456789abcdef/out/x-ffffffffffffffff.rs",
        ];
        assert_eq!(keys(old), ["debug/0123456789abcdef"; 3]);
        let new = [
            "t/debug/build/foo/0123456789abcdef/out/libfoo-ffffffffffffffff.rlib",
            "t/debug/build/foo/0123456789abcdef/fingerprint/lib-foo",
            "t/debug/build/foo/0123456789abcdef",
        ];
        assert_eq!(keys(new), ["t/debug/build/0123456789abcdef"; 3]);
        assert_eq!(key_of("debug/foo"), None);
    }

    #[test]
    fn paths_that_lead_elsewhere_are_noticed() {
        let item =
            |path: &str, kind| Item { path: path.into(), kind, size: 0, modified: Time::MIN };
        let is_fine = |items: &[Item]| are_below(items);
        assert!(is_fine(&[item("debug/deps/a-0123456789abcdef.d", Kind::File)]));
        assert!(!is_fine(&[item("/etc/a-0123456789abcdef.d", Kind::File)]));
        assert!(!is_fine(&[item("../a-0123456789abcdef.d", Kind::File)]));
        assert!(!is_fine(&[item("debug/../../a", Kind::File)]));
        assert!(!is_fine(&[item("a/link", Kind::Link), item("a/link/b", Kind::File)]));
    }
}
