//! The values.

/// The packages, features and targets of one `cargo build`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Which workspace members are built.
    pub packages: Packages,
    /// Which of their features are switched on.
    pub features: Features,
    /// Which of their targets are built.
    pub targets: Targets,
}

/// The workspace members that are built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Packages {
    /// The package of the current directory, else the default members.
    #[default]
    Default,
    /// `--workspace`, without those of `--exclude`.
    Workspace {
        /// Package specs that are left out.
        exclude: Vec<String>,
    },
    /// `--package`, repeated: package specs, which may be patterns.
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
    /// What the other flags name.
    Only(TargetFilter),
}

/// The sum of `--lib`, `--bin`, `--bins`, `--test`, `--tests` and so on.
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
    /// None of them, where other kinds are named.
    #[default]
    None,
    /// All of them.
    All,
    /// Those of these names or patterns.
    Named(Vec<String>),
}

/// What a selection is built for, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The profile; `None` where any may be used.
    pub profile: Option<Profile>,
    /// Target triples, sorted; where there is none, any may be used.
    pub targets: Vec<String>,
}

/// A profile that is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Cargo's default.
    Dev,
    /// `--release`.
    Release,
    /// `--profile`.
    Named(String),
}

impl Profile {
    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "dev" => Self::Dev,
            "release" => Self::Release,
            name => Self::Named(name.to_owned()),
        }
    }

    /// The profile's name.
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
    /// Whether this kind of target was asked for.
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

    /// Whether cargo takes dev-dependencies into account for it.
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
    /// This scope, with what it leaves open as in another.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let targets = if self.targets.is_empty() { &other.targets } else { &self.targets };
        Self {
            profile: self.profile.clone().or_else(|| other.profile.clone()),
            targets: targets.clone(),
        }
    }
}
