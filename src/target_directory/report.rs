//! Reports what was found out, for people and programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::file_state::Kind;
use super::ledger::{Distrust, Ledger};
use super::plan::{Decision, Verdict};
use super::project::Project;
use super::time::Time;

/// Why a file gets the present time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Change {
    /// The content is different.
    Changed,
    /// The file is new.
    New,
    Removed,
    /// Somebody else has compiled the file's package.
    Suspected,
}

/// What has changed since the last build.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// The number of files that were examined, without directories.
    pub files: usize,
    /// The files that have changed, with the packages that they belong to.
    pub changes: BTreeMap<PathBuf, (Change, Vec<String>)>,
    /// The time of the last build.
    pub since: Option<Time>,
    /// Why the ledger was not relied on, if it was not.
    pub distrust: Option<Distrust>,
    /// The packages that somebody else has compiled.
    pub suspected: BTreeSet<String>,
    /// The number of files that cannot be given the time that they need.
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
            let is_gone = || path.symlink_metadata().is_err();
            if entry.kind != Kind::Directory && !decisions.contains_key(path) && is_gone() {
                changes.insert(path.clone(), (Change::Removed, packages(path)));
            }
        }
        let files = files().count();
        Self { files, changes, since: ledger.written, distrust, suspected, unsettable: 0 }
    }

    /// The packages of which something has changed.
    pub(crate) fn packages(&self) -> BTreeSet<String> {
        let changed = self.changes.values().flat_map(|(_, packages)| packages);
        changed.chain(&self.suspected).cloned().collect()
    }

    /// The time since the last build.
    pub(crate) fn age(&self) -> Option<Duration> {
        Some(Time::of_machine().since(self.since?))
    }
}
