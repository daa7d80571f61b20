//! The times that files had before they were made to look older.
//!
//! An earlier time is only for the cargo that we run. Another target directory may have been
//! compiled from what the file contained in between, and its cargo would take the file for
//! unchanged. So the time that a file had is written down before it gets an earlier one, and the
//! file gets it back as soon as cargo has ended, or else at the start of the next build.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::error::Result;
use super::plan::Decision;
use super::project::Project;
use super::time::Time;
use super::{parallel, path_text};
use crate::cargo::own_directory;

/// The name of the journal.
const NAME: &str = "times.json";

/// A file that looks older than it is.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(with = "path_text")]
    path: PathBuf,
    /// The time that it had.
    found: Time,
    /// The time that it gets for cargo.
    given: Time,
}

/// All files that look older than they are.
#[derive(Debug)]
pub(super) struct Journal {
    build_directory: PathBuf,
    lines: Vec<Line>,
}

impl Journal {
    /// Writes down which files will look older than they are.
    ///
    /// # Errors
    /// If the journal cannot be written. Then no file may be made to look older.
    pub(super) fn write(
        project: &Project,
        decisions: &BTreeMap<PathBuf, Decision>,
    ) -> Result<Self> {
        let ages =
            |decision: &Decision| decision.may_change && decision.time < decision.state.modified;
        let aging = decisions.iter().filter(|(_, decision)| ages(decision));
        let lines: Vec<Line> = aging
            .map(|(path, decision)| Line {
                path: path.clone(),
                found: decision.state.modified,
                given: decision.time,
            })
            .collect();
        let build_directory = project.build_directory.clone();
        if !lines.is_empty() {
            let text = serde_json::to_vec(&lines).map_err(std::io::Error::other)?;
            own_directory(&build_directory)?.write_atomically(Path::new(NAME), &text)?;
        }
        Ok(Self { build_directory, lines })
    }

    /// Reads what a build has left that was killed. A journal that cannot be read has no files.
    pub(super) fn read(project: &Project) -> Self {
        let text = fs::read(project.own_directory().join(NAME)).unwrap_or_default();
        let lines = serde_json::from_slice(&text).unwrap_or_default();
        Self { build_directory: project.build_directory.clone(), lines }
    }

    /// Gives all files their own times back that nobody has written to since, if they are among
    /// those that `may_change`. Returns whether there were any.
    pub(super) fn give_back(&self, may_change: impl Fn(&Path) -> bool + Sync) -> bool {
        let given = parallel::map(&self.lines, |line| may_change(&line.path) && line.give_back());
        // What stays is read again, and changes nothing any more.
        let own = own_directory(&self.build_directory);
        let _ = own.and_then(|own| own.remove(Path::new(NAME)));
        given.contains(&true)
    }
}

impl Line {
    fn give_back(&self) -> bool {
        let Ok(metadata) = self.path.symlink_metadata() else { return false };
        // A file system may have rounded the time that it was given.
        let is_as_given = self.given < self.found && Time::modified(&metadata) <= self.given;
        is_as_given && self.found.give(&self.path, &metadata).is_ok()
    }
}
