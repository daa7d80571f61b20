//! Whether the targets that a selection names are there.
//!
//! Cargo refuses to build what it cannot find. A recipe without it would be made in vain, and
//! nobody would notice before the build.

use std::collections::BTreeSet;

use super::select::nearest;
use crate::error::{Error, Result};
use crate::project::ANY;
use crate::selection::{Packages, Rule, Selection, TargetFilter, Targets};
use crate::workspace::{PackageIndex, TargetKind, Workspace};

/// Whether a rule picks the target of this name.
#[must_use]
pub fn takes(rule: &Rule, target: &str) -> bool {
    match rule {
        Rule::None => false,
        Rule::All => true,
        Rule::Named(names) => names.iter().any(|name| means(name, target)),
    }
}

fn means(name: &str, target: &str) -> bool {
    name == target
        || target.starts_with(ANY)
        || glob::Pattern::new(name).is_ok_and(|pattern| pattern.matches(target))
}

/// # Errors
/// [`Error::Selection`] where no selected package has a target of a name that is asked for, or
/// where libraries are asked for and none has one.
pub fn check(
    workspace: &Workspace,
    packages: &BTreeSet<PackageIndex>,
    targets: &Targets,
) -> Result<()> {
    let Targets::Only(TargetFilter { library, binaries, examples, tests, benches }) = targets
    else {
        return Ok(());
    };
    let finder = Finder { workspace, packages };
    if *library && !packages.iter().any(|&index| workspace.packages[index].library().is_some()) {
        return Err(Error::Selection { message: finder.lacks("a library"), nearest: None });
    }
    finder.find(binaries, "binary", |kind| *kind == TargetKind::Binary)?;
    finder.find(examples, "example", |kind| matches!(kind, TargetKind::Example(_)))?;
    finder.find(tests, "test", |kind| *kind == TargetKind::Test)?;
    finder.find(benches, "benchmark", |kind| *kind == TargetKind::Bench)
}

/// Where only binaries are named and the default members lack one of them, cargo refuses: the
/// build has to name packages. The recipe is then for the packages that have these binaries.
#[must_use]
pub fn with_owners(workspace: &Workspace, selection: &Selection) -> Selection {
    let unchanged = selection.clone();
    let (Packages::Default, Targets::Only(filter)) = (&selection.packages, &selection.targets)
    else {
        return unchanged;
    };
    let TargetFilter { library: false, binaries: Rule::Named(names), examples, tests, benches } =
        filter
    else {
        return unchanged;
    };
    if [examples, tests, benches].iter().any(|rule| rule.is_specific()) {
        return unchanged;
    }
    let has = |index: PackageIndex, name: &String| {
        let targets = &workspace.packages[index].targets;
        targets.iter().any(|t| t.kind == TargetKind::Binary && means(name, &t.name))
    };
    let owned = |name: &String| workspace.default_members.iter().any(|&index| has(index, name));
    let is_somewhere = |name: &String| workspace.members().any(|index| has(index, name));
    if names.iter().all(owned) || !names.iter().all(is_somewhere) {
        return unchanged;
    }
    let owners = workspace.members().filter(|&index| names.iter().any(|name| has(index, name)));
    let mut packages: Vec<String> =
        owners.map(|index| workspace.packages[index].name.clone()).collect();
    packages.sort();
    Selection {
        packages: Packages::Named(packages),
        features: selection.features.clone(),
        targets: Targets::Default,
    }
}

struct Finder<'a> {
    workspace: &'a Workspace,
    packages: &'a BTreeSet<PackageIndex>,
}

impl Finder<'_> {
    fn find(&self, rule: &Rule, word: &str, is_kind: impl Fn(&TargetKind) -> bool) -> Result<()> {
        let Rule::Named(names) = rule else {
            return Ok(());
        };
        let packages = self.packages.iter().map(|&index| &self.workspace.packages[index]);
        let targets: Vec<&str> = packages
            .flat_map(|package| &package.targets)
            .filter(|target| is_kind(&target.kind))
            .map(|target| target.name.as_str())
            .collect();
        let is_there = |name: &String| targets.iter().any(|target| means(name, target));
        match names.iter().find(|name| !is_there(name)) {
            None => Ok(()),
            Some(name) => Err(Error::Selection {
                message: self.lacks(&format!("the {word} `{name}`")),
                nearest: nearest(name, targets.into_iter()),
            }),
        }
    }

    fn lacks(&self, what: &str) -> String {
        let mut names = self.packages.iter().map(|&index| &self.workspace.packages[index].name);
        match (names.next(), names.next()) {
            (Some(one), None) => format!("the package `{one}` does not have {what}"),
            _ => format!("none of the selected packages has {what}"),
        }
    }
}
