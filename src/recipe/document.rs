//! The recipe as a document: what it contains, and how it is read and written.

use serde::{Deserialize, Serialize};

use super::error::Result;
use crate::files::digest;
use crate::project::{Manifest, PackageFiles, Project};
use crate::project_files::ProjectFile;
use crate::selection::{Profile, Scope, Selection};
use crate::words::command_line;

/// The newest format of [`Chef`] that this version understands.
pub(crate) const FORMAT: u64 = 1;

/// The whole document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    /// The established part, which upstream has, too.
    pub skeleton: Skeleton,
    /// Our part; `None` if another tool wrote the recipe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chef: Option<Chef>,
}

/// The manifests and the files beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Skeleton {
    /// The manifests, sorted by path.
    pub manifests: Vec<Manifest>,
    /// The text of `.cargo/config.toml`, in normal form.
    pub config_file: Option<String>,
    /// The text of `Cargo.lock`, in normal form.
    pub lock_file: Option<String>,
    /// The text of `rust-toolchain.toml` or `rust-toolchain`, in normal form.
    pub rust_toolchain_file: Option<(ToolchainFile, String)>,
}

/// The name of a toolchain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ToolchainFile {
    /// `rust-toolchain`
    Bare,
    /// `rust-toolchain.toml`
    Toml,
}

/// What our recipes say beyond the established part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chef {
    /// See [`FORMAT`].
    pub format: u64,
    #[serde(flatten)]
    pub kind: Kind,
    /// The manifests of path dependencies outside of the root, whose paths begin with `..`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<Manifest>,
    /// The files of replacing crates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<PackageFiles>,
    /// The configuration whose entries lead to replacing crates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_config: Option<String>,
    /// The files and directories that have to exist when the recipe is cooked, because the
    /// configuration points to them; sorted, and relative to the root unless absolute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The lockfile that `prepare` made, if the project has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_lockfile: Option<String>,
}

impl ToolchainFile {
    pub(crate) fn of_path(path: &str) -> Self {
        if path == Self::Toml.path() { Self::Toml } else { Self::Bare }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Bare => "rust-toolchain",
            Self::Toml => "rust-toolchain.toml",
        }
    }
}

impl Chef {
    /// A part that only says its kind.
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The recipe has the manifests of a workspace.
    Workspace,
    /// The recipe has the umbrella of one selection.
    Exact(Box<PreparedFor>),
}

/// What an exact recipe was prepared for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PreparedFor {
    /// The selection, which is stored as cargo's flags.
    #[serde(with = "flags")]
    pub selection: Selection,
    /// The only profile that the recipe is for; `None` if any may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The only targets that the recipe is for; empty if any may be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Whether cargo took out of the lockfile what it does not need.
    #[serde(rename = "index", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_settled: bool,
}

impl PreparedFor {
    pub(crate) fn new(selection: Selection, scope: &Scope) -> Self {
        Self {
            selection,
            profile: scope.profile.as_ref().map(|profile| profile.name().to_owned()),
            targets: scope.targets.clone(),
            is_settled: false,
        }
    }

    fn scope(&self) -> Scope {
        Scope {
            profile: self.profile.as_deref().map(Profile::named),
            targets: self.targets.clone(),
        }
    }
}

/// The digest of a recipe as it is shown: the first twelve digits of the SHA-256 of its text. To a
/// build that caches by bytes, recipes with the same digest are the same.
pub(crate) fn short_digest(text: &str) -> String {
    short(&digest(text.as_bytes())).to_owned()
}

/// The part of a SHA-256 that is shown.
pub(crate) fn short(digest: &str) -> &str {
    &digest[..12]
}

/// The number of external packages in a lockfile. Only they have a line with a source, so the lines are
/// counted: parsing would take as long as writing the recipe.
pub(crate) fn crates(lockfile: &str) -> usize {
    lockfile.lines().filter(|line| line.starts_with("source = ")).count()
}

impl Recipe {
    /// The text of the recipe. Equal recipes have equal bytes.
    pub(crate) fn to_text(&self) -> Result<String> {
        let mut text = serde_json::to_string(self).map_err(std::io::Error::from)?;
        text.push('\n');
        Ok(text)
    }

    /// The project that the recipe restores: the workspace or the umbrella.
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

    /// The number of [`crates`] in the lockfile.
    pub(crate) fn crates(&self) -> usize {
        crates(self.skeleton.lock_file.as_deref().unwrap_or_default())
    }

    /// A description of the recipe, without an article.
    pub(crate) fn in_words(&self) -> String {
        let Some(chef) = &self.chef else {
            return "recipe of another tool".into();
        };
        let Kind::Exact(prepared) = &chef.kind else {
            return "workspace recipe".into();
        };
        let flags = [prepared.selection.to_flags(), self.scope().to_flags()].concat();
        let flags = command_line(&flags);
        if flags.is_empty() {
            return "exact recipe for the default selection".into();
        }
        format!("exact recipe for `{flags}`")
    }

    /// The selection that the recipe was prepared for; `None` for a workspace recipe.
    pub(crate) fn exact_selection(&self) -> Option<&Selection> {
        self.prepared_for().map(|prepared| &prepared.selection)
    }

    /// The profile and targets that the recipe was prepared for, if any.
    pub(crate) fn scope(&self) -> Scope {
        self.prepared_for().map(PreparedFor::scope).unwrap_or_default()
    }

    /// Whether cargo took out of the lockfile what it does not need.
    pub(crate) fn is_settled(&self) -> bool {
        self.prepared_for().is_some_and(|prepared| prepared.is_settled)
    }

    fn prepared_for(&self) -> Option<&PreparedFor> {
        match &self.chef.as_ref()?.kind {
            Kind::Exact(prepared) => Some(prepared),
            Kind::Workspace => None,
        }
    }

    /// The `.cargo/config.toml` of the recipe, if it has one.
    pub(crate) fn config(&self) -> Option<ProjectFile> {
        let contents = self.skeleton.config_file.clone()?;
        Some(ProjectFile { path: ".cargo/config.toml".into(), contents })
    }

    /// The toolchain file of the recipe, if it has one.
    pub(crate) fn toolchain(&self) -> Option<ProjectFile> {
        let (kind, contents) = self.skeleton.rust_toolchain_file.clone()?;
        Some(ProjectFile { path: kind.path().into(), contents })
    }
}

/// The flags with which `prepare` makes an exact recipe of a selection.
pub(crate) fn exact_flags(selection: &Selection, scope: &Scope) -> Vec<String> {
    let flags = [selection.to_flags(), scope.to_flags()].concat();
    if flags.is_empty() { vec!["--exact".into()] } else { flags }
}

/// Stores a selection as a list of flags.
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
