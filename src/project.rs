//! A cargo project as text: what a recipe carries and what is written to a scratch directory.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::tree::Tree;

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
        for manifest in &self.manifests {
            tree.add(&manifest.relative_path, manifest.contents.as_str())?;
            for target in &manifest.targets {
                tree.add_stub(&format!("{}{}", manifest.prefix(), target.path))?;
            }
        }
        if let Some(lockfile) = &self.lockfile {
            tree.add("Cargo.lock", lockfile.as_str())?;
        }
        Ok(tree)
    }
}
