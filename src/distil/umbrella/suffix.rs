//! Suffixes, which tell the packages of an umbrella apart.

use crate::distil::condition::Term;
use crate::project::UMBRELLA;

/// What follows [`UMBRELLA`] in the name of a package, and also its directory relative to the root.
/// The root package has an empty suffix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suffix(String);

impl Suffix {
    /// The suffix of the package at the root.
    pub(super) fn root() -> Self {
        Self(String::new())
    }

    /// The suffix of a package below the root.
    pub(super) fn new(directory: &str) -> Self {
        Self(directory.to_owned())
    }

    /// The suffix of a package that belongs to this one.
    pub(super) fn joined(&self, back: &str) -> Self {
        Self(joined(&self.0, back))
    }

    /// The suffix of one of several packages. The one without a condition has no number.
    pub(super) fn numbered(&self, number: usize, below: &Term) -> Self {
        if below.is_empty() { self.clone() } else { self.joined(&number.to_string()) }
    }

    pub(super) fn name(&self) -> String {
        joined(UMBRELLA, &self.0)
    }

    /// The directory of the package, relative to the root.
    pub(super) fn directory(&self) -> &str {
        &self.0
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The relative path from this package's directory to another's.
    pub(super) fn way_to(&self, other: &Self) -> String {
        let up = if self.is_root() { "" } else { "../" };
        format!("{up}{}", other.0)
    }
}

fn joined(front: &str, back: &str) -> String {
    match (front, back) {
        ("", only) | (only, "") => only.to_owned(),
        (front, back) => format!("{front}-{back}"),
    }
}
