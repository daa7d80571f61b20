//! Which members and features a [`Selection`] means in a [`Workspace`].

use std::collections::BTreeSet;

use semver::Version;

use crate::error::{Error, Result};
use crate::selection::{Packages, Selection};
use crate::workspace::{PackageIndex, Resolver, Workspace};

/// One entry of a feature's list, or of `--features`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureValue {
    /// `name`: another feature of the package.
    Feature(String),
    /// `dep:name`: an optional dependency.
    Dependency(String),
    /// `name/feature`, and `name?/feature` which does not switch the dependency on.
    DependencyFeature {
        /// The dependency's key in the manifest.
        key: String,
        /// A feature of it.
        feature: String,
        /// Written with a question mark.
        weak: bool,
    },
}

impl FeatureValue {
    /// Reads an entry as cargo does.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once('/') {
            Some((key, feature)) => Self::DependencyFeature {
                key: key.trim_end_matches('?').to_owned(),
                feature: feature.to_owned(),
                weak: key.ends_with('?'),
            },
            None => match text.strip_prefix("dep:") {
                Some(key) => Self::Dependency(key.to_owned()),
                None => Self::Feature(text.to_owned()),
            },
        }
    }
}

/// The members that cargo resolves features for, and those of them that it builds.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The members that are built, ascending.
    pub packages: BTreeSet<PackageIndex>,
    /// The members where feature resolution starts, with what is switched on in them.
    pub roots: Vec<(PackageIndex, Vec<FeatureValue>)>,
}

/// Finds the members of a selection, and the features that it switches on in each.
pub fn select(workspace: &Workspace, selection: &Selection) -> Result<Selected> {
    let packages = select_packages(workspace, &selection.packages)?;
    let names = &selection.features.names;
    // https://doc.rust-lang.org/cargo/reference/features.html#resolver-version-2-command-line-flags
    let roots = if workspace.is_virtual() || workspace.resolver == Resolver::V2 {
        let mut found = BTreeSet::new();
        let roots = (packages.iter())
            .map(|&index| (index, features_of(workspace, index, selection, &mut found)))
            .collect();
        check_features(workspace, &packages, names, &found)?;
        roots
    } else {
        old_roots(workspace, &packages, selection)?
    };
    Ok(Selected { packages, roots })
}

fn select_packages(workspace: &Workspace, packages: &Packages) -> Result<BTreeSet<PackageIndex>> {
    match packages {
        Packages::Default => Ok(workspace.default_members.iter().copied().collect()),
        Packages::Workspace { exclude } => {
            let excluded = matching(workspace, exclude)?;
            Ok(workspace.members().filter(|index| !excluded.contains(index)).collect())
        }
        Packages::Named(specs) => matching(workspace, specs),
    }
}

fn matching(workspace: &Workspace, specs: &[String]) -> Result<BTreeSet<PackageIndex>> {
    let mut found = BTreeSet::new();
    for spec in specs {
        let matches: Vec<_> =
            workspace.members().filter(|&index| spec_matches(spec, workspace, index)).collect();
        if matches.is_empty() {
            let names = workspace.members().map(|index| workspace.packages[index].name.as_str());
            return Err(Error::Selection {
                message: format!("package `{spec}` is not a member of the workspace"),
                nearest: nearest(spec, names),
            });
        }
        found.extend(matches);
    }
    Ok(found)
}

/// <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>, and patterns for names.
fn spec_matches(spec: &str, workspace: &Workspace, index: PackageIndex) -> bool {
    let package = &workspace.packages[index];
    let (name, version) = spec.split_once(['@', ':']).map_or((spec, None), |(n, v)| (n, Some(v)));
    let same_name = if spec.contains(['*', '?', '[']) {
        glob::Pattern::new(spec).is_ok_and(|pattern| pattern.matches(&package.name))
    } else {
        package.name == name
    };
    // In a workspace recipe members have this version for want of their own; names are unique.
    let has_no_version = package.version == Version::new(0, 0, 0);
    same_name
        && version.is_none_or(|version| {
            let full = package.version.to_string();
            has_no_version || full == version || full.starts_with(&format!("{version}."))
        })
}

/// The candidate that is spelt most alike, if it is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), candidate))
        .filter(|&(distance, _)| distance <= 3.max(typed.len() / 3))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// What is switched on in one selected member. Features that it has go into `found`.
