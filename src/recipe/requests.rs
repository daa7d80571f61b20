//! What the manifests of a recipe ask for of other packages, as the recipe has it written.
//!
//! This reads the text alone, for recipes that are explained rather than cooked: of an umbrella,
//! of a stripped workspace, or of another tool.

use std::collections::BTreeSet;

use semver::{Version, VersionReq};
use toml::{Table, Value};

use crate::distil::UMBRELLA;
use crate::project::{Manifest, Project};
use crate::workspace::Lockfile;
use crate::workspace::lockfile::LockedIndex;

/// The name of the feature that `default-features` stands for.
pub const DEFAULT: &str = "default";

/// The tables of dependencies and the word for what they are for.
const TABLES: [(&str, &str); 5] = [
    ("dependencies", ""),
    ("build-dependencies", "build"),
    ("build_dependencies", "build"),
    ("dev-dependencies", "dev"),
    ("dev_dependencies", "dev"),
];

/// One entry of a dependency table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The package that asks.
    pub owner: String,
    /// Its manifest, relative to the root.
    pub manifest: String,
    /// `build`, `dev`, or nothing for a normal dependency.
    pub table: &'static str,
    /// The platform it is restricted to: a target triple or `cfg(…)`.
    pub platform: Option<String>,
    /// The package that is asked for.
    pub name: String,
    /// The versions that will do; nothing where any will.
    pub requirement: String,
    /// The features that are asked for, [`DEFAULT`] among them.
    pub features: BTreeSet<String>,
    /// Whether a feature has to switch it on.
    pub optional: bool,
    /// What else the entry says, such as where the package comes from: keys with their values.
    pub rest: Vec<String>,
}

/// All entries of all dependency tables, inheritance applied.
#[must_use]
pub fn requests(project: &Project) -> Vec<Request> {
    let parsed = |manifest: &Manifest| manifest.contents.parse::<Table>().unwrap_or_default();
    let root = project.manifests.iter().find(|m| m.relative_path == "Cargo.toml").map(parsed);
    let shared = root.as_ref().and_then(|root| root.get("workspace")?.get("dependencies"));
    let shared = shared.and_then(Value::as_table);
    let all = project.manifests.iter().flat_map(|manifest| {
        let table = parsed(manifest);
        let owner = package_name(&table).unwrap_or(&manifest.relative_path).to_owned();
        let mut found = Vec::new();
        add(&mut found, &owner, &table, None, shared);
        for (platform, table) in table.get("target").and_then(Value::as_table).into_iter().flatten()
        {
            if let Value::Table(table) = table {
                add(&mut found, &owner, table, Some(platform), shared);
            }
        }
        for request in &mut found {
            request.manifest.clone_from(&manifest.relative_path);
        }
        found
    });
    all.collect()
}

/// The name in `[package]`.
#[must_use]
pub fn package_name(manifest: &Table) -> Option<&str> {
    manifest.get("package").or_else(|| manifest.get("project"))?.get("name")?.as_str()
}

fn add(
    found: &mut Vec<Request>,
    owner: &str,
    parent: &Table,
    platform: Option<&String>,
    shared: Option<&Table>,
) {
    for (key, word) in TABLES {
        let Some(Value::Table(entries)) = parent.get(key) else { continue };
        for (key, entry) in entries {
            let inherited = inherits(entry).then(|| shared?.get(key)).flatten();
            let mut request = request(key, entry, inherited);
            owner.clone_into(&mut request.owner);
            request.table = word;
            request.platform = platform.cloned();
            found.push(request);
        }
    }
}

fn inherits(entry: &Value) -> bool {
    entry.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn request(key: &str, entry: &Value, inherited: Option<&Value>) -> Request {
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
    Request {
        owner: String::new(),
        manifest: String::new(),
        table: "",
        platform: None,
        name: text("package").unwrap_or(key).to_owned(),
        requirement: base.as_str().or_else(|| text("version")).unwrap_or_default().to_owned(),
        features,
        optional: flag(entry, "optional").unwrap_or(false),
        rest: rest(base),
    }
}

/// What an entry says besides.
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

impl Request {
    /// The locked package that it means: one that the owner depends on, where the lockfile knows
    /// the owner. Nothing for a package with a path, or where it is not locked.
    #[must_use]
    pub fn locked(&self, lockfile: &Lockfile) -> Option<LockedIndex> {
        let packages = &lockfile.packages;
        let requirement = VersionReq::parse(&self.requirement).unwrap_or(VersionReq::STAR);
        let fits = |version: &Version| self.requirement.is_empty() || requirement.matches(version);
        let is_meant = |&index: &LockedIndex| {
            let package = &packages[index];
            package.source.is_some() && package.name == self.name && fits(&package.version)
        };
        let owner = packages.iter().find(|p| p.source.is_none() && p.name == self.owner);
        let listed = owner.and_then(|owner| owner.dependencies.iter().copied().rfind(is_meant));
        listed.or_else(|| (0..packages.len()).rfind(is_meant))
    }

    /// For what and where it is asked for, in words. Which member asks does not matter.
    #[must_use]
    pub fn place(&self) -> String {
        let by = match (self.owner.strip_prefix(UMBRELLA), self.table) {
            (Some(role), _) => role_in_words(role.trim_start_matches('-')),
            (None, "build") => "build scripts",
            (None, "dev") => "tests",
            (None, _) => "libraries and binaries",
        };
        match &self.platform {
            Some(platform) => format!("{by} on `{platform}`"),
            None => by.to_owned(),
        }
    }
}

/// What a package of an umbrella stands for; see the table in `distil::umbrella`.
fn role_in_words(role: &str) -> &'static str {
    match role {
        role if role.starts_with("resolved") => "packages that are not built",
        role if role.starts_with("macro") || role.split('-').any(|part| part == "host") => {
            "build scripts and procedural macros"
        }
        role if role.ends_with("both") || role.ends_with("object") => {
            "libraries of another crate type"
        }
        role if role.starts_with("test") || role.starts_with("binary-of-test") => "tests",
        _ => "libraries and binaries",
    }
}
