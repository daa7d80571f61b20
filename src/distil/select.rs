//! Finds the members and features that a [`Selection`] means in a [`Workspace`].

use std::collections::BTreeSet;

use semver::Version;

use super::error::{Error, Result};
use super::feature_value::FeatureValue;
use crate::package_spec::{NamePattern, PackageSpec};
use crate::selection::{Packages, Selection};
use crate::words::nearest;
use crate::workspace::{Package, PackageIndex, Resolver, Workspace};

/// The members for which cargo resolves features, and which of them it builds.
#[derive(Clone, Debug)]
pub(crate) struct Selected<'a> {
    /// The members that are built.
    pub packages: BTreeSet<PackageIndex>,
    /// The members where feature resolution starts, in ascending order, with what is switched on in
    /// each.
    pub roots: Vec<(PackageIndex, Vec<FeatureValue<'a>>)>,
}

/// Finds the members of a selection, and the features that it switches on in each.
///
/// # Errors
/// [`Error::Selection`] if the selection names a package or feature that does not exist.
pub(super) fn select<'a>(
    workspace: &'a Workspace,
    selection: &'a Selection,
) -> Result<Selected<'a>> {
    let packages = select_packages(workspace, &selection.packages)?;
    let names = &selection.features.names;
    // From resolver 2 on, feature flags apply to all selected members:
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
        let parsed = PackageSpec::parse(spec);
        let names = NamePattern::new(&parsed.name);
        let is_meant = |&index: &PackageIndex| {
            let package = &workspace.packages[index];
            names.takes(&package.name) && spec_matches(&parsed, package)
        };
        let matches: Vec<_> = workspace.members().filter(is_meant).collect();
        if matches.is_empty() {
            let names = workspace.members().map(|index| workspace.packages[index].name.as_str());
            let message = format!("package `{spec}` is not a member of the workspace");
            return Err(Error::not_there(message, nearest(spec, names)));
        }
        found.extend(matches);
    }
    Ok(found)
}

/// Whether a spec means a package of a name that it takes.
fn spec_matches(spec: &PackageSpec, package: &Package) -> bool {
    // A workspace recipe leaves out the versions of members, which then read as 0.0.0. Their names
    // are unique, so the name is enough.
    let has_no_version = package.version == Version::new(0, 0, 0);
    // Members have no source, so a spec with one means another package.
    spec.source.is_none() && (has_no_version || spec.matches_version(&package.version))
}

/// What is switched on in one selected member. The flags that apply to it are added to `found`.
fn features_of<'a>(
    workspace: &'a Workspace,
    index: PackageIndex,
    selection: &'a Selection,
    found: &mut BTreeSet<&'a str>,
) -> Vec<FeatureValue<'a>> {
    let package = &workspace.packages[index];
    let mut values =
        base_features(workspace, index, selection.features.all, selection.features.no_default);
    for name in &selection.features.names {
        let value = match FeatureValue::parse(name) {
            FeatureValue::Feature(feature) if package.features.contains_key(feature) => {
                FeatureValue::Feature(feature)
            }
            FeatureValue::DependencyFeature { key, feature, weak } => {
                if package.dependencies.iter().any(|dependency| dependency.key == key) {
                    FeatureValue::DependencyFeature { key, feature, weak }
                } else if key == package.name && package.features.contains_key(feature) {
                    FeatureValue::Feature(feature)
                } else {
                    continue;
                }
            }
            _ => continue,
        };
        found.insert(name);
        values.push(value);
    }
    values
}

fn base_features(
    workspace: &Workspace,
    index: PackageIndex,
    all: bool,
    no_default: bool,
) -> Vec<FeatureValue<'_>> {
    let features = &workspace.packages[index].features;
    let switched_on = features.keys().filter(|name| all || (!no_default && *name == "default"));
    switched_on.map(|name| FeatureValue::Feature(name)).collect()
}

fn check_features(
    workspace: &Workspace,
    packages: &BTreeSet<PackageIndex>,
    names: &[String],
    found: &BTreeSet<&str>,
) -> Result<()> {
    let Some(missing) = names.iter().find(|name| !found.contains(name.as_str())) else {
        return Ok(());
    };
    let selected = || packages.iter().map(|&index| &workspace.packages[index]);
    let list: Vec<_> = selected().map(|package| format!("`{}`", package.name)).collect();
    let features = selected().flat_map(|package| package.features.keys().map(String::as_str));
    let message = match &list[..] {
        [one] => format!("the package {one} does not have the feature `{missing}`"),
        _ => format!("none of the selected packages has the feature `{missing}`"),
    };
    Err(Error::not_there(message, nearest(missing, features)))
}

/// The roots with resolver 1 in a workspace that has a root package.
///
/// Feature flags apply to the package of the current directory, which takes part in resolution even
/// if only others are built; `member/feature` applies to that member. The reference on resolver 2's
/// command-line flags says what has changed since.
fn old_roots<'a>(
    workspace: &'a Workspace,
    packages: &BTreeSet<PackageIndex>,
    selection: &'a Selection,
) -> Result<Vec<(PackageIndex, Vec<FeatureValue<'a>>)>> {
    let all = selection.features.all;
    let mut of_current = Vec::new();
    let mut of_member: Vec<(PackageIndex, FeatureValue<'_>)> = Vec::new();
    for name in &selection.features.names {
        let value = FeatureValue::parse(name);
        let member = match value {
            FeatureValue::DependencyFeature { key, .. } => {
                packages.iter().copied().find(|&index| {
                    Some(index) != workspace.current && workspace.packages[index].name == key
                })
            }
            _ => None,
        };
        match (member, value) {
            (Some(member), FeatureValue::DependencyFeature { feature, .. }) => {
                of_member.push((member, FeatureValue::Feature(feature)));
            }
            (_, value) => {
                check_current_feature(workspace, value, name)?;
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
            values.extend(named.map(|(_, value)| *value));
            roots.push((index, values));
        }
    }
    Ok(roots)
}

fn check_current_feature(workspace: &Workspace, value: FeatureValue<'_>, name: &str) -> Result<()> {
    let Some(current) = workspace.current else {
        return Ok(());
    };
    let package = &workspace.packages[current];
    let known = match value {
        FeatureValue::Feature(feature) => package.features.contains_key(feature),
        FeatureValue::DependencyFeature { key, .. } => {
            package.dependencies.iter().any(|dependency| dependency.key == key)
        }
        FeatureValue::Dependency(_) => false,
    };
    if known {
        return Ok(());
    }
    let message = format!("the package `{}` does not have the feature `{name}`", package.name);
    let features = package.features.keys().map(String::as_str);
    Err(Error::not_there(message, nearest(name, features)))
}