fn features_of(
    workspace: &Workspace,
    index: PackageIndex,
    selection: &Selection,
    found: &mut BTreeSet<String>,
) -> Vec<FeatureValue> {
    let package = &workspace.packages[index];
    let mut values =
        base_features(workspace, index, selection.features.all, selection.features.no_default);
    for name in &selection.features.names {
        let value = match FeatureValue::parse(name) {
            FeatureValue::Feature(feature) if package.features.contains_key(&feature) => {
                FeatureValue::Feature(feature)
            }
            FeatureValue::DependencyFeature { key, feature, weak } => {
                if package.dependencies.iter().any(|dependency| dependency.key == key) {
                    FeatureValue::DependencyFeature { key, feature, weak }
                } else if key == package.name && package.features.contains_key(&feature) {
                    FeatureValue::Feature(feature)
                } else {
                    continue;
                }
            }
            _ => continue,
        };
        found.insert(name.clone());
        values.push(value);
    }
    values
}

fn base_features(
    workspace: &Workspace,
    index: PackageIndex,
    all: bool,
    no_default: bool,
) -> Vec<FeatureValue> {
    let features = &workspace.packages[index].features;
    let switched_on = features.keys().filter(|name| all || (!no_default && *name == "default"));
    switched_on.cloned().map(FeatureValue::Feature).collect()
}

fn check_features(
    workspace: &Workspace,
    packages: &BTreeSet<PackageIndex>,
    names: &[String],
    found: &BTreeSet<String>,
) -> Result<()> {
    let Some(missing) = names.iter().find(|name| !found.contains(*name)) else {
        return Ok(());
    };
    let selected = || packages.iter().map(|&index| &workspace.packages[index]);
    let list: Vec<_> = selected().map(|package| format!("`{}`", package.name)).collect();
    let features = selected().flat_map(|package| package.features.keys().map(String::as_str));
    Err(Error::Selection {
        message: match &list[..] {
            [one] => format!("the package {one} does not have the feature `{missing}`"),
            _ => format!("none of the selected packages has the feature `{missing}`"),
        },
        nearest: nearest(missing, features),
    })
}

/// Resolver 1 below a root package: feature flags mean the package of the current directory,
/// which takes part in the resolution even where others are built; `member/feature` means that
/// member. See the reference on resolver 2's command-line flags for what it changed.
fn old_roots(
    workspace: &Workspace,
    packages: &BTreeSet<PackageIndex>,
    selection: &Selection,
) -> Result<Vec<(PackageIndex, Vec<FeatureValue>)>> {
    let all = selection.features.all;
    let mut of_current = Vec::new();
    let mut of_member: Vec<(PackageIndex, FeatureValue)> = Vec::new();
    for name in &selection.features.names {
        let value = FeatureValue::parse(name);
        let member = match &value {
            FeatureValue::DependencyFeature { key, .. } => {
                packages.iter().copied().find(|&index| {
                    Some(index) != workspace.current && workspace.packages[index].name == *key
                })
            }
            _ => None,
        };
        match (member, value) {
            (Some(member), FeatureValue::DependencyFeature { feature, .. }) => {
                of_member.push((member, FeatureValue::Feature(feature)));
            }
            (_, value) => {
                check_current_feature(workspace, &value, name)?;
                of_current.push(value);
            }
        }
    }
    let mut roots = Vec::new();
    for index in workspace.members() {
        if Some(index) == workspace.current {
            let mut values = base_features(workspace, index, all, selection.features.no_default);
            values.append(&mut of_current);
            roots.push((index, values));
        } else if packages.contains(&index) {
            let mut values = base_features(workspace, index, all, false);
            let named = of_member.iter().filter(|(member, _)| *member == index);
            values.extend(named.map(|(_, value)| value.clone()));
            roots.push((index, values));
        }
    }
    Ok(roots)
}

fn check_current_feature(workspace: &Workspace, value: &FeatureValue, name: &str) -> Result<()> {
    let Some(current) = workspace.current else {
        return Ok(());
    };
    let package = &workspace.packages[current];
    let known = match value {
        FeatureValue::Feature(feature) => package.features.contains_key(feature),
        FeatureValue::DependencyFeature { key, .. } => {
            package.dependencies.iter().any(|dependency| dependency.key == *key)
        }
        FeatureValue::Dependency(_) => false,
    };
    if known {
        return Ok(());
    }
    Err(Error::Selection {
        message: format!("the package `{}` does not have the feature `{name}`", package.name),
        nearest: nearest(name, package.features.keys().map(String::as_str)),
    })
}
