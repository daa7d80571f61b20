//! The files beside the manifests: cargo's configuration, the toolchain file and the lockfile.
//!
//! A recipe carries them in a normal form, in which two files are equal where they come to the same
//! for dependencies.

use std::collections::BTreeSet;
use std::path::Path;

use fs_err as fs;
use toml::Table;

use crate::config::remove_local;
use crate::files::{lexical_join, write_atomically};
use crate::manifest::{self, parse_toml};
use crate::secrets::{self, Secret};

/// A text file, with its path relative to the workspace root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFile {
    /// Relative to the workspace root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub contents: String,
}

/// The kinds of files beside the manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProjectFileKind {
    /// Cargo's configuration.
    Configuration,
    /// The file that pins a toolchain.
    Toolchain,
    /// The lockfile.
    Lockfile,
}

/// What became of a file that was to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It was written.
    Written,
    /// One that comes to the same was there.
    Same,
    /// The file of this path was there, which is another.
    Differs(String),
}

/// Parts of cargo's configuration that cannot reach a compiled dependency.
const IDLE: [&str; 5] = ["alias", "term", "cargo-new", "install", "doc"];

impl ProjectFileKind {
    /// The paths that such a file can have. Cargo and rustup prefer the name without an extension.
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
    /// [`manifest::Error`] where it cannot be read, or is a configuration that is not TOML.
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

    /// Whether two files come to the same for dependencies. Of lockfiles each is taken as it is.
    pub(crate) fn are_same(self, left: &str, right: &str) -> bool {
        match self {
            Self::Configuration => {
                normal_configuration(left).text == normal_configuration(right).text
            }
            Self::Toolchain => normal_toolchain(left) == normal_toolchain(right),
            Self::Lockfile => true,
        }
    }

    /// Writes a file below `root` where there is none of its kind.
    ///
    /// # Errors
    /// Where it cannot be written, or the one that is there cannot be read.
    pub(crate) fn place(self, root: &Path, file: &ProjectFile) -> crate::files::Result<Placed> {
        let is_there = |path: &&&str| root.join(path).symlink_metadata().is_ok();
        if let Some(path) = self.paths().iter().find(is_there) {
            let contents = fs::read_to_string(root.join(path))?;
            let is_same = self.are_same(&contents, &file.contents);
            return Ok(if is_same { Placed::Same } else { Placed::Differs((*path).to_owned()) });
        }
        let path = lexical_join(root, &file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_atomically(&path, file.contents.as_bytes())?;
        Ok(Placed::Written)
    }
}

/// A configuration in normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NormalConfiguration {
    /// The text; `None` where nothing is left.
    pub text: Option<String>,
    /// What was left out because nobody should know it.
    pub secrets: BTreeSet<Secret>,
}

/// A configuration without what does not matter, what only puts local crates in place, and
/// secrets.
pub(crate) fn normal_configuration(contents: &str) -> NormalConfiguration {
    let Ok(mut table) = contents.parse::<Table>() else {
        return NormalConfiguration::default();
    };
    table.retain(|key, _| !IDLE.contains(&key));
    remove_local(&mut table);
    let mut secrets = secrets::remove_keys(&mut table);
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
