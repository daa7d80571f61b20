//! What tells the packages of an umbrella apart.

use crate::distil::condition::Term;
use crate::project::UMBRELLA;

/// The directory of a package of an umbrella, relative to the root; its name is [`UMBRELLA`] with
/// this behind. That of the root is empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suffix(String);

impl Suffix {
    /// That of the package at the root.
    pub(super) fn root() -> Self {
        Self(String::new())
    }

    /// That of a package below the root.
    pub(super) fn new(directory: &str) -> Self {
        Self(directory.to_owned())
    }

    /// That of a package that belongs to this one.
    pub(super) fn joined(&self, back: &str) -> Self {
        Self(joined(&self.0, back))
    }

    /// That of one of several packages; the one without a condition has no number.
    pub(super) fn numbered(&self, number: usize, below: &Term) -> Self {
        if below.is_empty() { self.clone() } else { self.joined(&number.to_string()) }
    }

    /// The name of the package.
    pub(super) fn name(&self) -> String {
        joined(UMBRELLA, &self.0)
    }

    /// The directory, relative to the root.
    pub(super) fn directory(&self) -> &str {
        &self.0
    }

    /// Whether it is that of the package at the root.
    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The way from this package's directory to that of another.
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
