//! The files beside the manifests: cargo's configuration, the toolchain file and the lockfile.
//!
//! A recipe contains them in a normal form. Files that mean the same to dependencies have the same
//! normal form.

use std::collections::BTreeSet;
use std::path::Path;

use fs_err as fs;
use toml::{Table, Value};

use crate::config::remove_local;
use crate::files::Directory;
use crate::manifest::{self, parse_toml};
use crate::secrets::{self, Secret};

/// A text file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFile {
    /// The path relative to the workspace root, with `/` between the parts.
    pub path: String,
    pub contents: String,
}

/// The kinds of files beside the manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProjectFileKind {
    Configuration,
    /// The file that pins a toolchain.
    Toolchain,
    Lockfile,
}

/// What happened to a file that was to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    Written,
    /// A file that means the same was there already.
    Same,
    /// A file that means something else was there already, at this path.
    Differs(String),
}

/// The parts of cargo's configuration that cannot matter to a compiled dependency.
const IDLE: [&str; 5] = ["alias", "term", "cargo-new", "install", "doc"];

impl ProjectFileKind {
    /// The paths that such a file can have, the preferred one first. Cargo and rustup prefer the
    /// name without an extension.
    pub(crate) fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Configuration => &[".cargo/config", ".cargo/config.toml"],
            Self::Toolchain => &["rust-toolchain", "rust-toolchain.toml"],
            Self::Lockfile => &["Cargo.lock"],
        }
    }

    /// The file of this kind in a directory.
    ///
    /// # Errors
    /// [`manifest::Error`] if it cannot be read, or if it is a configuration that is not TOML.
    pub(crate) fn find(self, root: &Path) -> manifest::Result<Option<ProjectFile>> {
        let Some(path) = self.paths().iter().find(|path| root.join(path).is_file()) else {
            return Ok(None);
        };
        let contents = fs::read_to_string(root.join(path))?;
        if self == Self::Configuration {
            parse_toml(&root.join(path), &contents)?;
        }
        Ok(Some(ProjectFile { path: (*path).to_owned(), contents }))
    }

    /// Whether two files mean the same to dependencies. The lockfile of a project is never
    /// overwritten, so all lockfiles count as the same.
    pub(crate) fn are_same(self, left: &str, right: &str) -> bool {
        match self {
            Self::Configuration => {
                let kept = variables(left).intersection(&variables(right)).cloned().collect();
                normal_configuration(left, &kept).text == normal_configuration(right, &kept).text
            }
            Self::Toolchain => normal_toolchain(left) == normal_toolchain(right),
            Self::Lockfile => true,
        }
    }

    /// Writes a file below `root`, unless there is one of its kind.
    ///
    /// # Errors
    /// If the file cannot be written, or the existing one cannot be read.
    pub(crate) fn place(self, root: &Path, file: &ProjectFile) -> crate::files::Result<Placed> {
        let is_there = |path: &&&str| root.join(path).symlink_metadata().is_ok();
        if let Some(path) = self.paths().iter().find(is_there) {
            let contents = fs::read_to_string(root.join(path))?;
            let is_same = self.are_same(&contents, &file.contents);
            return Ok(if is_same { Placed::Same } else { Placed::Differs((*path).to_owned()) });
        }
        let directory = Directory::open(root)?;
        let (directory, name) = match file.path.split_once('/') {
            Some((parent, name)) => (directory.inner(parent)?, name),
            None => (directory, &*file.path),
        };
        directory.write_atomically(Path::new(name), file.contents.as_bytes())?;
        Ok(Placed::Written)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NormalConfiguration {
    /// The text; `None` if nothing is left.
    pub text: Option<String>,
    /// The credentials that were removed.
    pub secrets: BTreeSet<Secret>,
}

/// The names of the environment variables that a configuration sets.
fn variables(contents: &str) -> BTreeSet<String> {
    let table: Table = contents.parse().unwrap_or_default();
    let variables = table.get("env").and_then(Value::as_table);
    variables.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

/// A configuration without what does not matter to dependencies, without the entries that lead to
/// replacing crates, and without credentials, but with these variables.
pub(crate) fn normal_configuration(
    contents: &str,
    kept_variables: &BTreeSet<String>,
) -> NormalConfiguration {
    let Ok(mut table) = contents.parse::<Table>() else {
        return NormalConfiguration::default();
    };
    table.retain(|key, _| !IDLE.contains(&key));
    remove_local(&mut table);
    let mut secrets = secrets::remove_keys(&mut table, kept_variables);
    table.retain(|_, value| !value.as_table().is_some_and(Table::is_empty));
    let mut text = table.to_string();
    secrets.extend(secrets::remove_from_urls(&mut text));
    NormalConfiguration { text: (!table.is_empty()).then_some(text), secrets }
}

/// A toolchain file in normal form: the name of a channel, or TOML.
pub(crate) fn normal_toolchain(contents: &str) -> String {
    match contents.parse::<Table>() {
        Ok(table) => table.to_string(),
        Err(_) => format!("{}\n", contents.trim()),
    }
}
