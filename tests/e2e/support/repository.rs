//! A git repository of crates.

use std::path::Path;

use fs_err as fs;
use tempfile::TempDir;

use super::sandbox::{Run, Sandbox};

/// A repository in a directory of its own.
pub struct Repository {
    directory: TempDir,
}

impl Repository {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a temporary directory can be made") }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("file://{}", self.directory.path().display())
    }

    pub fn write(&self, files: impl IntoIterator<Item = (String, String)>) {
        for (path, text) in files {
            let path = self.directory.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a directory"))
                .expect("the repository can be written");
            fs::write(path, text).expect("the repository can be written");
        }
    }

    pub fn commit(&self, message: &str) {
        commit(self.directory.path(), message);
    }

    pub fn git(&self, arguments: &[&str]) -> Run {
        let path = self.directory.path().to_str().expect("a path of text");
        run("git", &[&["-C", path], arguments].concat())
    }

    /// The same repository at another address.
    pub fn clone_elsewhere(&self) -> Self {
        let other = Self::new();
        let path = other.directory.path().to_str().expect("a path of text");
        run("git", &["clone", "--quiet", &self.url(), path]);
        other
    }

    /// The commit that a name means.
    pub fn revision(&self, name: &str) -> String {
        self.git(&["rev-parse", name]).stdout.trim().to_owned()
    }
}

/// Makes a repository of a directory, or commits what is new in it.
pub fn commit(directory: &Path, message: &str) {
    let path = directory.to_str().expect("a path of text");
    if !directory.join(".git").exists() {
        run("git", &["-C", path, "init", "--quiet", "--initial-branch", "main"]);
    }
    run("git", &["-C", path, "add", "--all"]);
    let identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
    run("git", &[&["-C", path], &identity[..], &["commit", "--quiet", "-m", message]].concat());
}

/// Runs a program that has nothing to do with what is tested.
pub fn run(program: &str, arguments: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.run_with(program, &sandbox.path(""), arguments).succeeds()
}
