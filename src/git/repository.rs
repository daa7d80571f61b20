//! A repository, seen from a directory in it.

use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use crate::process::Command;

/// A repository, seen from a directory in it.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    directory: PathBuf,
    /// The directory relative to the root of the repository, with a `/` behind it; empty for the
    /// root.
    prefix: String,
}

/// A commit, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// Its full name.
    pub id: String,
    /// Its first parent; the first commit has none.
    pub parent: Option<String>,
    /// Its abbreviated name.
    pub short: String,
    /// The day of the commit, `2025-01-31`.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

impl Repository {
    /// The repository that a directory stands in.
    ///
    /// # Errors
    /// [`Error::NoRepository`] where it stands in none.
    pub(crate) fn of(directory: &Path) -> Result<Self> {
        let repository = Self { directory: directory.to_owned(), prefix: String::new() };
        let command = repository.git(["rev-parse", "--show-prefix"]);
        let output = command.output()?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let reason = stderr.lines().next().unwrap_or_default();
            return Err(Error::NoRepository {
                directory: directory.to_owned(),
                reason: reason.trim_start_matches("fatal: ").to_owned(),
            });
        }
        let prefix = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Self { prefix, ..repository })
    }

    /// Where the directory is, relative to the root of the repository.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// [`Error::Revision`] where there is none.
    pub(crate) fn resolve(&self, revision: &str) -> Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let command =
            self.git(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(wanted);
        let output = command.output()?;
        if !output.status.success() {
            return Err(Error::Revision(revision.to_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Commits along first parents, newest first; all of a range, or as many as are asked for.
    ///
    /// # Errors
    /// [`Error::Revision`] where the range names something that is not there.
    pub(crate) fn commits(&self, range: &str, limit: Option<usize>) -> Result<Vec<Commit>> {
        let command = self
            .git(["log", "--first-parent", "--no-show-signature", "--no-color", "-z"])
            .arg("--format=%H%x1f%P%x1f%h%x1f%cs%x1f%s")
            .args(limit.map(|limit| format!("--max-count={limit}")))
            .args(["--end-of-options", range, "--"]);
        let output = command.output()?;
        if !output.status.success() {
            return Err(Error::Revision(range.to_owned()));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.split('\0').filter_map(commit).collect())
    }

    pub(super) fn git<const N: usize>(&self, arguments: [&str; N]) -> Command {
        Command::new("git")
            .args(arguments)
            .directory(&self.directory)
            // Commands that read would write a refreshed index otherwise.
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
