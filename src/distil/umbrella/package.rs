//! One package of an umbrella.

use std::collections::BTreeMap;

use super::shape::Shape;
use super::suffix::Suffix;
use crate::distil::condition::Condition;
use crate::distil::requests::CrateRequest;
use crate::lockfile::LockedIndex;

/// Cargo resolves features from a selected procedural macro for the target, too, although it is
/// built for the host. So that what the host needs does not get there, the macro's dependencies
/// are optional, behind this feature, and only [`Role::MacroGate`] switches it on, for the host.
pub(super) const GATE: &str = "cargo-chef-gate";

/// What a package is there for, as far as its manifest differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its dependencies are asked for as they are.
    Plain,
    /// Its dependencies take part in feature resolution and are not built.
    Resolved,
    /// Its dependencies stand behind [`GATE`].
    MacroUnits,
    /// It switches [`GATE`] on.
    MacroGate,
}

/// One package: what it asks for, and what it is built as.
#[derive(Debug)]
pub(super) struct UmbrellaPackage {
    /// What it is there for.
    pub role: Role,
    /// What it is built as.
    pub shape: Shape,
    /// Whether cargo starts from it; others are dependencies of those.
    pub is_entry: bool,
    /// What it asks of external packages.
    pub requests: BTreeMap<LockedIndex, CrateRequest>,
    /// Other packages of the umbrella that it depends on.
    pub links: BTreeMap<Suffix, Condition>,
}

impl UmbrellaPackage {
    /// A package that asks for nothing yet. Cargo starts from it where it `is_entry`.
    pub(super) fn new(role: Role, shape: Shape, is_entry: bool) -> Self {
        Self { role, shape, is_entry, requests: BTreeMap::new(), links: BTreeMap::new() }
    }

    /// A library that others of the umbrella depend on.
    pub(super) fn library(types: &'static [&'static str]) -> Self {
        Self::new(Role::Plain, Shape::Library(types), false)
    }
}
