//! A git repository: its commits and revisions.

use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use crate::process::Command;

/// A repository, seen from a directory in it.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    directory: PathBuf,
    /// The directory relative to the root of the repository, ending in `/`; empty for the root.
    prefix: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// The full hash.
    pub id: String,
    /// The full hash of the first parent; `None` for the first commit.
    pub parent: Option<String>,
    /// The abbreviated hash.
    pub short: String,
    /// The day of the commit, as `2025-01-31`.
    pub date: String,
    /// The first line of the message.
    pub subject: String,
}

impl Repository {
    /// The repository that a directory is in.
    ///
    /// # Errors
    /// [`Error::NoRepository`] if it is in none.
    pub(crate) fn of(directory: &Path) -> Result<Self> {
        let repository = Self { directory: directory.to_owned(), prefix: String::new() };
        let command = repository.git(["rev-parse", "--show-prefix"]);
        let output = command.output()?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let reason = stderr.lines().next().unwrap_or_default();
            // Git names the directory that it asks about, which may be above this one.
            if let Some((_, rest)) = stderr.split_once("dubious ownership in repository at '")
                && let Some((place, _)) = rest.split_once("'\n")
            {
                return Err(Error::OfAnother(place.into()));
            }
            return Err(Error::NoRepository {
                directory: directory.to_owned(),
                reason: reason.trim_start_matches("fatal: ").to_owned(),
            });
        }
        let prefix = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Self { prefix, ..repository })
    }

    /// The directory relative to the root of the repository, ending in `/`; empty for the root.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The full hash of the commit that a revision names.
    ///
    /// # Errors
    /// [`Error::Revision`] if there is no such commit.
    pub(crate) fn resolve(&self, revision: &str) -> Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let command =
            self.git(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(wanted);
        let output = command.output()?;
        if !output.status.success() {
            return Err(self.unknown(revision)?);
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Whether a commit has a file or directory at this path from its root.
    pub(crate) fn has(&self, commit: &str, path: &str) -> Result<bool> {
        let wanted = format!("{commit}:{path}");
        let command =
            self.git(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(wanted);
        Ok(command.output()?.status.success())
    }

    /// The commits along first parents, newest first: all of a range, or the first `limit`.
    ///
    /// # Errors
    /// [`Error::Revision`] if the range names a revision that does not exist.
    pub(crate) fn commits(&self, range: &str, limit: Option<usize>) -> Result<Vec<Commit>> {
        let command = self
            .git(["log", "--first-parent", "--no-show-signature", "--no-color", "-z"])
            .arg("--format=%H%x1f%P%x1f%h%x1f%cs%x1f%s")
            .args(limit.map(|limit| format!("--max-count={limit}")))
            .args(["--end-of-options", range, "--"]);
        let output = command.output()?;
        if !output.status.success() {
            return Err(self.unknown(range)?);
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.split('\0').filter_map(commit).collect())
    }

    /// What is wrong with a revision that git does not find.
    fn unknown(&self, revision: &str) -> Result<Error> {
        let any = self.git(["rev-list", "--all", "--max-count=1"]).output()?;
        let has_none = any.status.success() && any.stdout.is_empty();
        Ok(if has_none { Error::NoCommits } else { Error::Revision(revision.to_owned()) })
    }

    pub(super) fn git<const N: usize>(&self, arguments: [&str; N]) -> Command {
        Command::new("git")
            .args(arguments)
            .directory(&self.directory)
            // Otherwise even reading commands may write a refreshed index.
            .env("GIT_OPTIONAL_LOCKS", "0")
    }
}

fn commit(line: &str) -> Option<Commit> {
    let mut fields = line.splitn(5, '\u{1f}').map(str::to_owned);
    let mut next = || fields.next();
    Some(Commit {
        id: next()?,
        parent: next()?.split(' ').next().filter(|id| !id.is_empty()).map(str::to_owned),
        short: next()?,
        date: next()?,
        subject: next()?,
    })
}
