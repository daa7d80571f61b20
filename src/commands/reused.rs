//! Runs cargo with units of earlier builds, for `cook` and `build`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Serialize;

use super::description::VERSION;
use crate::cargo::{BuildOptions, BuiltUnit, Line, Listening};
use crate::error::{Misuse, Result};
use crate::interrupt::Relay;
use crate::lockfile::Lockfile;
use crate::package_spec::PackageSpec;
use crate::process::{self, Command};
use crate::project::UMBRELLA;
use crate::shell::{self, Waiting};
use crate::target_directory::{
    Brought, Destination, Limit, Locked, Project, bring, overlap, put_back,
};
use crate::words::count;

/// Tells what is waited for.
pub(crate) fn waiting(what: &str) {
    shell::status("Blocking", &format!("waiting for file lock on {what}"));
}

/// Directories with units of earlier builds.
#[derive(Clone, Debug)]
pub(crate) struct Reuse {
    /// The first that has a unit wins.
    pub directories: Vec<PathBuf>,
    pub limit: Limit,
}

/// Units were brought over, and cargo may run.
pub(crate) struct Reusing<'p> {
    reuse: &'p Reuse,
    destination: Destination<'p>,
    brought: Brought,
}

/// What became of the crates of a build.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reused {
    /// The crates that were needed, by cargo's ids of their packages, and whether they were compiled.
    crates: BTreeMap<String, bool>,
}

impl Reuse {
    /// Brings units over into a build directory. If `project` is `None`, only those of external
    /// packages are.
    ///
    /// # Errors
    /// [`Misuse::ReuseOfTarget`] if a directory is the build directory, or in it.
    pub(crate) fn begin<'p>(
        &'p self,
        root: &Path,
        build_directory: &Path,
        lockfile: Option<&Lockfile>,
        project: Option<&'p Project>,
        options: &BuildOptions,
    ) -> Result<Reusing<'p>> {
        let directories: Vec<PathBuf> =
            self.directories.iter().map(std::path::absolute).collect::<std::io::Result<_>>()?;
        if let Some(directory) = directories.iter().find(|path| overlap(path, build_directory)) {
            return Err(Misuse::ReuseOfTarget(directory.clone()).into());
        }
        let destination = Destination {
            build_directory: build_directory.to_owned(),
            compiler: options.cargo.compiler(root),
            locked: lockfile.map(locked),
            project,
        };
        let waiting = Waiting::new("Reusing", "what was compiled before");
        // Cargo can do without, and what was only half brought over counts as unknown.
        let brought = bring(&directories, &destination).unwrap_or_else(|error| {
            shell::note("note", &format!("nothing is reused: {error}"));
            Brought::default()
        });
        drop(waiting);
        for note in &brought.notes {
            shell::note("note", &note.to_string());
        }
        if shell::is_verbose() && brought.units > 0 {
            let units = count(brought.units, "unit");
            shell::note("reusing", &format!("{units}, {} MB", brought.bytes / 1_000_000));
        }
        Ok(Reusing { reuse: self, destination, brought })
    }

    /// Brings all units over that a project may use.
    ///
    /// # Errors
    /// As for [`Reuse::begin`].
    pub(crate) fn of_project<'p>(
        &'p self,
        project: &'p Project,
        options: &BuildOptions,
    ) -> Result<Reusing<'p>> {
        let path = project.root.join("Cargo.lock");
        // Cargo tells what is wrong with a lockfile. Until then, anything may be needed.
        let text = fs::read_to_string(&path).ok();
        let lockfile = text.and_then(|text| Lockfile::parse(&path, &text).ok());
        let build_directory = &project.build_directory;
        self.begin(&project.root, build_directory, lockfile.as_ref(), Some(project), options)
    }
}

/// Runs cargo. Returns its result, and what it told about its units, if it could be asked.
pub(crate) fn run_listening(
    command: &Command,
    listening: Option<Listening>,
    relay: Relay,
) -> (Result<(), process::Error>, Option<Vec<BuiltUnit>>) {
    let Some(listening) = listening else {
        return (command.run_with(relay), None);
    };
    let mut units = Vec::new();
    let mut is_finished = false;
    let result = command.run_reading(relay, |bytes| {
        let line =
            if is_finished { Line::Text } else { Line::parse(&String::from_utf8_lossy(bytes)) };
        is_finished |= line == Line::Finished;
        if line == Line::Text || listening == Listening::Along {
            shell::pass_on(bytes);
        }
        if let Line::Unit(unit) = line {
            units.push(unit);
        }
    });
    (result, Some(units))
}

impl Reusing<'_> {
    /// Has these packages, which have changed, compiled incrementally where that was so before.
    pub(crate) fn expect(&self, changed: &BTreeSet<String>) {
        if let Some(project) = self.destination.project {
            self.brought.bring_sessions(project, changed);
        }
    }

    /// Puts back what was used, and tells what became of the crates.
    pub(crate) fn end(&self, told: Option<&[BuiltUnit]>) -> Option<Reused> {
        let waiting = Waiting::new("Keeping", "what was compiled");
        let notes = put_back(&self.brought, &self.destination, told, self.reuse.limit);
        drop(waiting);
        for note in notes {
            shell::note("note", &note.to_string());
        }
        let reused = Reused::of(told?);
        if shell::is_verbose() {
            for PackageSpec { name, version, .. } in reused.compiled() {
                let version = version.map(|version| format!(" {version}")).unwrap_or_default();
                shell::note("compiled", &format!("{name}{version}"));
            }
        }
        Some(reused)
    }
}

impl Reused {
    fn of(units: &[BuiltUnit]) -> Self {
        let mut crates = BTreeMap::new();
        for unit in units {
            if !PackageSpec::parse(&unit.package).name.starts_with(UMBRELLA) {
                *crates.entry(unit.package.clone()).or_insert(false) |= unit.is_compiled;
            }
        }
        Self { crates }
    }

    fn compiled(&self) -> impl Iterator<Item = PackageSpec> {
        let compiled = self.crates.iter().filter(|(_, is_compiled)| **is_compiled);
        compiled.map(|(package, _)| PackageSpec::parse(package))
    }

    /// The line for people, and the one for programs where that is asked for.
    pub(crate) fn tell(&self, as_json: bool) -> Result<()> {
        if as_json {
            shell::output(&self.json()?);
        }
        let compiled = self.compiled().count();
        let all = count(self.crates.len(), "crate");
        let reused = self.crates.len() - compiled;
        shell::note("reused", &format!("{reused} of {all}, compiled {compiled}"));
        Ok(())
    }

    /// The line for programs.
    fn json(&self) -> std::io::Result<String> {
        let message = Message {
            reason: "chef-reuse",
            version: VERSION,
            crates: self.crates.len(),
            compiled: self.compiled().collect(),
        };
        Ok(serde_json::to_string(&message)? + "\n")
    }
}

/// A line of JSON, with a `reason` as in cargo's own messages.
#[derive(Serialize)]
struct Message {
    reason: &'static str,
    version: u64,
    crates: usize,
    compiled: Vec<PackageSpec>,
}

fn locked(lockfile: &Lockfile) -> Locked {
    let external = lockfile.packages.iter().filter(|package| package.source.is_some());
    Locked(external.map(|p| (p.name.clone(), p.version.to_string())).collect())
}
