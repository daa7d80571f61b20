//! Selections and scopes as values.

/// The packages, features and targets of one `cargo build`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The workspace members that are built.
    pub packages: Packages,
    /// The features that are switched on.
    pub features: Features,
    /// The targets that are built.
    pub targets: Targets,
}

/// The workspace members that are built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Packages {
    /// The package of the current directory, or else the default members.
    #[default]
    Default,
    /// `--workspace`, without the packages of `--exclude`.
    Workspace {
        /// The specs of packages that are left out.
        exclude: Vec<String>,
    },
    /// `--package`: package specs, which may be patterns.
    Named(Vec<String>),
}

/// The features that are switched on in the selected packages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `--features`, split at commas and spaces.
    pub names: Vec<String>,
    /// `--all-features`.
    pub all: bool,
    /// `--no-default-features`.
    pub no_default: bool,
}

/// The targets that are built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Targets {
    /// Libraries and binaries.
    #[default]
    Default,
    /// `--all-targets`.
    All,
    /// The targets that other flags select.
    Only(TargetFilter),
}

/// The targets that `--lib`, `--bin`, `--bins`, `--test`, `--tests` and so on select together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetFilter {
    /// `--lib`.
    pub library: bool,
    /// `--bin`, `--bins`.
    pub binaries: Rule,
    /// `--example`, `--examples`.
    pub examples: Rule,
    /// `--test`, `--tests`.
    pub tests: Rule,
    /// `--bench`, `--benches`.
    pub benches: Rule,
}

/// Which targets of one kind are built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// None, because only other kinds are selected.
    #[default]
    None,
    /// All targets of the kind.
    All,
    /// The targets with these names, which may be patterns.
    Named(Vec<String>),
}

/// What a selection is built for, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The profile; `None` if any may be used.
    pub profile: Option<Profile>,
    /// The target triples, sorted; empty if any may be used.
    pub targets: Vec<String>,
}

/// The profile that is built with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Cargo's default profile.
    Dev,
    /// `--release`.
    Release,
    /// `--profile` with any other name.
    Named(String),
}

impl Profile {
    /// The profile with this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "dev" => Self::Dev,
            "release" => Self::Release,
            name => Self::Named(name.to_owned()),
        }
    }

    /// The name of the profile, as in a manifest.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
            Self::Named(name) => name,
        }
    }
}

impl Rule {
    /// Whether targets of this kind are selected.
    #[must_use]
    pub fn is_specific(&self) -> bool {
        *self != Rule::None
    }
}

impl Selection {
    /// Whether it is what cargo builds without any selection flag.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether cargo takes dev-dependencies into account for this selection.
    #[must_use]
    pub fn needs_dev_dependencies(&self) -> bool {
        match &self.targets {
            Targets::Default => false,
            Targets::All => true,
            Targets::Only(filter) => {
                [&filter.examples, &filter.tests, &filter.benches].iter().any(|r| r.is_specific())
            }
        }
    }
}

impl Scope {
    /// This scope, completed by another where it leaves something open.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let targets = if self.targets.is_empty() { &other.targets } else { &self.targets };
        Self {
            profile: self.profile.clone().or_else(|| other.profile.clone()),
            targets: targets.clone(),
        }
    }
}
