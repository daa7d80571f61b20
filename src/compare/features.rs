//! Compares the features that the project itself requests, and where it requests them.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Group, What};
use super::contents::RecipeContents;
use super::crates::Compared;
use super::graph::Reach;
use crate::lockfile::LockedIndex;

/// What is requested of one crate: the places in words, each with a feature or, for the crate
/// itself, with none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Demands(BTreeSet<(String, Option<String>)>);

impl Demands {
    fn features(&self) -> BTreeSet<&str> {
        self.0.iter().filter_map(|(_, feature)| feature.as_deref()).collect()
    }

    fn places(&self) -> BTreeSet<&str> {
        self.0.iter().map(|(place, _)| place.as_str()).collect()
    }
}

/// The changes to crates that both lockfiles have. If a crate is new, so is everything that is
/// requested of it.
pub(super) fn changes(
    old: &RecipeContents<'_>,
    new: &RecipeContents<'_>,
    compared: &Compared,
) -> Vec<Change> {
    let (was, is) = (asked(old), asked(new));
    let nothing = Demands::default();
    let both = compared.before.iter().flat_map(|(&index, before)| {
        let was = was.get(before).unwrap_or(&nothing);
        let is = is.get(&index).unwrap_or(&nothing);
        let package = &new.lockfile.packages[index];
        let name = if new.lockfile.named(&package.name).len() > 1 {
            format!("{} {}", package.name, package.version)
        } else {
            package.name.clone()
        };
        of_crate(&name, was, is, &Reach::From(BTreeSet::from([index])))
    });
    both.collect()
}

fn of_crate(name: &str, was: &Demands, is: &Demands, reach: &Reach) -> Vec<Change> {
    let change = |what| Change::new(Group::Features, what, name, reach.clone());
    if was == is {
        return Vec::new();
    }
    if was.0.is_empty() {
        return vec![change(What::Added)];
    }
    if is.0.is_empty() {
        return vec![change(What::Removed)];
    }
    let list = |names: Vec<&str>| names.join(", ");
    let on: Vec<_> = is.features().difference(&was.features()).copied().collect();
    let off: Vec<_> = was.features().difference(&is.features()).copied().collect();
    let mut changes = Vec::new();
    if !on.is_empty() {
        changes.push(change(What::SwitchedOn).to(list(on)));
    }
    if !off.is_empty() {
        changes.push(change(What::SwitchedOff).from(list(off)));
    }
    if changes.is_empty() {
        let gone: Vec<_> = was.places().difference(&is.places()).copied().collect();
        let come: Vec<_> = is.places().difference(&was.places()).copied().collect();
        let mut moved = change(What::Changed);
        moved.from = (!gone.is_empty()).then(|| gone.join(" and "));
        moved.to = (!come.is_empty()).then(|| come.join(" and "));
        changes.push(moved);
    }
    changes
}

fn asked(side: &RecipeContents<'_>) -> BTreeMap<LockedIndex, Demands> {
    let mut all: BTreeMap<LockedIndex, Demands> = BTreeMap::new();
    for request in &side.requests {
        let Some(index) = request.locked(&side.lockfile) else { continue };
        let place = request.place();
        let asked = &mut all.entry(index).or_default().0;
        for feature in &request.features {
            asked.insert((place.clone(), Some(feature.clone())));
        }
        asked.insert((place, None));
    }
    all
}
