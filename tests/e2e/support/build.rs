//! What cargo says it built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde_json::Value;

use super::sandbox::{Run, Sandbox};

/// The messages of one `cargo build`.
pub struct Build<'a> {
    sandbox: &'a Sandbox,
    directory: &'a Path,
    units: Vec<Unit>,
    run: Run,
}

struct Unit {
    package: String,
    is_external: bool,
    is_fresh: bool,
    files: Vec<PathBuf>,
    executable: Option<(String, PathBuf)>,
}

impl<'a> Build<'a> {
    pub fn new(sandbox: &'a Sandbox, directory: &'a Path, run: Run) -> Self {
        let messages = run.stdout.lines().map(|line| {
            serde_json::from_str::<Value>(line).expect("cargo's messages are one JSON a line")
        });
        let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
        let units = artifacts.map(|message| Unit::new(&message)).collect();
        Self { sandbox, directory, units, run }
    }

    #[track_caller]
    pub fn has_fresh_externals(&self) {
        let is_stale = |unit: &&Unit| unit.is_external && !unit.is_fresh;
        let stale: BTreeSet<_> =
            self.units.iter().filter(is_stale).map(|unit| &unit.package).collect();
        assert!(stale.is_empty(), "compiled again: {stale:?}\n{}", self.run.stderr);
    }

    #[track_caller]
    pub fn used_all(&self, cooked: &BTreeSet<PathBuf>) {
        // Cargo names the link that it makes of what is selected.
        let identity = |path: &PathBuf| {
            use std::os::unix::fs::MetadataExt as _;
            fs::metadata(path).map(|metadata| metadata.ino()).ok()
        };
        let used: BTreeSet<_> =
            self.units.iter().flat_map(|unit| unit.files.iter().map(identity)).collect();
        let spare: Vec<_> = cooked.iter().filter(|path| !used.contains(&identity(path))).collect();
        assert!(spare.is_empty(), "cooked in vain: {spare:?}");
    }

    /// Asserts that just these external packages were used, all of them fresh.
    #[track_caller]
    pub fn fresh<'p>(&self, packages: impl IntoIterator<Item = &'p str>) -> &Self {
        let found: BTreeSet<&str> =
            self.units.iter().filter(|u| u.is_external).map(|u| u.package.as_str()).collect();
        assert_eq!(found, packages.into_iter().collect::<BTreeSet<_>>());
        self
    }

    /// Asserts that just these local packages were compiled.
    #[track_caller]
    pub fn rebuilt<'p>(&self, packages: impl IntoIterator<Item = &'p str>) -> &Self {
        let found: BTreeSet<&str> =
            self.units.iter().filter(|u| !u.is_fresh).map(|u| u.package.as_str()).collect();
        assert_eq!(found, packages.into_iter().collect::<BTreeSet<_>>());
        self
    }

    /// Asserts what the only program that was built prints.
    #[track_caller]
    pub fn prints(&self, text: &str) -> &Self {
        let programs = self.programs();
        assert_eq!(programs.len(), 1, "{:?}", programs.keys());
        self.run_program(programs.values().next().expect("there is one"), text)
    }

    /// Asserts what the program of this name prints.
    #[track_caller]
    pub fn program_prints(&self, name: &str, text: &str) -> &Self {
        self.run_program(self.programs().get(name).expect("it was built"), text)
    }

    fn programs(&self) -> BTreeMap<&str, &Path> {
        let executables = self.units.iter().filter_map(|unit| unit.executable.as_ref());
        executables.map(|(name, path)| (name.as_str(), path.as_path())).collect()
    }

    #[track_caller]
    fn run_program(&self, path: &Path, text: &str) -> &Self {
        let program = path.to_str().expect("the sandbox has a path of text");
        let run = self.sandbox.run(program, self.directory, "").succeeds();
        assert_eq!(run.stdout.trim_end(), text);
        self
    }
}

impl Unit {
    fn new(message: &Value) -> Self {
        let id = message["package_id"].as_str().expect("an artifact has a package");
        let target = &message["target"];
        let is_program = target["kind"][0] == "bin" && message["profile"]["test"] == false;
        let name = target["name"].as_str().expect("a target has a name").to_owned();
        let files = message["filenames"].as_array().into_iter().flatten();
        Self {
            package: package_name(id).to_owned(),
            is_external: !id.starts_with("path+"),
            is_fresh: message["fresh"] == true,
            files: files.filter_map(Value::as_str).map(PathBuf::from).collect(),
            executable: message["executable"]
                .as_str()
                .filter(|_| is_program)
                .map(|path| (name, path.into())),
        }
    }
}

/// The name in `source#name@version`, or in `source/name#version`.
fn package_name(id: &str) -> &str {
    let (source, fragment) = id.split_once('#').unwrap_or(("", id));
    match fragment.split_once('@') {
        Some((name, _)) => name,
        None => source.rsplit('/').next().unwrap_or(source),
    }
}
