//! A cargo project as text, which a recipe contains and `cook` restores.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::files::{Error, FileSet, Result, located, normalized, prefix};

/// How the names of tests, benchmarks and examples begin in a workspace recipe. There, one target
/// represents all that have the same settings, so any name that is selected means it.
pub(crate) const ANY: &str = "chef-any-";

/// The package name of the umbrella's root. The names of its other packages begin with it.
pub(crate) const UMBRELLA: &str = "cargo-chef-umbrella";

/// The manifests of a project, and the files beside them that matter to cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// All manifests, sorted by path; the root manifest is `Cargo.toml`.
    pub manifests: Vec<Manifest>,
    /// The text of `Cargo.lock`.
    pub lockfile: Option<String>,
    /// The files of replacing crates, which are compiled from here.
    pub sources: Vec<PackageFiles>,
    /// The configuration whose entries lead to replacing crates. Its paths are relative to the
    /// root.
    pub config: Option<String>,
}

/// Where [`Project::config`] is written.
pub(crate) const CONFIG: &str = ".cargo/config.toml";

/// All files of a crate except its manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackageFiles {
    /// The directory of the crate relative to the root, with `/` between the parts.
    pub directory: String,
    /// The files, sorted by path.
    pub files: Vec<SourceFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceFile {
    /// The path relative to the crate's directory, with `/` between the parts.
    pub path: String,
    #[serde(flatten)]
    pub contents: FileContents,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
}

/// The contents of a file: text as it is, anything else encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileContents {
    Text(String),
    /// The bytes in base64.
    Base64(String),
}

impl From<Vec<u8>> for FileContents {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes)
            .map_or_else(|error| Self::Base64(STANDARD.encode(error.as_bytes())), Self::Text)
    }
}

impl FileContents {
    /// The bytes; `None` if they are not valid base64.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
        }
    }
}

/// One manifest, with the targets of its package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Manifest {
    /// The path relative to the root, with `/` between the parts.
    pub relative_path: String,
    pub contents: String,
    /// The targets that cargo can build; empty for a virtual manifest.
    pub targets: Vec<ListedTarget>,
}

/// A target of a package, as a recipe lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListedTarget {
    /// The main source file, relative to the manifest's directory.
    pub path: String,
    pub kind: ListedTargetKind,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ListedTargetKind {
    Lib { is_proc_macro: bool },
    Bin,
    Test,
    Bench,
    Example,
    BuildScript,
}

impl Manifest {
    /// The directory of the manifest, ending in `/`; empty for the root.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.relative_path.strip_suffix("Cargo.toml").unwrap_or_default()
    }
}

impl Project {
    /// Whether the package at the root is a replacing crate.
    #[must_use]
    pub fn has_replacing_root(&self) -> bool {
        self.sources.iter().any(|source| source.directory.is_empty())
    }

    /// All files, with an empty one for each target.
    ///
    /// # Errors
    /// [`Error::Outside`] if a path is not relative.
    pub fn files(&self) -> Result<FileSet> {
        let mut files = FileSet::default();
        for source in &self.sources {
            source.add_to(&mut files)?;
        }
        for manifest in &self.manifests {
            files.add(&manifest.relative_path, manifest.contents.as_str())?;
            for target in &manifest.targets {
                files.add_stub(&format!("{}{}", manifest.prefix(), target.path))?;
            }
        }
        if let Some(lockfile) = &self.lockfile {
            files.add("Cargo.lock", lockfile.as_str())?;
        }
        if let Some(config) = &self.config {
            files.add(CONFIG, config.as_str())?;
        }
        Ok(files)
    }

    /// Makes the paths of replacing crates outside of the root absolute, for a project that is written
    /// to another directory.
    pub(crate) fn place(&mut self, root: &Path) {
        self.for_each_outside(|path| {
            *path = located(root, path).to_string_lossy().into_owned();
        });
    }

    /// Calls a function for each path that leads to a replacing crate outside of the root.
    pub(crate) fn for_each_outside(&mut self, mut call: impl FnMut(&mut String)) {
        let manifest = self.manifests.iter_mut().find(|m| m.relative_path == "Cargo.toml");
        let texts = manifest.map(|manifest| &mut manifest.contents).into_iter();
        for text in texts.chain(&mut self.config) {
            let Ok(mut table) = text.parse::<Table>() else { continue };
            let mut is_changed = false;
            let mut visit = |value: &mut Value| {
                if let Value::String(path) = value
                    && path.starts_with("..")
                {
                    call(path);
                    is_changed = true;
                }
            };
            if let Some(Value::Array(paths)) = table.get_mut("paths") {
                paths.iter_mut().for_each(&mut visit);
            }
            if let Some(Value::Table(sources)) = table.get_mut("patch") {
                let patches = sources.iter_mut().filter_map(|(_, patches)| patches.as_table_mut());
                for (_, patch) in patches.flatten() {
                    patch.get_mut("path").into_iter().for_each(&mut visit);
                }
            }
            if let Some(Value::Table(specs)) = table.get_mut("replace") {
                for (_, by) in specs.iter_mut() {
                    by.get_mut("path").into_iter().for_each(&mut visit);
                }
            }
            if is_changed {
                *text = table.to_string();
            }
        }
    }
}

impl PackageFiles {
    /// Adds the files of the crate to a set.
    ///
    /// # Errors
    /// [`Error::Outside`] if a path leads out of the root or the crate.
    pub fn add_to(&self, files: &mut FileSet) -> Result<()> {
        for file in &self.files {
            let refuse = || Error::Outside(prefix(&self.directory) + &file.path);
            // A crate may be anywhere below the root, but its files only below the crate.
            let inside = |path: &str| normalized(path).filter(|path| !path.starts_with(".."));
            let directory = inside(&self.directory).ok_or_else(refuse)?;
            let path = prefix(&directory) + &inside(&file.path).ok_or_else(refuse)?;
            if path.starts_with(".cargo/") {
                // Cargo would look there for what to run. A recipe has its configuration elsewhere.
                continue;
            }
            let bytes = file.contents.bytes().ok_or_else(refuse)?;
            if file.executable {
                files.add_executable(&path, bytes)?;
            } else {
                files.add(&path, bytes)?;
            }
        }
        Ok(())
    }
}
