//! Compares two unit graphs, in words.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;
use serde_json::Value;

use crate::cargo::unit_graph::{Unit, UnitGraph, profile_value};

/// The reason for a cooked unit that the build does not even use in another form.
pub(super) const NOT_USED: &str = "the build does not use it";

/// The values of a profile that are listed first, because people set them.
const FIRST_VALUES: [&str; 3] = ["opt_level", "debuginfo", "lto"];

/// What a build would do after the recipe was cooked.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Comparison {
    /// The number of external units that the build needs.
    pub units: usize,
    /// The units that the build would compile, although the recipe was cooked.
    pub compiled_again: Vec<UnitDifference>,
    /// The cooked units that the build does not use.
    pub needless: Vec<UnitDifference>,
    /// The configuration and toolchain files that differ from the recipe's. They are listed
    /// separately, because units do not show flags and compilers.
    pub other_files: Vec<String>,
    /// The number of units that would be compiled again only because their dependencies are.
    pub dependents: usize,
}

/// A unit that only one side has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct UnitDifference {
    #[serde(flatten)]
    pub unit: Unit,
    /// Why the other side does not have it.
    pub reasons: Vec<String>,
}

impl Comparison {
    /// Compares what a build needs with what was cooked.
    pub(super) fn new(wanted: &UnitGraph, cooked: &UnitGraph, other_files: Vec<String>) -> Self {
        let (want, have) = (wanted.set(), cooked.set());
        let compiled_again = differences(&want, &have, "it was not cooked", "the build wants");
        let needless = differences(&have, &want, NOT_USED, "it was cooked with");
        let dependents = stale(wanted, &have) - want.difference(&have).count();
        Self { units: want.len(), compiled_again, needless, other_files, dependents }
    }

    /// Whether nothing would be compiled again and nothing was cooked that is not used.
    pub(super) fn is_same(&self) -> bool {
        self.has_same_units() && self.other_files.is_empty()
    }

    /// Whether exactly the units that the build needs were cooked.
    pub(super) fn has_same_units(&self) -> bool {
        self.compiled_again.is_empty() && self.needless.is_empty()
    }
}

/// The number of units that are not in `have`, or depend on one that is not.
fn stale(graph: &UnitGraph, have: &BTreeSet<&Unit>) -> usize {
    let mut dependents: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, (_, dependencies)) in graph.units.iter().enumerate() {
        for &on in dependencies {
            dependents.entry(on).or_default().push(index);
        }
    }
    let missing = |&index: &usize| !have.contains(&graph.units[index].0);
    let mut open: Vec<usize> = (0..graph.units.len()).filter(missing).collect();
    let mut stale = HashSet::new();
    while let Some(index) = open.pop() {
        if stale.insert(index) {
            open.extend(dependents.get(&index).into_iter().flatten());
        }
    }
    stale.into_iter().map(|index| &graph.units[index].0).collect::<BTreeSet<_>>().len()
}

fn differences(
    ours: &BTreeSet<&Unit>,
    others: &BTreeSet<&Unit>,
    alone: &str,
    verb: &str,
) -> Vec<UnitDifference> {
    let only_others: Vec<&Unit> = others.difference(ours).copied().collect();
    let difference = |unit: &&Unit| {
        let alike = only_others.iter().filter(|other| {
            other.package == unit.package && other.kind == unit.kind && other.target == unit.target
        });
        let reasons = alike.map(|other| reasons(unit, other, verb)).min_by_key(Vec::len);
        UnitDifference {
            unit: (*unit).clone(),
            reasons: reasons.unwrap_or_else(|| vec![alone.to_owned()]),
        }
    };
    ours.difference(others).map(difference).collect()
}

/// How a unit differs from the most similar one on the other side.
fn reasons(unit: &Unit, other: &Unit, verb: &str) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut differ = |name: &str, this: &str, that: &str| {
        if this != that {
            reasons.push(format!("{name}: {verb} {this}, not {that}"));
        }
    };
    differ("version", &unit.version, &other.version);
    differ("source", &unit.source, &other.source);
    differ("mode", &unit.mode, &other.mode);
    differ("platform", &unit.platform, &other.platform);
    let list = |from: &Unit, less: &Unit| {
        let names: Vec<_> =
            from.features.difference(&less.features).map(|f| format!("`{f}`")).collect();
        names.join(", ")
    };
    let (more, less) = (list(unit, other), list(other, unit));
    match (more.is_empty(), less.is_empty()) {
        (true, true) => {}
        (false, true) => reasons.push(format!("features: {verb} {more}, too")),
        (true, false) => reasons.push(format!("features: {verb} no {less}")),
        (false, false) => reasons.push(format!("features: {verb} {more} and no {less}")),
    }
    reasons.extend(profile_reason(unit, other, verb));
    reasons
}

/// How two profiles differ. The values that people set come first, and only a few are listed.
fn profile_reason(unit: &Unit, other: &Unit, verb: &str) -> Option<String> {
    let mut keys: Vec<&String> = unit.profile.keys().collect();
    keys.retain(|key| unit.profile.get(*key) != other.profile.get(*key));
    keys.sort_by_key(|key| FIRST_VALUES.iter().position(|first| first == key).unwrap_or(3));
    let shown = keys.iter().take(FIRST_VALUES.len()).map(|key| {
        let that = other.profile.get(*key).map_or("nothing".to_owned(), |that| plain(that));
        format!("{} = {}, not {that}", key.replace('_', "-"), plain(&unit.profile[*key]))
    });
    let shown = shown.collect::<Vec<_>>().join("; ");
    let rest = match keys.len().saturating_sub(FIRST_VALUES.len()) {
        0 => String::new(),
        rest => format!("; and {rest} more"),
    };
    (!keys.is_empty()).then(|| format!("profile: {verb} {shown}{rest}"))
}

/// A value of a profile as in a manifest.
fn plain(json: &str) -> String {
    match profile_value(json) {
        Value::Null => "its default".into(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
