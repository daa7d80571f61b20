//! What cargo says of a build.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use fs_err as fs;
use serde_json::Value;

/// A unit, or a run of a build script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// What it is, in words that are the same in another directory.
    pub what: String,
    /// With cargo's hash, which also tells what it was built upon.
    pub exactly: String,
}

/// One build, by cargo's messages and the notes of build scripts.
#[derive(Debug, Default)]
pub struct Build {
    pub succeeded: bool,
    /// What was compiled or run, once for each time.
    pub made: Vec<Unit>,
    /// That, and what was found to be fresh.
    pub seen: BTreeSet<Unit>,
    /// What can be run: the index of its package, and its path.
    pub programs: Vec<(usize, PathBuf)>,
    /// The libraries that are there, by the index of their package.
    pub libraries: BTreeSet<usize>,
    /// What warnings tell of the sources of libraries, which a build without programs has, too.
    pub marks: BTreeSet<(usize, String)>,
    pub stderr: String,
}

impl Build {
    /// Reads what cargo printed. `log` has a line for each build script that was run.
    pub fn new(output: &Output, target: &Path, log: &Path) -> Self {
        let mut build = Self {
            succeeded: output.status.success(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            ..Self::default()
        };
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Ok(message) = serde_json::from_str::<Value>(line) {
                build.read(&message, target);
            }
        }
        for line in fs::read_to_string(log).unwrap_or_default().lines() {
            build.make(Unit::new(&format!("run {line}"), target));
        }
        build
    }

    fn make(&mut self, unit: Unit) {
        self.made.push(unit.clone());
        self.seen.insert(unit);
    }

    fn read(&mut self, message: &Value, target: &Path) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => self.read_artifact(message, target),
            Some("build-script-executed") => {
                let env = message["env"].as_array().into_iter().flatten();
                let unit =
                    env.filter(|pair| pair[0] == "STEPS_UNIT").find_map(|pair| pair[1].as_str());
                let directory = message["out_dir"].as_str().unwrap_or_default();
                let unit = unit.unwrap_or_default();
                let line = format!("run m{} {unit} {directory}", package(message));
                self.seen.insert(Unit::new(&line, target));
            }
            Some("compiler-message") if is_library(message) => {
                let text = message["message"]["message"].as_str().unwrap_or_default();
                let mark = text.split('`').nth(1).unwrap_or_default();
                if mark.starts_with("SOURCE_") || mark.starts_with("PART_") {
                    self.marks.insert((package(message), mark.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn read_artifact(&mut self, message: &Value, target: &Path) {
        let (kind, profile) = (&message["target"]["kind"][0], &message["profile"]);
        let paths = message["filenames"].as_array().into_iter().flatten();
        let files: Vec<String> = paths.filter_map(Value::as_str).map(with_hash).collect();
        let line = format!(
            "m{} {} {} {} {} {} {}",
            package(message),
            message["target"]["name"].as_str().unwrap_or_default(),
            kind.as_str().unwrap_or_default(),
            if profile["test"] == true { "tested" } else { "plain" },
            message["features"],
            profile["opt_level"],
            files.join(" "),
        );
        let unit = Unit::new(&line, target);
        if message["fresh"] == true {
            self.seen.insert(unit);
        } else {
            self.make(unit);
        }
        if is_library(message) {
            self.libraries.insert(package(message));
        }
        // A binary under test is not a program that prints.
        let is_program = kind != "custom-build" && (profile["test"] == false || kind == "test");
        if let Some(path) = message["executable"].as_str().filter(|_| is_program) {
            self.programs.push((package(message), path.into()));
        }
    }
}

impl Unit {
    fn new(line: &str, target: &Path) -> Self {
        let target = target.to_str().expect("a temporary directory has a path of text");
        let exactly = line.replace(target, "");
        Self { what: without_hashes(&exactly), exactly }
    }
}

/// The path of an artifact with cargo's hash in its name, where it has another name without one.
fn with_hash(path: &str) -> String {
    let absolute = Path::new(path);
    let inode = |path: &Path| fs::metadata(path).map(|metadata| metadata.ino()).ok();
    let Some(directory) = absolute.parent().filter(|_| without_hashes(path) == path) else {
        return path.to_owned();
    };
    let places = [directory.join("deps"), directory.to_owned()];
    let candidates = places.iter().flat_map(fs::read_dir).flatten().flatten();
    let mut names = candidates.map(|entry| entry.path()).filter(|candidate| {
        let is_named = without_hashes(&candidate.to_string_lossy()) != candidate.to_string_lossy();
        is_named && inode(candidate) == inode(absolute)
    });
    names.next().map_or(path.to_owned(), |found| found.to_string_lossy().into_owned())
}

fn is_library(message: &Value) -> bool {
    let kind = &message["target"]["kind"][0];
    kind == "lib" || kind == "proc-macro"
}

/// The index of the package that a message is about.
fn package(message: &Value) -> usize {
    let id = message["package_id"].as_str().unwrap_or_default();
    let directory = id.split('#').next().and_then(|path| path.rsplit('/').next());
    // The package at the root stands in a directory of another name.
    directory.and_then(|name| name.strip_prefix('m')?.parse().ok()).unwrap_or(0)
}

/// Replaces the hashes in names of files, which are not the same in another directory.
fn without_hashes(text: &str) -> String {
    let mut words = text.split('-');
    let mut result = words.next().unwrap_or_default().to_owned();
    for word in words {
        let digits = word.bytes().take_while(u8::is_ascii_hexdigit).count();
        result.push_str(if digits == 16 { &word[16..] } else { "" });
        if digits != 16 {
            result.push('-');
            result.push_str(word);
        }
    }
    result
}
