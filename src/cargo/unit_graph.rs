//! Reads cargo's unit graph: what a cargo command would compile, without compiling it.
//!
//! The graph comes from `cargo build --unit-graph`,
//! <https://doc.rust-lang.org/cargo/reference/unstable.html#unit-graph>. The option is unstable,
//! but only concerns cargo, so a stable cargo that is allowed to use it still compiles in the same
//! way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::error::{Error, Result};
use crate::package_spec::PackageSpec;
use crate::process::Command;

/// One external unit, with everything that cargo tells about it. Equal units are compiled equally
/// if their dependencies are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Unit {
    /// The name of the package.
    pub package: String,
    /// The version of the package.
    pub version: String,
    /// The source of the package, as in its package id.
    pub source: String,
    /// The name of the target.
    pub target: String,
    /// The kind of the target, such as `lib` or `custom-build`.
    pub kind: String,
    /// What cargo does with the unit: `build`, `check`, `doc`, `run-custom-build`, ….
    pub mode: String,
    /// The target triple, or `host`.
    pub platform: String,
    /// The active features.
    pub features: BTreeSet<String>,
    /// The values of the profile by their keys, as JSON.
    #[serde(serialize_with = "as_json")]
    pub profile: BTreeMap<String, String>,
}

/// Writes the values as they are meant.
fn as_json<S: Serializer>(
    profile: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(profile.iter().map(|(key, value)| (key, profile_value(value))))
}

/// A value of a profile as in a manifest, as far as cargo's output allows; null for a default. `json` is
/// how cargo writes it: numbers and truth values as text, and some in an object that says whether they
/// are settled.
pub(crate) fn profile_value(json: &str) -> Value {
    fn innermost(value: Value) -> Value {
        match value {
            Value::String(text) if text == "None" => "none".into(),
            Value::String(text) => match serde_json::from_str(&text) {
                Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
                _ => Value::String(text),
            },
            Value::Object(map) => map.into_iter().next().map_or(Value::Null, |(_, v)| innermost(v)),
            other => other,
        }
    }
    serde_json::from_str(json).map_or_else(|_| json.into(), innermost)
}

/// The external units, each with the external units that it depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitGraph {
    /// The units. Dependencies are indices into this list.
    pub units: Vec<(Unit, Vec<usize>)>,
}

#[derive(Deserialize)]
struct RawGraph {
    units: Vec<RawUnit>,
}

#[derive(Deserialize)]
struct RawUnit {
    pkg_id: String,
    target: RawTarget,
    profile: BTreeMap<String, Value>,
    platform: Option<String>,
    mode: String,
    features: BTreeSet<String>,
    dependencies: Vec<RawDependency>,
}

#[derive(Deserialize)]
struct RawTarget {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct RawDependency {
    index: usize,
}

impl UnitGraph {
    /// Asks cargo for the unit graph of a build.
    ///
    /// # Errors
    /// [`Error::Refused`] if cargo refuses to build that, or [`Error::Output`] if the graph cannot
    /// be parsed.
    pub fn ask(command: Command) -> Result<Self> {
        let command = Self::request(command);
        Self::parse(&command, &command.stdout()?)
    }

    /// The command that prints the unit graph of a build.
    #[must_use]
    pub fn request(build: Command) -> Command {
        build.args(["--unit-graph", "-Zunstable-options"]).env("RUSTC_BOOTSTRAP", "1")
    }

    /// Parses what `command` wrote to stdout.
    pub fn parse(command: &Command, stdout: &[u8]) -> Result<Self> {
        let raw = serde_json::from_slice(stdout).map_err(|error| Error::Output {
            command: command.to_string(),
            reason: error.to_string(),
        })?;
        Ok(Self::external(raw))
    }

    /// Leaves out local units. Since external units do not depend on them, dependencies stay
    /// complete.
    fn external(raw: RawGraph) -> Self {
        let is_external = |unit: &RawUnit| !unit.pkg_id.starts_with("path+");
        let kept = raw.units.iter().enumerate().filter(|(_, unit)| is_external(unit));
        let new_index: HashMap<usize, usize> =
            kept.enumerate().map(|(new, (old, _))| (old, new)).collect();
        let convert = |raw: RawUnit| {
            let dependencies = raw.dependencies.iter();
            let dependencies =
                dependencies.filter_map(|d| new_index.get(&d.index).copied()).collect();
            (Unit::from(raw), dependencies)
        };
        Self { units: raw.units.into_iter().filter(is_external).map(convert).collect() }
    }

    /// The units without their dependencies.
    #[must_use]
    pub fn set(&self) -> BTreeSet<&Unit> {
        self.units.iter().map(|(unit, _)| unit).collect()
    }
}

impl From<RawUnit> for Unit {
    fn from(raw: RawUnit) -> Self {
        let PackageSpec { source, name, version } = PackageSpec::parse(&raw.pkg_id);
        let profile = raw.profile.into_iter().filter(|(key, _)| key != "name");
        Self {
            package: name,
            version: version.unwrap_or_default(),
            source: source.unwrap_or_default(),
            target: raw.target.name,
            kind: raw.target.kind.join(", "),
            mode: raw.mode,
            platform: raw.platform.unwrap_or_else(|| "host".into()),
            features: raw.features,
            profile: profile.map(|(key, value)| (key, value.to_string())).collect(),
        }
    }
}
