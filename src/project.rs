//! A cargo project as text: what a recipe carries and what is written to a scratch directory.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::tree::{Tree, normalized};

/// Tests, benchmarks and examples lose their names in a workspace recipe: one stands for all that
/// need the same. Its name begins with this, and any name that is asked for means it.
pub const ANY: &str = "chef-any-";

/// Manifests, and the files beside them that matter to cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// All manifests, sorted by path; the root manifest is `Cargo.toml`.
    pub manifests: Vec<Manifest>,
    /// The text of `Cargo.lock`.
    pub lockfile: Option<String>,
    /// Local crates that external ones depend on, which are compiled from here.
    pub sources: Vec<Source>,
    /// Configuration that puts such crates in their place; its paths are relative to the root.
    pub config: Option<String>,
}

/// Where [`Project::config`] is written.
pub const CONFIG: &str = ".cargo/config.toml";

/// All files of a crate but its manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
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
    pub contents: Contents,
    /// Whether it can be run as a program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
}

/// What is in a file: text as it is, anything else encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// The text.
    Text(String),
    /// The bytes in base 64.
    Base64(String),
}

impl From<Vec<u8>> for Contents {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes)
            .map_or_else(|error| Self::Base64(STANDARD.encode(error.as_bytes())), Self::Text)
    }
}

impl Contents {
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
    pub targets: Vec<Target>,
}

/// A target of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Its main source file, relative to the manifest's directory.
    pub path: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its name.
    pub name: String,
}

/// What a target is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TargetKind {
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
    /// [`crate::Error::RecipePath`] where a path is not relative.
    pub fn tree(&self) -> Result<Tree> {
        let mut tree = Tree::default();
        for source in &self.sources {
            source.add_to(&mut tree)?;
        }
        for manifest in &self.manifests {
            tree.add(&manifest.relative_path, manifest.contents.as_str())?;
            for target in &manifest.targets {
                tree.add_stub(&format!("{}{}", manifest.prefix(), target.path))?;
            }
        }
        if let Some(lockfile) = &self.lockfile {
            tree.add("Cargo.lock", lockfile.as_str())?;
        }
        if let Some(config) = &self.config {
            tree.add(CONFIG, config.as_str())?;
        }
        Ok(tree)
    }
}

impl Source {
    /// Adds its files.
    ///
    /// # Errors
    /// [`Error::RecipePath`] where a path leads elsewhere.
    pub fn add_to(&self, tree: &mut Tree) -> Result<()> {
        for file in &self.files {
            let refuse = || Error::RecipePath(format!("{}/{}", self.directory, file.path));
            // A crate may be anywhere below the root, its files only below the crate.
            let inside = |path: &str| normalized(path).filter(|path| !path.starts_with(".."));
            let directory = inside(&self.directory).ok_or_else(refuse)?;
            let path = format!("{directory}/{}", inside(&file.path).ok_or_else(refuse)?);
            let bytes = file.contents.bytes().ok_or_else(refuse)?;
            if file.executable {
                tree.add_executable(&path, bytes)?;
            } else {
                tree.add(&path, bytes)?;
            }
        }
        Ok(())
    }
}
