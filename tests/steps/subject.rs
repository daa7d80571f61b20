//! What is judged: `cargo chef build`, or something that is known to be wrong.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use fs_err as fs;

use crate::case::{Profile, Run, Targets};
use crate::checkout::{directories, files_below, set_time};
use crate::process::command;
use crate::state::State;

/// How a build in the checkout that comes and goes is done.
#[derive(Debug)]
pub enum Subject {
    /// The command.
    Chef,
    /// The command, with a directory for reuse.
    Reuse,
    /// Plain cargo, all files old: everything is stale.
    Past,
    /// Plain cargo, all files new: everything is compiled.
    Present,
    /// Plain cargo, with times by content and no safeguard: right while nothing else happens.
    Trusting(RefCell<BTreeMap<PathBuf, (Vec<u8>, SystemTime)>>),
}

/// Where a build takes place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Holds the workspace and what is beside it.
    pub tree: PathBuf,
    pub target: PathBuf,
    /// Where build scripts note that they were run.
    pub log: PathBuf,
    pub home: PathBuf,
}

impl Place {
    /// The directory for reuse.
    pub fn reuse(&self) -> PathBuf {
        self.target.with_file_name("reuse")
    }

    /// Where the target directory of another machine is kept.
    pub fn target_of(&self, machine: u8) -> PathBuf {
        self.target.with_file_name(format!("target-{machine}"))
    }
}

impl Subject {
    /// The command that builds, after the times of files were set by whoever has to.
    pub fn build(&self, place: &Place, state: &State, run: Run) -> Command {
        match self {
            Self::Chef => return chef_build(place, state, run),
            Self::Reuse => {
                let mut command = chef_build(place, state, run);
                command.env("CARGO_CHEF_REUSE", place.reuse());
                return command;
            }
            Self::Past => {
                let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
                date_all(&place.tree, past);
            }
            Self::Present => {
                date_all(&place.tree, SystemTime::now());
            }
            Self::Trusting(known) => date_by_content(&place.tree, &mut known.borrow_mut()),
        }
        cargo_build(place, state, run)
    }
}

fn date_all(tree: &Path, time: SystemTime) {
    for path in files_below(tree).into_iter().chain(directories(tree)) {
        if !path.is_symlink() {
            set_time(&path, time);
        }
    }
}

fn date_by_content(tree: &Path, known: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    // Files are dated by a clock that ticks less often than this one.
    let now = SystemTime::now() - Duration::from_millis(8);
    let mut links = BTreeMap::new();
    for path in files_below(tree).into_iter().chain(directories(tree)) {
        let content = if path.is_symlink() {
            links.insert(path.clone(), fs::canonicalize(&path).expect("a link leads somewhere"));
            fs::read_link(&path).expect("a link can be read").into_os_string().into_encoded_bytes()
        } else if path.is_dir() {
            names(&path)
        } else {
            fs::read(&path).expect("a file can be read")
        };
        let is_known = known.get(&path).is_some_and(|(before, _)| *before == content);
        if !is_known {
            known.insert(path, (content, now));
        }
    }
    known.retain(|path, _| path.exists());
    for (path, (_, time)) in known.iter().filter(|(path, _)| !path.is_symlink()) {
        let linked = links.iter().filter(|(_, to)| *to == path);
        let times = linked.filter_map(|(link, _)| known.get(link)).map(|(_, time)| *time);
        set_time(path, times.fold(*time, SystemTime::max));
    }
}

fn names(directory: &Path) -> Vec<u8> {
    let entries = fs::read_dir(directory).expect("a directory can be read").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_encoded_bytes()).collect();
    names.sort();
    names.join(&0)
}

/// Plain cargo.
pub fn cargo_build(place: &Place, state: &State, run: Run) -> Command {
    let mut command = command("cargo", &place.home);
    command.arg(if run.profile == Profile::Check { "check" } else { "build" });
    prepare(&mut command, place, state, run);
    command.args(TO_CARGO);
    command
}

/// The command that is judged.
fn binary() -> OsString {
    let chosen = std::env::var_os("CARGO_CHEF_BINARY");
    chosen.unwrap_or_else(|| env!("CARGO_BIN_EXE_cargo-chef").into())
}

fn chef_build(place: &Place, state: &State, run: Run) -> Command {
    let mut command = command(binary(), &place.home);
    command.args(["chef", "build"]);
    if run.profile == Profile::Check {
        command.arg("--check");
    }
    prepare(&mut command, place, state, run);
    command.arg("--").args(TO_CARGO);
    command
}

/// `cargo chef cook` in a checkout.
pub fn chef_cook(place: &Place) -> Command {
    let mut command = command(binary(), &place.home);
    command.args(["chef", "cook", "--offline", "--target-dir"]).arg(&place.target);
    command.current_dir(place.tree.join(crate::files::ROOT));
    command
}

/// With an error, all that does not depend on it is compiled, so that it is always the same.
const TO_CARGO: [&str; 3] = ["--keep-going", "--message-format", "json"];

fn prepare(command: &mut Command, place: &Place, state: &State, run: Run) {
    command.current_dir(place.tree.join(crate::files::ROOT));
    command.env("STEPS_LOG", &place.log).env("STEPS_VARIABLE", state.variable.to_string());
    command.arg("--offline").arg("--target-dir").arg(&place.target);
    if run.profile == Profile::Release {
        command.arg("--release");
    }
    if run.feature {
        command.args(["--features", "extra"]);
    }
    if let Some(package) = state.chosen(run) {
        command.args(["--package", &format!("m{package}")]);
    }
    match run.targets {
        Targets::Default => {}
        Targets::Library => _ = command.arg("--lib"),
        Targets::Examples => _ = command.arg("--examples"),
        Targets::All => _ = command.arg("--all-targets"),
    }
    if run.named_target {
        command.args(["--target", crate::process::host()]);
    }
}
