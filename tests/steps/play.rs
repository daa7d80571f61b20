//! Plays a case: in a checkout that comes and goes, and in its twin that never does.
//!
//! The twin's files are written only when their content changes, and plain cargo builds there. It
//! is the oracle: after each step the checkout's programs print what the sources say, and just
//! what was compiled in the twin was compiled there.
//!
//! A unit is *settled* while nothing happened that needs a safeguard since it was last seen in a
//! build. What is not settled may be compiled once more, or may already have been.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::between::Kept;
use crate::build::{Build, Unit};
use crate::case::{Arrival, Between, Case, Edit, Run, Script, Step, Times};
use crate::checkout::Checkout;
use crate::output::Output;
use crate::process;
use crate::state::State;
use crate::subject::{Place, Subject, cargo_build};

/// What is wrong after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A program prints what the sources do not say, a warning tells of another source, or what
    /// does not compile counts as compiled.
    Stale,
    /// More was compiled than in the twin.
    More,
    /// Less was compiled than in the twin, which shows only where nothing is printed.
    Fewer,
    /// The build failed and the twin's did not, or it was a build of something else.
    Exit,
    /// A file is not as it was.
    Changed,
    /// The twin itself is wrong, so that these tests are.
    Twin,
}

#[derive(Clone, Debug)]
pub struct Failure {
    pub fault: Fault,
    /// The index of the step.
    pub step: usize,
    pub text: String,
}

/// What was done, for a last line that tells whether it was worth anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub steps: usize,
    pub programs: usize,
    pub made: usize,
    pub seen: usize,
    /// Steps after which a safeguard might have taken effect.
    pub disturbed: usize,
    /// Signals that found a build running.
    pub killed: usize,
}

/// The settled units on both sides. Where packages are outside of the root, hashes differ.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    ours: BTreeSet<Unit>,
    twin: BTreeSet<Unit>,
}

impl Settled {
    fn retain(&mut self, keep: impl Fn(&Unit) -> bool) {
        self.ours.retain(&keep);
        self.twin.retain(&keep);
    }
}

/// A case under way.
pub struct Play<'a> {
    pub subject: &'a Subject,
    pub ours: Place,
    pub twin: Place,
    pub checkout: Checkout,
    pub twin_checkout: Checkout,
    pub state: State,
    pub kept: Option<Kept>,
    pub settled: Settled,
    /// The machine whose target directory is in use.
    pub machine: u8,
    /// Process groups of which something may be left.
    pub groups: Vec<u32>,
    /// A group whose first process was killed alone. The others may build for a while.
    pub orphans: Option<u32>,
    /// How long a build took that compiled something.
    pub last_build: Duration,
    /// Whether a build script has become silent since something was built in ours alone.
    pub falls_silent: bool,
    /// Files that were written while build scripts ran, and may pass for what these wrote.
    pub meddled: BTreeSet<String>,
    pub tally: Tally,
    earlier: Vec<State>,
    /// Where the links pointed to when files were written last.
    links: Vec<usize>,
    pub directory: TempDir,
}

/// Plays a case to its end, or to what is wrong.
pub fn play(case: &Case, subject: &Subject, tally: &mut Tally) -> Result<(), Failure> {
    let mut play = Play::new(case, subject);
    let result = (case.steps.iter().enumerate()).try_for_each(|(index, step)| {
        play.step(step).map_err(|(fault, text)| Failure { fault, step: index, text })
    });
    tally.add(play.tally);
    result
}

