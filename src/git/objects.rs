//! Trees and blobs, as git prints them.

use super::error::{Error, Result};
use super::repository::Repository;

/// The mode of an executable file.
const EXECUTABLE: &str = "100755";

/// The change of one file between two trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileChange {
    pub path: String,
    pub old: Mode,
    pub new: Mode,
    pub blob: String,
    /// Whether the new file is executable.
    pub is_executable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Absent,
    File,
    Link,
    Submodule,
}

impl Repository {
    /// All files of a commit, as additions to an empty tree.
    pub(super) fn files(&self, commit: &str) -> Result<Vec<FileChange>> {
        let command = self.git(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]);
        let output = command.stdout_of(Vec::new())?;
        let text = String::from_utf8_lossy(&output);
        // Each line is `mode type blob\tpath`.
        let files = text.split('\0').filter_map(|line| {
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split(' ');
            let new = about.next()?;
            let blob = about.nth(1)?.to_owned();
            Some(FileChange {
                path: path.to_owned(),
                old: Mode::Absent,
                new: mode(new),
                blob,
                is_executable: new == EXECUTABLE,
            })
        });
        Ok(files.collect())
    }

    pub(super) fn changes(&self, from: &str, to: &str) -> Result<Vec<FileChange>> {
        let command = self.git([
            "diff-tree",
            "-r",
            "-z",
            "--raw",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
            "--ignore-submodules=none",
            "--end-of-options",
            from,
            to,
        ]);
        let output = command.stdout_of(Vec::new())?;
        let text = String::from_utf8_lossy(&output);
        // Each change is `:mode mode blob blob status\0path\0`.
        let mut fields = text.split('\0');
        let mut changes = Vec::new();
        while let (Some(about), Some(path)) = (fields.next(), fields.next()) {
            let parts: Vec<&str> = about.trim_start_matches(':').split(' ').collect();
            let [old, new, _, blob, _] = parts[..] else { break };
            changes.push(FileChange {
                path: path.to_owned(),
                old: mode(old),
                new: mode(new),
                blob: blob.to_owned(),
                is_executable: new == EXECUTABLE,
            });
        }
        Ok(changes)
    }

    /// The contents of blobs, in the order of `ids`.
    pub(super) fn blobs(&self, ids: &[&str]) -> Result<Vec<Vec<u8>>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let command = self.git(["cat-file", "--batch"]);
        let input = ids.join("\n") + "\n";
        let output = command.stdout_of(input.into_bytes())?;
        let found = blobs_of(&output).filter(|blobs| blobs.len() == ids.len());
        found.ok_or_else(|| Error::FilesMissing { command: command.to_string() })
    }

    /// The text of a file in a commit; `None` if the commit has no such file.
    pub(crate) fn text(&self, commit: &str, path: &str) -> Result<Option<String>> {
        let output = self.git(["cat-file", "blob"]).arg(format!("{commit}:{path}")).output()?;
        let text = || String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(output.status.success().then(text))
    }
}

/// Splits the output of `git cat-file --batch`: `id type size\ncontents\n`, repeated.
fn blobs_of(mut output: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut blobs = Vec::new();
    while !output.is_empty() {
        let end = output.iter().position(|&byte| byte == b'\n')?;
        let head = std::str::from_utf8(&output[..end]).ok()?;
        let size: usize = head.rsplit(' ').next()?.parse().ok()?;
        let start = end + 1;
        blobs.push(output.get(start..start + size)?.to_vec());
        output = output.get(start + size + 1..)?;
    }
    Some(blobs)
}

/// The modes are listed at <https://git-scm.com/docs/git-fast-import#_filemodify>.
fn mode(text: &str) -> Mode {
    match text {
        "000000" => Mode::Absent,
        "120000" => Mode::Link,
        "160000" => Mode::Submodule,
        _ => Mode::File,
    }
}
