//! Checks that the targets that a selection names exist.
//!
//! Cargo refuses to build a target that it cannot find. Without this check, a recipe would be made
//! and cooked for nothing, and nobody would notice before the build.

use std::collections::BTreeSet;

use super::error::{Error, Result};
use crate::package_spec::NamePattern;
use crate::project::ANY;
use crate::selection::{Packages, Rule, Selection, TargetFilter, Targets};
use crate::words::nearest;
use crate::workspace::{PackageIndex, TargetKind, Workspace};

/// Whether a rule picks the target of this name.
pub(super) fn takes(rule: &Rule, target: &str) -> bool {
    match rule {
        Rule::None => false,
        Rule::All => true,
        Rule::Named(names) => names.iter().any(|name| means(name, target)),
    }
}

fn means(name: &str, target: &str) -> bool {
    NamePattern::new(name).takes(target) || target.starts_with(ANY)
}

/// # Errors
/// [`Error::Selection`] if no selected package has a target that the selection names, or if it asks
/// for libraries and no package has one.
pub(super) fn check(
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
        return Err(Error::not_there(finder.lacks("a library"), None));
    }
    finder.find(binaries, "binary", |kind| *kind == TargetKind::Binary)?;
    finder.find(examples, "example", |kind| matches!(kind, TargetKind::Example(_)))?;
    finder.find(tests, "test", |kind| *kind == TargetKind::Test)?;
    finder.find(benches, "benchmark", |kind| *kind == TargetKind::Bench)
}

/// Names the packages that have the requested binaries, where cargo needs that to find them.
///
/// If the selection names only binaries and the default members lack one of them, cargo refuses the
/// selection, so the build has to name packages. We take those that have a binary of this name, or
/// else the member that has the name itself.
pub(super) fn with_owners(workspace: &Workspace, selection: &Selection) -> Selection {
    let (Packages::Default, Targets::Only(filter)) = (&selection.packages, &selection.targets)
    else {
        return selection.clone();
    };
    let Rule::Named(names) = &filter.binaries else {
        return selection.clone();
    };
    let only_binaries = TargetFilter { binaries: filter.binaries.clone(), ..Default::default() };
    let has = |index: PackageIndex, name: &String| {
        let targets = &workspace.packages[index].targets;
        targets.iter().any(|t| t.kind == TargetKind::Binary && means(name, &t.name))
    };
    let by_default = |name: &String| workspace.default_members.iter().any(|&i| has(i, name));
    if *filter != only_binaries || names.iter().all(by_default) {
        return selection.clone();
    }
    let mut packages = BTreeSet::new();
    for name in names {
        let owners = workspace.members().filter(|&index| has(index, name));
        let owners: Vec<PackageIndex> = owners.collect();
        let of_name = workspace.members().find(|&i| workspace.packages[i].name == *name);
        match (&owners[..], of_name) {
            ([], None) => return selection.clone(),
            ([], Some(package)) => packages.extend([package]),
            (owners, _) => packages.extend(owners),
        }
    }
    let packages = packages.into_iter().map(|index| workspace.packages[index].name.clone());
    Selection {
        packages: Packages::Named(packages.collect::<BTreeSet<_>>().into_iter().collect()),
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
            Some(name) => {
                let message = self.lacks(&format!("the {word} `{name}`"));
                Err(Error::not_there(message, nearest(name, targets.into_iter())))
            }
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
