//! A cargo project as text: what a recipe carries and what is written to a scratch directory.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::files::{Error, FileSet, Result, normalized};

/// Tests, benchmarks and examples lose their names in a workspace recipe: one stands for all that
/// need the same. Its name begins with this, and any name that is asked for means it.
pub(crate) const ANY: &str = "chef-any-";

/// The package name of the umbrella; its other packages have names that begin with it.
pub(crate) const UMBRELLA: &str = "cargo-chef-umbrella";

/// Manifests, and the files beside them that matter to cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// All manifests, sorted by path; the root manifest is `Cargo.toml`.
    pub manifests: Vec<Manifest>,
    /// The text of `Cargo.lock`.
    pub lockfile: Option<String>,
    /// Local crates that external ones depend on, which are compiled from here.
    pub sources: Vec<PackageFiles>,
    /// Configuration that puts such crates in their place; its paths are relative to the root.
    pub config: Option<String>,
}

/// Where [`Project::config`] is written.
pub(crate) const CONFIG: &str = ".cargo/config.toml";

/// All files of a crate but its manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackageFiles {
    /// Path of the crate relative to the root, with `/` between its parts.
    pub directory: String,
    /// Sorted by path.
    pub files: Vec<SourceFile>,
}

/// A file of a crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path relative to the crate's directory, with `/` between its parts.
    pub path: String,
    /// What is in it.
    #[serde(flatten)]
    pub contents: FileContents,
    /// Whether it can be run as a program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
}

/// What is in a file: text as it is, anything else encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileContents {
    /// The text.
    Text(String),
    /// The bytes in base 64.
    Base64(String),
}

impl From<Vec<u8>> for FileContents {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes)
            .map_or_else(|error| Self::Base64(STANDARD.encode(error.as_bytes())), Self::Text)
    }
}

impl FileContents {
    /// The bytes; `None` where they are not encoded as they should be.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
        }
    }
}

/// One manifest with the targets of its package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Manifest {
    /// Path relative to the root, with `/` between its parts.
    pub relative_path: String,
    /// The text.
    pub contents: String,
    /// What cargo can build from it; nothing for a virtual manifest.
    pub targets: Vec<ListedTarget>,
}

/// A target of a package, as a recipe lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListedTarget {
    /// Its main source file, relative to the manifest's directory.
    pub path: String,
    /// What it is.
    pub kind: ListedTargetKind,
    /// Its name.
    pub name: String,
}

/// What a listed target is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ListedTargetKind {
    /// A library.
    Lib {
        /// Whether it is a procedural macro.
        is_proc_macro: bool,
    },
    /// A binary.
    Bin,
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
    /// An example.
    Example,
    /// A build script.
    BuildScript,
}

impl Manifest {
    /// The directory of the manifest with a `/` behind it; empty for the root.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.relative_path.strip_suffix("Cargo.toml").unwrap_or_default()
    }
}

impl Project {
    /// All files, with an empty file for each target.
    ///
    /// # Errors
    /// [`Error::Outside`] where a path is not relative.
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
}

impl PackageFiles {
    /// Adds its files.
    ///
    /// # Errors
    /// [`Error::Outside`] where a path leads elsewhere.
    pub fn add_to(&self, files: &mut FileSet) -> Result<()> {
        for file in &self.files {
            let refuse = || Error::Outside(format!("{}/{}", self.directory, file.path));
            // A crate may be anywhere below the root, its files only below the crate.
            let inside = |path: &str| normalized(path).filter(|path| !path.starts_with(".."));
            let directory = inside(&self.directory).ok_or_else(refuse)?;
            let path = format!("{directory}/{}", inside(&file.path).ok_or_else(refuse)?);
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
