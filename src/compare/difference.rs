//! The difference between two recipes.

use serde::Serialize;

use super::change::{Certainty, Change, Group, MEMBER, What};
use super::contents::RecipeContents;
use super::graph::{CrateGraph, Reach};
use super::{crates, features, manifests, settings};
use crate::recipe::{Recipe, Result};

/// Everything that changed between two recipes, and what it costs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Difference {
    /// The number of crates in the newer recipe.
    pub crates: usize,
    /// The number of crates that have to be compiled.
    pub compiled: usize,
    /// How reliable the number of compiled crates is.
    pub certainty: Certainty,
    /// The changes, the most costly first.
    pub changes: Vec<Change>,
}

impl Difference {
    /// Compares two recipes. Each comes with its name for errors.
    ///
    /// # Errors
    /// [`crate::recipe::Error::Invalid`] if a lockfile cannot be parsed.
    pub(crate) fn between(old: (&str, &Recipe), new: (&str, &Recipe)) -> Result<Self> {
        let (old, new) = (RecipeContents::new(old.0, old.1)?, RecipeContents::new(new.0, new.1)?);
        let graph = CrateGraph::new(&new.lockfile);
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
        let reaches: Vec<Reach> = changes.iter().map(|change| change.reach.clone()).collect();
        for (change, compiled) in changes.iter_mut().zip(graph.count_each(&reaches)) {
            change.compiled = compiled;
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

    /// The change that best explains why the recipes differ: first what `prepare` was asked for,
    /// then what reaches every crate, then what the project itself requests.
    pub(crate) fn cause(&self) -> Option<&Change> {
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

/// The change that is left if nothing else differs: the form.
fn of_form(old: &RecipeContents<'_>, new: &RecipeContents<'_>) -> Change {
    let tables = |contents: &RecipeContents<'_>| -> Vec<Option<toml::Table>> {
        contents.project.manifests.iter().map(|m| m.contents.parse().ok()).collect()
    };
    if tables(old) == tables(new) {
        return Change::new(Group::Form, What::Changed, "form", Reach::Nothing);
    }
    Change::new(Group::Form, What::Changed, "shape", Reach::Everything)
}
