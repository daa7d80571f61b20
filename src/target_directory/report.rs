//! What was found out, for people and programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::ledger::{Distrust, Ledger};
use super::plan::{Decision, Verdict};
use super::project::Project;
use super::time::Time;

/// Why a file gets the present time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Change {
    /// It holds something else.
    Changed,
    /// It was not there.
    New,
    Removed,
    /// Somebody else has compiled its package.
    Suspected,
}

/// What is new since the last build.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// How many files are looked at, without directories.
    pub files: usize,
    /// The files that are not as they were, with the packages they belong to.
    pub changes: BTreeMap<PathBuf, (Change, Vec<String>)>,
    /// When the last build was.
    pub since: Option<Time>,
    /// Why nothing is believed.
    pub distrust: Option<Distrust>,
    /// Packages that somebody else has compiled.
    pub suspected: BTreeSet<String>,
    /// How many files cannot be given the time they need.
    pub unsettable: usize,
}

impl Report {
    pub(super) fn new(
        project: &Project,
        ledger: &Ledger,
        decisions: &BTreeMap<PathBuf, Decision>,
        suspected: BTreeSet<String>,
        distrust: Option<Distrust>,
    ) -> Self {
        use super::file_state::Kind;
        let packages = |path: &Path| -> Vec<String> {
            project.packages_of(path).map(|package| package.name.clone()).collect()
        };
        let mut changes = BTreeMap::new();
        let files = || decisions.iter().filter(|(_, d)| d.state.kind != Kind::Directory);
        for (path, decision) in files() {
            let change = match decision.verdict {
                Verdict::Known => continue,
                Verdict::Changed => Change::Changed,
                Verdict::New => Change::New,
                Verdict::Suspected => Change::Suspected,
            };
            changes.insert(path.clone(), (change, packages(path)));
        }
        for (path, entry) in &ledger.entries {
            if entry.kind != Kind::Directory && !decisions.contains_key(path) {
                changes.insert(path.clone(), (Change::Removed, packages(path)));
            }
        }
        let files = files().count();
        Self { files, changes, since: ledger.written, distrust, suspected, unsettable: 0 }
    }

    /// How long ago the last build was.
    pub(crate) fn age(&self) -> Option<Duration> {
        Some(Time::of_machine().since(self.since?))
    }
}
