//! One change from a recipe to another.

use serde::Serialize;

use super::graph::Reach;

/// How the names of changes begin that are about a whole member.
pub(super) const MEMBER: &str = "member ";

/// How sure a number of crates is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certainty {
    /// It follows from the lockfile.
    Exact,
    /// Fewer, where other crates ask for the same features as the project did or does.
    AtMost,
    /// More, where a feature switches on others further down; fewer, where it was on already.
    About,
}

/// One change, and what it alone would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// What it is about.
    pub group: Group,
    /// What happened.
    pub what: What,
    /// The crate, key or member that it happened to.
    pub name: String,
    /// What was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether the project itself asks for it, rather than another crate.
    pub is_direct: bool,
    /// How many crates have to be compiled for this alone.
    pub compiled: usize,
    #[serde(skip)]
    pub(super) reach: Reach,
}

/// What a change is about; of changes that cost the same, the first is named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    /// What the recipe is, and what it was prepared for.
    Selection,
    /// The pinned toolchain.
    Toolchain,
    /// `.cargo/config.toml`.
    Config,
    /// `[profile]`.
    Profile,
    /// Crates of the lockfile.
    Crates,
    /// Features of crates, and for what they are asked for.
    Features,
    /// `[patch]`, `[replace]` and the like in the root manifest.
    Workspace,
    /// Manifests of members.
    Members,
    /// Nothing that means something.
    Form,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It has a higher version.
    Upgraded,
    /// It has a lower version.
    Downgraded,
    /// Features were switched on.
    SwitchedOn,
    /// Features were switched off.
    SwitchedOff,
    /// Its code is another, or its files are.
    Edited,
    /// It depends on other packages, although it is the same.
    Rewired,
    /// It is another in some other way.
    Changed,
}

impl Change {
    pub(super) fn new(group: Group, what: What, name: impl Into<String>, reach: Reach) -> Self {
        Self {
            group,
            what,
            name: name.into(),
            from: None,
            to: None,
            is_direct: true,
            compiled: 0,
            reach,
        }
    }

    pub(super) fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    pub(super) fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    pub(super) fn certainty(&self) -> Certainty {
        match self.what {
            _ if self.group != Group::Features => Certainty::Exact,
            What::SwitchedOn | What::SwitchedOff => Certainty::About,
            _ => Certainty::AtMost,
        }
    }

    /// A value that was set, removed or replaced; `None` where it stayed.
    pub(super) fn of_value(
        group: Group,
        name: impl Into<String>,
        values: (Option<String>, Option<String>),
        reach: Reach,
    ) -> Option<Self> {
        let what = match &values {
            (from, to) if from == to => return None,
            (None, _) => What::Added,
            (_, None) => What::Removed,
            _ => What::Changed,
        };
        let (from, to) = values;
        Some(Self { from, to, ..Self::new(group, what, name, reach) })
    }
}