impl<'a> Play<'a> {
    fn new(case: &Case, subject: &'a Subject) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let root = directory.path().canonicalize().expect("it has a canonical path");
        let place = |name: &str| Place {
            tree: root.join(name).join("tree"),
            target: root.join(name).join("target"),
            log: root.join(name).join("log"),
            home: root.join("home"),
        };
        let (ours, twin) = (place("ours"), place("twin"));
        Self {
            subject,
            checkout: Checkout::new(ours.tree.clone()),
            twin_checkout: Checkout::new(twin.tree.clone()),
            ours,
            twin,
            state: State::first(case),
            kept: None,
            settled: Settled::default(),
            machine: 0,
            groups: Vec::new(),
            orphans: None,
            last_build: Duration::from_millis(200),
            falls_silent: false,
            meddled: BTreeSet::new(),
            tally: Tally::default(),
            earlier: Vec::new(),
            links: Vec::new(),
            directory,
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), (Fault, String)> {
        if let Some(group) = self.orphans.take() {
            process::await_group(group);
            self.disturb();
        }
        self.state.mend();
        self.apply(&step.edits);
        if step.between == Between::Nothing {
            self.apply(&step.later);
        } else {
            // Whatever happens now happens to files with times that are their own.
            self.bring(Arrival::InPlace(Times::Now));
            let silent = self.silent_scripts();
            self.happen(step.between)?;
            self.apply(&step.later);
            // Cargo runs such a script twice, and only where it was not silent for a while.
            let is_watch = matches!(step.between, Between::Edited { edit: Edit::Watch(..), .. });
            self.falls_silent |= is_watch || !self.silent_scripts().is_subset(&silent);
        }
        self.bring(step.arrival);
        self.bring_twin();
        if step.arrival == Arrival::Linked {
            self.disturb();
        }
        for edit in step.edits.iter().chain(&step.later) {
            if let Edit::Touch(member) = edit {
                let index = usize::from(*member) % self.state.packages.len();
                if self.state.present().any(|present| present == index) {
                    self.checkout.touch(&format!("{}/src/part.rs", self.state.directory(index)));
                }
                // It is touched for all whose file it is, and then stays so.
                if self.checkout.has_links {
                    self.disturb();
                }
            }
        }
        self.earlier.push(self.state.clone());
        self.tally.steps += 1;
        self.judge(step.run)?;
        if self.falls_silent {
            self.disturb();
        }
        Ok(())
    }

    fn silent_scripts(&self) -> BTreeSet<usize> {
        let packages = self.state.packages.iter().enumerate();
        let silent = packages.filter(|(_, package)| package.member.script == Script::Silent);
        silent.map(|(index, _)| index).collect()
    }

    fn apply(&mut self, edits: &[Edit]) {
        for edit in edits {
            self.state.apply(*edit, &self.earlier);
        }
    }

    /// Writes the sources later than all that was built.
    pub fn bring(&mut self, arrival: Arrival) {
        // File systems date by a clock that ticks every few milliseconds.
        std::thread::sleep(Duration::from_millis(12));
        self.unsettle_links();
        // A cargo whose directory is removed remembers that its rustc fails.
        if let (Some(group), false) = (self.orphans, matches!(arrival, Arrival::InPlace(_))) {
            process::await_group(group);
        }
        let files = self.state.files();
        if self.checkout.changes(&files).any(|path| self.meddled.contains(path)) {
            self.disturb();
        }
        self.checkout.bring(&files, arrival);
        std::thread::sleep(Duration::from_millis(12));
    }

    /// Writes what changed since something was built in the twin. What comes and goes between two
    /// builds is never there.
    pub fn bring_twin(&mut self) {
        self.twin_checkout.bring(&self.state.files(), Arrival::InPlace(Times::Now));
        std::thread::sleep(Duration::from_millis(12));
    }

    /// Cargo does not see that a link points elsewhere. Whoever makes sure that it does may have all
    /// of the package compiled.
    fn unsettle_links(&mut self) {
        let links: Vec<usize> = self.state.packages.iter().map(|package| package.link).collect();
        for (index, (before, now)) in self.links.iter().zip(&links).enumerate() {
            if before != now && self.checkout.has_links {
                self.settled = Settled::default();
            } else if before != now {
                let is_of_package = |unit: &str| {
                    let unit = unit.trim_start_matches("run ");
                    // The files that links point to are all in the package at the root, and are
                    // dated through the links. Others may use files of that package, too.
                    let is_of = |package| unit.starts_with(&format!("m{package} "));
                    self.state.is_root(index) || is_of(index) || (self.state.is_root(0) && is_of(0))
                };
                self.settled.retain(|unit| !is_of_package(&unit.what));
            }
        }
        self.links = links;
    }

    /// Something happens after which a safeguard may cost something.
    pub fn disturb(&mut self) {
        self.settled = Settled::default();
        self.tally.disturbed += 1;
    }

    fn judge(&mut self, run: Run) -> Result<(), (Fault, String)> {
        let twin = build(cargo_build(&self.twin, &self.state, run), &self.twin);
        self.check(&twin, run).map_err(|text| (Fault::Twin, with_stderr(&text, &twin)))?;
        let begin = Instant::now();
        let ours = build(self.subject.build(&self.ours, &self.state, run), &self.ours);
        if !ours.made.is_empty() {
            self.last_build = begin.elapsed();
        }
        self.check(&ours, run).map_err(|text| (Fault::Stale, with_stderr(&text, &ours)))?;
        if ours.succeeded != twin.succeeded {
            // Sources that do not compile are sources, too.
            let fault = if ours.succeeded { Fault::Stale } else { Fault::Exit };
            return Err((fault, with_stderr("the build ended in another way", &ours)));
        }
        if let Some(difference) = self.checkout.difference() {
            return Err((Fault::Changed, difference));
        }
        self.compare(&ours, &twin)?;
        self.tally.made += ours.made.len();
        self.tally.seen += ours.seen.len();
        self.settled.ours.extend(ours.seen);
        self.settled.twin.extend(twin.seen);
        Ok(())
    }

    /// Whether what was built is what the sources say.
    fn check(&mut self, build: &Build, run: Run) -> Result<(), String> {
        let output = Output::of(&self.state, run);
        for (index, path) in &build.programs {
            self.tally.programs += 1;
            let printed = process::run(&mut process::command(path, &self.ours.home));
            let printed = String::from_utf8_lossy(&printed.stdout).trim_end().to_owned();
            let expected = output.program(*index);
            if printed != expected {
                let name = path.file_name().unwrap_or_default().display();
                return Err(format!("`{name}` prints\n  {printed}\ninstead of\n  {expected}"));
            }
        }
        for &index in &build.libraries {
            let package = &self.state.packages[index];
            let expected = [format!("PART_{}", package.part), format!("SOURCE_{}", package.source)];
            let marks = build.marks.iter().filter(|(of, _)| *of == index);
            let found: Vec<&String> = marks.map(|(_, mark)| mark).collect();
            if found != expected.iter().collect::<Vec<_>>() {
                return Err(format!("m{index} was compiled from {found:?}, not {expected:?}"));
            }
        }
        Ok(())
    }

    /// Whether the same units were asked for, and the same were compiled.
    fn compare(&self, ours: &Build, twin: &Build) -> Result<(), (Fault, String)> {
        let all = |build: &Build| -> BTreeSet<String> {
            build.seen.iter().map(|unit| unit.what.clone()).collect()
        };
        let (seen, seen_there) = (all(ours), all(twin));
        let other: Vec<_> = seen.symmetric_difference(&seen_there).collect();
        if !other.is_empty() {
            return Err((Fault::Exit, with_stderr(&format!("built only once: {other:#?}"), ours)));
        }
        let more = surplus(ours, twin, &self.settled.ours);
        if !more.is_empty() {
            let text = format!("compiled, but not in the twin: {more:#?}");
            return Err((Fault::More, with_stderr(&text, ours)));
        }
        let fewer = surplus(twin, ours, &self.settled.twin);
        if !fewer.is_empty() {
            let text = format!("compiled only in the twin: {fewer:#?}");
            return Err((Fault::Fewer, with_stderr(&text, twin)));
        }
        Ok(())
    }
}

/// The settled units that one build made more often than the other.
fn surplus(one: &Build, other: &Build, settled: &BTreeSet<Unit>) -> Vec<String> {
    let times = |units: &[&Unit], what: &str| units.iter().filter(|unit| unit.what == what).count();
    let made: Vec<&Unit> = one.made.iter().filter(|unit| settled.contains(unit)).collect();
    let made_there: Vec<&Unit> = other.made.iter().collect();
    let is_more = |unit: &&&Unit| times(&made, &unit.what) > times(&made_there, &unit.what);
    made.iter().filter(is_more).map(|unit| unit.exactly.clone()).collect()
}

impl Drop for Play<'_> {
    fn drop(&mut self) {
        for group in &self.groups {
            process::end_group(*group);
        }
    }
}

/// Runs a build that is looked at.
fn build(mut command: std::process::Command, place: &Place) -> Build {
    remove_file(&place.log);
    let output = process::run(&mut command);
    Build::new(&output, &place.target, &place.log)
}

fn remove_file(path: &Path) {
    if path.exists() {
        fs_err::remove_file(path).expect("a file can be removed");
    }
}

fn with_stderr(text: &str, build: &Build) -> String {
    format!("{text}\n--- stderr\n{}", build.stderr)
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.steps += other.steps;
        self.programs += other.programs;
        self.made += other.made;
        self.seen += other.seen;
        self.disturbed += other.disturbed;
        self.killed += other.killed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { steps, programs, made, seen, disturbed, killed } = self;
        write!(
            formatter,
            "{steps}, {disturbed} of them with a safeguard, {killed} builds killed; {made} of {seen} \
             units compiled, {programs} programs run"
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} in step {}: {}", self.fault, self.step, self.text)
    }
}
