//! The dependency entries in the manifests of a recipe, as they are written.
//!
//! This only reads the text, because the recipes are explained and not cooked. They may contain an
//! umbrella or a stripped workspace, or come from another tool.

use std::collections::BTreeSet;

use semver::{Version, VersionReq};
use serde::Serialize;
use toml::{Table, Value};

use crate::lockfile::{LockedIndex, Lockfile};
use crate::manifest::{
    DependencyKind, DependencyTable, dependency_tables, is_inherited, package_name,
};
use crate::project::{Manifest, Project, UMBRELLA};

/// The name of the feature that `default-features` stands for.
pub(crate) const DEFAULT: &str = "default";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DependencyEntry {
    /// The name of the package whose manifest has the entry.
    pub owner: String,
    /// The path of the manifest, relative to the root.
    pub manifest: String,
    pub kind: DependencyKind,
    /// The platform that the entry is restricted to: a target triple or `cfg(…)`.
    pub platform: Option<String>,
    /// The name of the package that is requested.
    pub name: String,
    /// The versions that the entry accepts; empty for any.
    pub requirement: String,
    /// The requested features, including [`DEFAULT`].
    pub features: BTreeSet<String>,
    /// Whether a feature has to switch the dependency on.
    pub optional: bool,
    /// The remaining keys with their values, such as where the package comes from.
    pub rest: Vec<String>,
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum User {
    LibrariesAndBinaries,
    LibrariesOfAnotherType,
    BuildScripts,
    BuildScriptsAndMacros,
    Tests,
    PackagesNotBuilt,
}

/// All entries of all dependency tables, with inherited values written out.
pub(super) fn requests(project: &Project) -> Vec<DependencyEntry> {
    let parsed = |manifest: &Manifest| manifest.contents.parse::<Table>().unwrap_or_default();
    let root = project.manifests.iter().find(|m| m.relative_path == "Cargo.toml").map(parsed);
    let shared = root.as_ref().and_then(|root| root.get("workspace")?.get("dependencies"));
    let shared = shared.and_then(Value::as_table);
    let all = project.manifests.iter().flat_map(|manifest| {
        let table = parsed(manifest);
        let owner = package_name(&table).unwrap_or(&manifest.relative_path);
        let mut found = Vec::new();
        for DependencyTable { kind, platform, entries } in dependency_tables(&table) {
            for (key, entry) in entries {
                let inherited = is_inherited(entry).then(|| shared?.get(key)).flatten();
                found.push(DependencyEntry {
                    owner: owner.to_owned(),
                    manifest: manifest.relative_path.clone(),
                    kind,
                    platform: platform.map(str::to_owned),
                    ..request(key, entry, inherited)
                });
            }
        }
        found
    });
    all.collect()
}

fn request(key: &str, entry: &Value, inherited: Option<&Value>) -> DependencyEntry {
    let base = inherited.unwrap_or(entry);
    let text = |name: &str| base.get(name).and_then(Value::as_str);
    let flag = |value: &Value, name: &str| {
        value.get(name).or_else(|| value.get(name.replace('-', "_"))).and_then(Value::as_bool)
    };
    let mut features: BTreeSet<String> = [Some(entry), inherited]
        .into_iter()
        .flatten()
        .filter_map(|value| value.get("features")?.as_array())
        .flatten()
        .filter_map(|feature| feature.as_str().map(str::to_owned))
        .collect();
    // A member can switch default features on, but not off.
    // <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#inheriting-a-dependency-from-a-workspace>
    let default = flag(base, "default-features").unwrap_or(true)
        || (inherited.is_some() && flag(entry, "default-features") == Some(true));
    if default {
        features.insert(DEFAULT.into());
    }
    DependencyEntry {
        owner: String::new(),
        manifest: String::new(),
        kind: DependencyKind::Normal,
        platform: None,
        name: text("package").unwrap_or(key).to_owned(),
        requirement: base.as_str().or_else(|| text("version")).unwrap_or_default().to_owned(),
        features,
        optional: flag(entry, "optional").unwrap_or(false),
        rest: rest(base),
    }
}

/// The remaining keys of an entry, with their values.
fn rest(entry: &Value) -> Vec<String> {
    const KNOWN: [&str; 7] = [
        "version",
        "features",
        "default-features",
        "default_features",
        "optional",
        "package",
        "workspace",
    ];
    let keys = entry.as_table().into_iter().flatten();
    let others = keys.filter(|(key, _)| !KNOWN.contains(&key.as_str()));
    others
        .map(|(key, value)| match value {
            Value::String(text) => format!("{key} {text}"),
            value => format!("{key} {value}"),
        })
        .collect()
}

impl DependencyEntry {
    /// The locked crate that the entry means. If the lockfile knows the owner, it is one that the
    /// owner depends on. `None` for a local package, and if no crate fits.
    pub(crate) fn locked(&self, lockfile: &Lockfile) -> Option<LockedIndex> {
        let packages = &lockfile.packages;
        let requirement = VersionReq::parse(&self.requirement).unwrap_or(VersionReq::STAR);
        let fits = |version: &Version| self.requirement.is_empty() || requirement.matches(version);
        let is_meant = |&index: &LockedIndex| {
            let package = &packages[index];
            package.source.is_some() && fits(&package.version)
        };
        let mut owners = packages[lockfile.named(&self.owner)].iter();
        let owner = owners.find(|package| package.source.is_none());
        let is_listed = |index: &LockedIndex| {
            owner.is_some_and(|owner| owner.dependencies.binary_search(index).is_ok())
        };
        let mut named = lockfile.named(&self.name);
        let listed = named.clone().rfind(|index| is_listed(index) && is_meant(index));
        listed.or_else(|| named.rfind(is_meant))
    }

    /// What the entry is for.
    pub(crate) fn user(&self) -> User {
        match (self.owner.strip_prefix(UMBRELLA), self.kind) {
            (Some(role), _) => User::of_role(role.trim_start_matches('-')),
            (None, DependencyKind::Build) => User::BuildScripts,
            (None, DependencyKind::Development) => User::Tests,
            (None, DependencyKind::Normal) => User::LibrariesAndBinaries,
        }
    }

    /// What the entry is for, and on which platform, in words. The member does not matter.
    pub(crate) fn place(&self) -> String {
        self.user().on(self.platform.as_deref())
    }
}

impl User {
    /// The meaning of a package of an umbrella; see the table in `distil::umbrella`.
    fn of_role(role: &str) -> Self {
        match role {
            role if role.starts_with("resolved") => Self::PackagesNotBuilt,
            role if role.starts_with("macro") || role.split('-').any(|part| part == "host") => {
                Self::BuildScriptsAndMacros
            }
            role if role.ends_with("both") || role.ends_with("object") => {
                Self::LibrariesOfAnotherType
            }
            role if role.starts_with("test") || role.starts_with("binary-of-test") => Self::Tests,
            _ => Self::LibrariesAndBinaries,
        }
    }

    /// In words, with the platform.
    pub(crate) fn on(self, platform: Option<&str>) -> String {
        let user = match self {
            Self::LibrariesAndBinaries => "libraries and binaries",
            Self::LibrariesOfAnotherType => "libraries of another crate type",
            Self::BuildScripts => "build scripts",
            Self::BuildScriptsAndMacros => "build scripts and procedural macros",
            Self::Tests => "tests",
            Self::PackagesNotBuilt => "packages that are not built",
        };
        match platform {
            Some(platform) => format!("{user} on `{platform}`"),
            None => user.to_owned(),
        }
    }
}
