//! Why two recipes differ, and what that costs.
//!
//! A [`Difference`] lists what changed from an older recipe to a newer one, and which crates have
//! to be compiled because of it, along the graph of the newer lockfile. What a feature switches on
//! further down is not in a lockfile, so a count that rests on features is an estimate. Recipes
//! differ where their bytes do: what cannot be named otherwise is named as such.

pub mod crates;
mod features;
pub mod graph;
mod manifests;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod words;

use serde::Serialize;

use super::Recipe;
use super::contents::Contents;
use crate::error::Result;
use graph::{Graph, Reach};

/// What changed from one recipe to another, most costly first.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The number of crates of the newer recipe.
    pub crates: usize,
    /// How many of them have to be compiled.
    pub compiled: usize,
    /// How sure that number is.
    pub certainty: Certainty,
    /// The changes, those first that have most crates compiled.
    pub changes: Vec<Change>,
}

/// How the names of changes begin that are about a whole member.
const MEMBER: &str = "member ";

/// How sure a number of crates is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It follows from the lockfile.
    Exact,
    /// Fewer, where other crates ask for the same features as the project did or does.
    AtMost,
    /// More, where a feature switches on others further down; fewer, where it was on already.
    About,
}

/// One change, and what it alone would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
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
    reach: Reach,
}

/// What a change is about; of changes that cost the same, the first is named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
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
pub enum What {
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
    fn new(group: Group, what: What, name: impl Into<String>, reach: Reach) -> Self {
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

    fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    fn certainty(&self) -> Certainty {
        match self.what {
            _ if self.group != Group::Features => Certainty::Exact,
            What::SwitchedOn | What::SwitchedOff => Certainty::About,
            _ => Certainty::AtMost,
        }
    }

    /// A value that was set, removed or replaced; `None` where it stayed.
    fn of_value(
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

impl Difference {
    /// Compares two recipes; each comes with the name by which errors call it.
    ///
    /// # Errors
    /// [`crate::Error::RecipeInvalid`] where a lockfile cannot be read.
    pub fn between(old: (&str, &Recipe), new: (&str, &Recipe)) -> Result<Self> {
        let (old, new) = (Contents::of_file(old.0, old.1)?, Contents::of_file(new.0, new.1)?);
        let graph = Graph::new(&new.lockfile);
        let mut changes = settings::changes(&old, &new);
        let compared = crates::compare(&old, &new, &graph);
        let by_features = if old.is_exact() == new.is_exact() {
            features::changes(&old, &new, &compared)
        } else {
            Vec::new()
        };
        changes.extend(compared.changes);
        changes.extend(crates::edited(&old, &new));
        changes.extend(by_features);
        if old.is_like(&new) && !new.is_exact() {
            changes.extend(manifests::changes(&old, &new));
        }
        if changes.is_empty() {
            changes.push(of_form(&old, &new));
        }
        let all =
            changes.iter().map(|change| change.reach.clone()).fold(Reach::Nothing, Reach::and);
        for change in &mut changes {
            change.compiled = graph.reached(&change.reach).len();
        }
        changes.sort_by(|left, right| {
            let key = |change: &Change| (std::cmp::Reverse(change.compiled), change.group);
            key(left).cmp(&key(right)).then_with(|| left.name.cmp(&right.name))
        });
        let compiled = graph.reached(&all).len();
        let certainty = match all {
            Reach::Everything => Certainty::Exact,
            _ => changes.iter().map(Change::certainty).max().unwrap_or(Certainty::Exact),
        };
        Ok(Self { crates: graph.crates(), compiled, certainty, changes })
    }

    /// The change that explains best why the recipes differ: what was asked of `prepare`, then
    /// what reaches every crate, then what the project itself asks for.
    #[must_use]
    pub fn cause(&self) -> Option<&Change> {
        let rank = |change: &&Change| match (change.group, change.what, &change.reach) {
            (Group::Selection, ..) => 0,
            (_, _, Reach::Everything) => 1,
            (_, What::Rewired, _) => 6,
            (Group::Features, What::Added | What::Removed | What::Changed, _) => 4,
            (_, _, Reach::From(_)) if change.is_direct => 2,
            (Group::Crates, _, Reach::Nothing) if change.is_direct => 3,
            (Group::Members, What::Added | What::Removed, _) if change.name.starts_with(MEMBER) => {
                3
            }
            (_, _, Reach::From(_)) => 5,
            _ => 7,
        };
        self.changes.iter().min_by_key(rank)
    }
}

/// What is left where nothing else is found to differ.
fn of_form(old: &Contents<'_>, new: &Contents<'_>) -> Change {
    let tables = |contents: &Contents<'_>| -> Vec<Option<toml::Table>> {
        contents.project.manifests.iter().map(|m| m.contents.parse().ok()).collect()
    };
    if tables(old) == tables(new) {
        return Change::new(Group::Form, What::Changed, "form", Reach::Nothing);
    }
    Change::new(Group::Form, What::Changed, "umbrella", Reach::Everything)
}
