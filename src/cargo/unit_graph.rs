//! Cargo's unit graph: what a cargo command would compile, told without compiling.
//!
//! Source: `cargo build --unit-graph`,
//! <https://doc.rust-lang.org/cargo/reference/unstable.html#unit-graph>. It is an unstable option,
//! but of cargo alone, so asking a stable cargo for it changes nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::error::{Error, Result};
use crate::package_spec::PackageSpec;
use crate::process::Command;

/// One external unit, with all that cargo tells of it. Equal units are compiled equally, if what
/// they depend on is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Unit {
    /// The package's name.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// Where it comes from, in cargo's words.
    pub source: String,
    /// The target's name.
    pub target: String,
    /// The target's kind, such as `lib` or `custom-build`.
    pub kind: String,
    /// What cargo does with it: `build`, `check`, `doc`, `run-custom-build`, ….
    pub mode: String,
    /// The target triple, or `host`.
    pub platform: String,
    /// The active features.
    pub features: BTreeSet<String>,
    /// The profile's values by their keys, as JSON.
    #[serde(serialize_with = "as_json")]
    pub profile: BTreeMap<String, String>,
}

/// The values as they are, not as strings that hold them.
fn as_json<S: Serializer>(
    profile: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(profile.iter().map(|(key, value)| {
        let parsed: Value = serde_json::from_str(value).unwrap_or_else(|_| value.as_str().into());
        (key, parsed)
    }))
}

/// External units, each with the external units that it depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitGraph {
    /// Dependencies are indices of this list.
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
    /// Asks cargo; `command` is a build. Where cargo refuses it has said why.
    pub fn ask(command: Command) -> Result<Self> {
        let command = Self::request(command);
        Self::parse(&command, &command.stdout()?)
    }

    /// The command that tells the graph of a build.
    #[must_use]
    pub fn request(build: Command) -> Command {
        build.args(["--unit-graph", "-Zunstable-options"]).env("RUSTC_BOOTSTRAP", "1")
    }

    /// Reads what `command` wrote to stdout.
    pub fn parse(command: &Command, stdout: &[u8]) -> Result<Self> {
        let raw = serde_json::from_slice(stdout).map_err(|error| Error::Output {
            command: command.to_string(),
            reason: error.to_string(),
        })?;
        Ok(Self::external(raw))
    }

    /// The part of the graph that has no path. What a local unit depends on, no external unit does.
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

    /// All units, less what they depend on.
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
