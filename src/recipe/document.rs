//! The document itself.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{Error, Result};
use crate::files::digest;
use crate::project::{Manifest, PackageFiles, Project};
use crate::project_files::ProjectFile;
use crate::selection::{Profile, Scope, Selection};

/// The newest format of [`Chef`] that is understood.
pub(crate) const FORMAT: u64 = 1;

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    /// The established part.
    pub skeleton: Skeleton,
    /// Our part; a recipe of another tool has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chef: Option<Chef>,
}

/// Manifests and the files beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Skeleton {
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
pub(crate) enum ToolchainFile {
    /// `rust-toolchain`
    Bare,
    /// `rust-toolchain.toml`
    Toml,
}

/// What a recipe of ours says besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chef {
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
    pub sources: Vec<PackageFiles>,
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

impl ToolchainFile {
    /// That of a file with this path.
    pub(crate) fn of_path(path: &str) -> Self {
        if path == Self::Toml.path() { Self::Toml } else { Self::Bare }
    }

    /// The path of such a file.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Bare => "rust-toolchain",
            Self::Toml => "rust-toolchain.toml",
        }
    }
}

impl Chef {
    /// What a recipe of this kind says, and nothing more.
    pub(crate) fn new(kind: Kind) -> Self {
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
pub(crate) enum Kind {
    /// The manifests of a workspace.
    Workspace,
    /// The umbrella of one selection.
    Exact(Box<PreparedFor>),
}

/// What an exact recipe is prepared for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PreparedFor {
    /// The selection; stored as cargo's flags.
    #[serde(with = "flags")]
    pub selection: Selection,
    /// The only profile it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The only targets it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
}

impl PreparedFor {
    /// A selection, and what it is built for.
    pub(crate) fn new(selection: Selection, scope: &Scope) -> Self {
        Self {
            selection,
            profile: scope.profile.as_ref().map(|profile| profile.name().to_owned()),
            targets: scope.targets.clone(),
        }
    }

    fn scope(&self) -> Scope {
        Scope {
            profile: self.profile.as_deref().map(Profile::named),
            targets: self.targets.clone(),
        }
    }
}

/// The first twelve digits of the SHA-256 of a recipe's text: two recipes with the same digest are
/// the same to a build that caches by bytes.
pub(crate) fn short_digest(text: &str) -> String {
    digest(text.as_bytes()).chars().take(12).collect()
}

impl Recipe {
    /// Parses the text of a recipe; `path` is for messages.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let invalid = |reason: String| Error::Invalid { path: path.into(), reason };
        if text.trim().is_empty() {
            return Err(invalid("it is empty".into()));
        }
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        let format = value.get("chef").and_then(|chef| chef.get("format"));
        if let Some(found) = format.and_then(serde_json::Value::as_u64)
            && found > FORMAT
        {
            return Err(Error::TooNew { path: path.into(), found, known: FORMAT });
        }
        let recipe: Self =
            serde_json::from_value(value).map_err(|error| invalid(error.to_string()))?;
        for manifest in &recipe.skeleton.manifests {
            if let Err(error) = manifest.contents.parse::<toml::Table>() {
                let error: toml::de::Error = error;
                return Err(invalid(format!("`{}`: {}", manifest.relative_path, error.message())));
            }
        }
        recipe.project().files()?;
        if !recipe.skeleton.manifests.iter().any(|m| m.relative_path == "Cargo.toml") {
            return Err(invalid("it has no `Cargo.toml` for its root".into()));
        }
        Ok(recipe)
    }

    /// The text of the recipe; the same recipe gives the same bytes.
    pub(crate) fn to_text(&self) -> Result<String> {
        let mut text = serde_json::to_string(self).map_err(std::io::Error::from)?;
        text.push('\n');
        Ok(text)
    }

    /// What is to be restored: the workspace, or the umbrella.
    pub(crate) fn project(&self) -> Project {
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
    pub(crate) fn crates(&self) -> usize {
        let lockfile = self.skeleton.lock_file.as_deref().unwrap_or_default();
        lockfile.lines().filter(|line| line.starts_with("source = ")).count()
    }

    /// What the recipe is, in words without an article.
    pub(crate) fn in_words(&self) -> String {
        let Some(chef) = &self.chef else {
            return "recipe of another tool".into();
        };
        let Kind::Exact(prepared) = &chef.kind else {
            return "workspace recipe".into();
        };
        let flags = [prepared.selection.to_flags(), self.scope().to_flags()].concat().join(" ");
        if flags.is_empty() {
            return "exact recipe for the default selection".into();
        }
        format!("exact recipe for `{flags}`")
    }

    /// The selection that the recipe was prepared for; `None` for a workspace recipe.
    pub(crate) fn exact_selection(&self) -> Option<&Selection> {
        self.prepared_for().map(|prepared| &prepared.selection)
    }

    /// The profile and targets that the recipe was prepared for, as far as it is made for some.
    pub(crate) fn scope(&self) -> Scope {
        self.prepared_for().map(PreparedFor::scope).unwrap_or_default()
    }

    fn prepared_for(&self) -> Option<&PreparedFor> {
        match &self.chef.as_ref()?.kind {
            Kind::Exact(prepared) => Some(prepared),
            Kind::Workspace => None,
        }
    }

    /// `.cargo/config.toml`, if the recipe carries it.
    pub(crate) fn config(&self) -> Option<ProjectFile> {
        let contents = self.skeleton.config_file.clone()?;
        Some(ProjectFile { path: ".cargo/config.toml".into(), contents })
    }

    /// The toolchain file, if the recipe carries it.
    pub(crate) fn toolchain(&self) -> Option<ProjectFile> {
        let (kind, contents) = self.skeleton.rust_toolchain_file.clone()?;
        Some(ProjectFile { path: kind.path().into(), contents })
    }
}

/// The flags of `prepare` that make an exact recipe of a selection.
pub(crate) fn exact_flags(selection: &Selection, scope: &Scope) -> Vec<String> {
    let flags = [selection.to_flags(), scope.to_flags()].concat();
    if flags.is_empty() { vec!["--exact".into()] } else { flags }
}

/// A selection as a list of flags.
mod flags {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use crate::selection::Selection;

    pub(super) fn serialize<S: Serializer>(
        value: &Selection,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.to_flags().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Selection, D::Error> {
        let flags = Vec::<String>::deserialize(deserializer)?;
        Selection::from_flags(&flags)
            .ok_or_else(|| D::Error::custom(format!("`{}` selects nothing", flags.join(" "))))
    }
}
