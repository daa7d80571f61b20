//! A package of an umbrella, before it is written as a manifest.

use std::collections::BTreeMap;

use super::shape::Shape;
use super::suffix::Suffix;
use crate::distil::condition::Condition;
use crate::distil::requests::CrateRequest;
use crate::lockfile::LockedIndex;

/// The feature behind which the dependencies of a selected procedural macro are optional.
///
/// Cargo resolves the features of a selected procedural macro for the target, too, although the
/// macro is built for the host. Without the gate, features that only the host needs would be active
/// for the target. Only [`Role::MacroGate`] opens it, and only for the host.
pub(super) const GATE: &str = "cargo-chef-gate";

/// The role of a package, as far as its manifest depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The package has ordinary dependencies.
    Plain,
    /// The dependencies take part in feature resolution and are not built.
    Resolved,
    /// The dependencies are behind [`GATE`].
    MacroUnits,
    /// The package opens [`GATE`].
    MacroGate,
}

#[derive(Debug)]
pub(super) struct UmbrellaPackage {
    pub role: Role,
    pub shape: Shape,
    /// Whether the package is a default member, where cargo starts; the others are dependencies.
    pub is_entry: bool,
    pub requests: BTreeMap<LockedIndex, CrateRequest>,
    /// The packages of the umbrella that this one depends on, and where.
    pub links: BTreeMap<Suffix, Condition>,
}

impl UmbrellaPackage {
    /// A package without dependencies.
    pub(super) fn new(role: Role, shape: Shape, is_entry: bool) -> Self {
        Self { role, shape, is_entry, requests: BTreeMap::new(), links: BTreeMap::new() }
    }

    /// A library that other packages of the umbrella depend on.
    pub(super) fn library(types: &'static [&'static str]) -> Self {
        Self::new(Role::Plain, Shape::Library(types), false)
    }
}
