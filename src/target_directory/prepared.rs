//! What is carried from before cargo runs to when it has ended.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::clock::Clock;
use super::dating::Dated;
use super::project::Project;
use super::report::Report;
use super::time::Time;
use super::units::Units;

/// What is known of the build that is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// All local packages, and that it goes to the target directory that was named.
    Complete,
    /// Some packages may be missing: nothing is believed, and nothing remembered.
    PackagesMissing,
    /// It may go to another target directory, of which the ledger says nothing: no file gets an
    /// earlier time than it has, and nothing is remembered.
    AnyDirectory,
}

/// The times are right; cargo may run.
pub(crate) struct Prepared {
    pub(super) project: Project,
    pub(super) knowledge: Knowledge,
    pub(super) clock: Clock,
    /// The time that changed files got: before cargo began, after all that was compiled before.
    pub(super) stamp: Time,
    pub(super) units: Units,
    pub(super) named: BTreeSet<PathBuf>,
    pub(super) dated: Dated,
    pub(super) report: Report,
}

impl Prepared {
    /// What was found out.
    #[must_use]
    pub(crate) fn report(&self) -> &Report {
        &self.report
    }
}
