//! The recipe: what `prepare` writes and `cook` reads.
//!
//! A recipe is JSON. Its `skeleton` is the established document of recipes; what is ours stands
//! under `chef`, which readers that do not know it skip.
//!
//! A *workspace recipe* holds the manifests of a workspace without what cannot matter to a
//! dependency ([`strip`]); `cook` chooses from it. An *exact recipe* holds the umbrella of one
//! selection ([`crate::distil`]), and changes only when that does.

pub mod contents;
pub mod diff;
mod entries;
mod files;
mod pin;
mod reduce;
pub mod requests;
mod secrets;
mod stand_in;
pub mod strip;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use fs_err as fs;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::distil::Umbrella;
use crate::error::{Error, Result};
use crate::project::{Manifest, Project, Source};
use crate::selection::{Profile, Scope, Selection};
use crate::workspace::config::is_specification;
use crate::workspace::lockfile;
use crate::workspace::{File, LockfileOrigin, Workspace};

pub use stand_in::stand_ins;

pub use files::{same_config, same_toolchain};
pub use secrets::Secret;

/// The newest format of [`Chef`] that is understood.
pub const FORMAT: u64 = 1;

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The established part.
    pub skeleton: Skeleton,
    /// Our part; a recipe of another tool has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chef: Option<Chef>,
    /// What was left out when it was made, for it would have been known to everybody.
    #[serde(skip)]
    pub secrets: BTreeSet<Secret>,
}

/// Manifests and the files beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skeleton {
    /// Sorted by path.
    pub manifests: Vec<Manifest>,
    /// The text of `.cargo/config.toml`.
    pub config_file: Option<String>,
    /// The text of `Cargo.lock`.
    pub lock_file: Option<String>,
    /// The text of `rust-toolchain.toml` or `rust-toolchain`.
    pub rust_toolchain_file: Option<(ToolchainFile, String)>,
}

/// Under which name rustup reads a toolchain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToolchainFile {
    /// `rust-toolchain`
    Bare,
    /// `rust-toolchain.toml`
    Toml,
}

/// What a recipe of ours says besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chef {
    /// See [`FORMAT`].
    pub format: u64,
    /// What the manifests are.
    #[serde(flatten)]
    pub kind: Kind,
    /// Manifests of path dependencies outside of the root, with paths that begin with `..`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<Manifest>,
    /// Local crates that external ones are compiled with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Configuration that puts such crates in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_config: Option<String>,
    /// Files and directories that have to be there when the recipe is cooked: what the
    /// configuration points to. Relative to the root, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The lockfile that the project does not have, where `prepare` had to make one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_lockfile: Option<String>,
}

impl Chef {
    /// What a recipe of this kind says, and nothing more.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            format: FORMAT,
            kind,
            outside: Vec::new(),
            sources: Vec::new(),
            local_config: None,
            needs: Vec::new(),
            made_lockfile: None,
        }
    }
}

/// The two kinds of recipes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Kind {
    /// The manifests of a workspace.
    Workspace,
    /// The umbrella of one selection.
    Exact {
        /// What it was prepared for, as cargo's flags.
        selection: Vec<String>,
        /// The only profile it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        /// The only targets it is for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        targets: Vec<String>,
    },
}

/// The first twelve digits of the SHA-256 of a recipe's text: two recipes with the same digest are
/// the same to a build that caches by bytes.
#[must_use]
pub fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let start = hash.iter().take(6).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{start:012x}")
}

impl Recipe {
    /// A recipe of the whole workspace.
    pub fn of_workspace(workspace: &Workspace) -> Result<Self> {
        let project = strip::strip(workspace);
        let (outside, inside): (Vec<_>, Vec<_>) =
            project.manifests.into_iter().partition(|m| m.relative_path.starts_with("../"));
        let project = Project { manifests: inside, ..project };
        let compiled = workspace.below_externals();
        let directories = compiled.iter().map(|&index| &*workspace.packages[index].directory);
        let needs = needs(workspace, directories.filter(|path| path.starts_with("..")));
        Ok(Self::new(workspace, project, Kind::Workspace, outside, needs))
    }

