//! A single change between two recipes.

use serde::Serialize;

use super::graph::Reach;

/// How the names of changes to a whole member begin.
pub(super) const MEMBER: &str = "member ";

/// The name of a change to the format of the recipe.
pub(super) const FORMAT: &str = "format";

/// The name of a change to the configuration that leads to local crates below external ones.
pub(super) const LOCAL_CONFIG: &str = "local crates";

/// The name of a change to the lockfile that `prepare` made because the project has none.
pub(super) const MADE_LOCKFILE: &str = "lockfile";

/// How reliable a number of crates is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certainty {
    /// The number follows from the lockfile.
    Exact,
    /// The number may be lower, if other crates request the same features anyway.
    AtMost,
    /// The number may be higher, if a feature switches on others further down, or lower, if it was
    /// on already.
    About,
}

/// A change, and what it would cost on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// The part of the recipe that changed.
    pub group: Group,
    pub what: What,
    /// The crate, key or member that changed.
    pub name: String,
    /// The value before the change.
    pub from: Option<String>,
    /// The value after the change.
    pub to: Option<String>,
    /// Whether the project itself requests the crate, rather than another crate.
    pub is_direct: bool,
    /// The number of crates that this change alone would compile.
    pub compiled: usize,
    #[serde(skip)]
    pub(super) reach: Reach,
}

/// The part of a recipe that changed. Changes that cost the same are listed in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    /// The kind of recipe, and what it was prepared for.
    Selection,
    /// The toolchain that is pinned.
    Toolchain,
    Config,
    Profile,
    /// The crates in the lockfile.
    Crates,
    /// The features of crates, and what the crates are requested for.
    Features,
    /// `[patch]`, `[replace]` and the like in the root manifest.
    Workspace,
    /// The manifests of members.
    Members,
    /// What has to exist where the recipe is cooked.
    Needs,
    /// What the recipe says besides.
    Recipe,
    /// The way in which something is written that means the same.
    Form,
}

/// What happened to the part that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    Added,
    Removed,
    /// The version went up.
    Upgraded,
    /// The version went down.
    Downgraded,
    SwitchedOn,
    SwitchedOff,
    /// The code of a replacing crate, or its set of files, changed.
    Edited,
    /// The same crate now depends on other packages.
    Rewired,
    /// Anything else.
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

    /// The change of a value; `None` if it stayed the same.
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
