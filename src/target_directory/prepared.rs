//! The state between the moment before cargo runs and the moment after it.

use super::clock::Clock;
use super::dating::Dated;
use super::inputs::Named;
use super::journal::Journal;
use super::ledger::{Ledger, Outputs};
use super::project::Project;
use super::report::Report;
use super::time::Time;
use super::units::Units;

/// What is known about the build that is about to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// All local packages are known, and so is the target directory.
    Complete,
    /// Some packages may be missing, so nothing is relied on and nothing is remembered.
    PackagesMissing,
    /// The build may use another target directory, which the ledger does not describe, or another
    /// build is at work. So no file gets an earlier time than it has, and nothing is remembered.
    AnyDirectory,
}

/// The times are right, and cargo may run.
pub(crate) struct Prepared {
    pub(super) project: Project,
    pub(super) knowledge: Knowledge,
    pub(super) clock: Clock,
    /// The time that changed files got. It is later than everything that was compiled before, and
    /// earlier than the start of cargo.
    pub(super) stamp: Time,
    pub(super) units: Units,
    pub(super) named: Named,
    pub(super) dated: Dated,
    /// The times of the files that look older than they are.
    pub(super) journal: Journal,
    /// The files that earlier builds have written.
    pub(super) outputs: Outputs,
    /// What is known of packages that this build does not concern.
    pub(super) retired: Ledger,
    pub(super) report: Report,
}

impl Prepared {
    pub(crate) fn report(&self) -> &Report {
        &self.report
    }
}