    /// A recipe of what one selection needs.
    #[must_use]
    pub fn of_umbrella(
        workspace: &Workspace,
        selection: &Selection,
        scope: &Scope,
        umbrella: &Umbrella,
    ) -> Self {
        let kind = Kind::Exact {
            selection: selection.to_flags(),
            profile: scope.profile.as_ref().map(|profile| profile.name().to_owned()),
            targets: scope.targets.clone(),
        };
        let targets = scope.targets.iter().filter(|target| is_specification(target));
        let needs = needs(workspace, umbrella.outside.iter().chain(targets).map(String::as_str));
        Self::new(workspace, umbrella.project.clone(), kind, Vec::new(), needs)
    }

    fn new(
        workspace: &Workspace,
        project: Project,
        kind: Kind,
        outside: Vec<Manifest>,
        needs: Vec<String>,
    ) -> Self {
        let made = workspace.lockfile_origin == LockfileOrigin::Missing;
        let made_lockfile = (made && !workspace.lockfile.packages.is_empty())
            .then(|| lockfile::write(lockfile::entries(&workspace.lockfile)));
        let file = workspace.configuration.file.as_ref();
        let (config_file, secrets) = file.map(files::config_and_secrets).unwrap_or_default();
        let mut recipe = Self {
            skeleton: Skeleton {
                manifests: project.manifests,
                config_file,
                lock_file: project.lockfile,
                rust_toolchain_file: workspace.toolchain.as_ref().map(files::toolchain),
            },
            chef: Some(Chef {
                format: FORMAT,
                kind,
                outside,
                sources: project.sources,
                local_config: project.config,
                needs,
                made_lockfile,
            }),
            secrets,
        };
        recipe.remove_secrets();
        recipe
    }

    /// URLs with credentials may stand in any manifest, and so in the lockfile.
    fn remove_secrets(&mut self) {
        let Self { skeleton, chef, secrets } = self;
        let mut manifests: Vec<&mut Manifest> = skeleton.manifests.iter_mut().collect();
        let mut texts: Vec<&mut String> = skeleton.lock_file.iter_mut().collect();
        if let Some(Chef { outside, made_lockfile, local_config, .. }) = chef {
            manifests.extend(outside);
            texts.extend(made_lockfile.iter_mut().chain(local_config));
        }
        texts.extend(manifests.into_iter().map(|manifest| &mut manifest.contents));
        for text in texts {
            secrets.extend(secrets::remove_from_urls(text));
        }
    }

