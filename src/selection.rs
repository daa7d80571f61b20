//! What a cargo command line picks: packages, features, targets; and what it builds them for.
//!
//! A [`Selection`] and a [`Scope`] are what was typed, in cargo's terms. Which packages and units
//! that means is decided against a workspace, in [`crate::distil`].

use std::fmt;

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

impl Scope {
    /// The scope as cargo's flags, in one order.
    #[must_use]
    pub fn to_flags(&self) -> Vec<String> {
        let profile = match &self.profile {
            None => Vec::new(),
            Some(Profile::Release) => vec!["--release".into()],
            Some(profile) => vec!["--profile".into(), profile.name().to_owned()],
        };
        let targets = self.targets.iter().flat_map(|triple| ["--target".into(), triple.clone()]);
        profile.into_iter().chain(targets).collect()
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

    /// The selection as cargo's flags, in one order.
    #[must_use]
    pub fn to_flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        let mut pair = |flag: &str, value: &str| {
            flags.push(flag.to_owned());
            flags.push(value.to_owned());
        };
        match &self.packages {
            Packages::Default => {}
            Packages::Workspace { exclude } => {
                for spec in exclude {
                    pair("--exclude", spec);
                }
                flags.push("--workspace".into());
            }
            Packages::Named(specs) => {
                for spec in specs {
                    pair("--package", spec);
                }
            }
        }
        if !self.features.names.is_empty() {
            flags.extend(["--features".into(), self.features.names.join(",")]);
        }
        if self.features.all {
            flags.push("--all-features".into());
        }
        if self.features.no_default {
            flags.push("--no-default-features".into());
        }
        match &self.targets {
            Targets::Default => {}
            Targets::All => flags.push("--all-targets".into()),
            Targets::Only(filter) => filter.add_flags(&mut flags),
        }
        flags
    }
}

impl TargetFilter {
    fn add_flags(&self, flags: &mut Vec<String>) {
        if self.library {
            flags.push("--lib".into());
        }
        for (rule, one, all) in [
            (&self.binaries, "--bin", "--bins"),
            (&self.examples, "--example", "--examples"),
            (&self.tests, "--test", "--tests"),
            (&self.benches, "--bench", "--benches"),
        ] {
            match rule {
                Rule::None => {}
                Rule::All => flags.push(all.into()),
                Rule::Named(names) => {
                    for name in names {
                        flags.extend([one.to_owned(), name.clone()]);
                    }
                }
            }
        }
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = self.to_flags();
        if flags.is_empty() {
            return formatter.write_str("the default selection");
        }
        formatter.write_str(&flags.join(" "))
    }
}