    /// Reads a recipe from a file, or from stdin where the path is `-`.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(path, &Self::read_text(path)?)
    }

    /// The text of a file that should be a recipe, or of stdin where the path is `-`.
    pub fn read_text(path: &Path) -> Result<String> {
        if path == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Ok(text)
        } else {
            fs::read_to_string(path).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Error::RecipeMissing(path.into()),
                std::io::ErrorKind::InvalidData => {
                    Error::RecipeInvalid { path: path.into(), reason: "it is not text".into() }
                }
                _ => error.into(),
            })
        }
    }

    /// Parses the text of a recipe; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let invalid = |reason: String| Error::RecipeInvalid { path: path.into(), reason };
        if text.trim().is_empty() {
            return Err(invalid("it is empty".into()));
        }
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        let format = value.get("chef").and_then(|chef| chef.get("format"));
        if let Some(found) = format.and_then(serde_json::Value::as_u64)
            && found > FORMAT
        {
            return Err(Error::RecipeTooNew { path: path.into(), found, known: FORMAT });
        }
        let recipe: Self =
            serde_json::from_value(value).map_err(|error| invalid(error.to_string()))?;
        for manifest in &recipe.skeleton.manifests {
            if let Err(error) = manifest.contents.parse::<toml::Table>() {
                let error: toml::de::Error = error;
                return Err(invalid(format!("`{}`: {}", manifest.relative_path, error.message())));
            }
        }
        recipe.project().tree()?;
        if !recipe.skeleton.manifests.iter().any(|m| m.relative_path == "Cargo.toml") {
            return Err(invalid("it has no `Cargo.toml` for its root".into()));
        }
        Ok(recipe)
    }

    /// The text of the recipe; the same recipe gives the same bytes.
    pub fn to_text(&self) -> Result<String> {
        let mut text = serde_json::to_string(self).map_err(std::io::Error::from)?;
        text.push('\n');
        Ok(text)
    }

    /// What is to be restored: the workspace, or the umbrella.
    #[must_use]
    pub fn project(&self) -> Project {
        let mut manifests = self.skeleton.manifests.clone();
        manifests.extend(self.chef.iter().flat_map(|chef| chef.outside.iter().cloned()));
        Project {
            manifests,
            lockfile: self.skeleton.lock_file.clone(),
            sources: self.chef.as_ref().map(|chef| chef.sources.clone()).unwrap_or_default(),
            config: self.chef.as_ref().and_then(|chef| chef.local_config.clone()),
        }
    }

    /// The number of packages in the lockfile that come from a registry or a git repository. These
    /// have a source, in a line of its own; to parse it all would take as long as to write it.
    #[must_use]
    pub fn crates(&self) -> usize {
        let lockfile = self.skeleton.lock_file.as_deref().unwrap_or_default();
        lockfile.lines().filter(|line| line.starts_with("source = ")).count()
    }

    /// What the recipe is, in words without an article.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Some(chef) = &self.chef else {
            return "recipe of another tool".into();
        };
        let Kind::Exact { selection, .. } = &chef.kind else {
            return "workspace recipe".into();
        };
        let flags = [selection.clone(), self.scope().to_flags()].concat().join(" ");
        if flags.is_empty() {
            return "exact recipe for the default selection".into();
        }
        format!("exact recipe for `{flags}`")
    }

    /// The flags of `prepare` that make such a recipe; none for a workspace recipe.
    #[must_use]
    pub fn prepare_flags(&self) -> Vec<String> {
        let Some(selection) = self.exact_selection() else {
            return Vec::new();
        };
        let flags = [selection, &self.scope().to_flags()].concat();
        if flags.is_empty() { vec!["--exact".into()] } else { flags }
    }

    /// The selection that the recipe was prepared for, as flags; `None` for a workspace recipe.
    #[must_use]
    pub fn exact_selection(&self) -> Option<&[String]> {
        match &self.chef.as_ref()?.kind {
            Kind::Exact { selection, .. } => Some(selection),
            Kind::Workspace => None,
        }
    }

    /// The profile and targets that the recipe was prepared for, as far as it is made for some.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.chef.as_ref().map(|chef| &chef.kind) {
            Some(Kind::Exact { profile, targets, .. }) => {
                Scope { profile: profile.as_deref().map(Profile::named), targets: targets.clone() }
            }
            _ => Scope::default(),
        }
    }

    /// `.cargo/config.toml`, if the recipe carries it.
    #[must_use]
    pub fn config(&self) -> Option<File> {
        let contents = self.skeleton.config_file.clone()?;
        Some(File { path: ".cargo/config.toml".into(), contents })
    }

    /// The toolchain file, if the recipe carries it.
    #[must_use]
    pub fn toolchain(&self) -> Option<File> {
        let (kind, contents) = self.skeleton.rust_toolchain_file.clone()?;
        let path = match kind {
            ToolchainFile::Bare => "rust-toolchain",
            ToolchainFile::Toml => "rust-toolchain.toml",
        };
        Some(File { path: path.into(), contents })
    }
}

/// What cook has to find: what the configuration points to, and what else is needed.
fn needs<'p>(workspace: &Workspace, others: impl Iterator<Item = &'p str>) -> Vec<String> {
    let others = others.map(str::to_owned);
    let all: BTreeSet<_> = others.chain(workspace.configuration.needs.clone()).collect();
    all.into_iter().collect()
}
