//! Next to upstream and to cargo, in one run:
//!
//! ```text
//! cargo install cargo-chef@0.1.78 --locked --root /tmp/upstream
//! CARGO_CHEF_UPSTREAM=/tmp/upstream/bin/cargo-chef cargo bench
//! ```
//!
//! First the time of `prepare`, as a multiple of that of `cargo metadata --no-deps`; then the
//! processor time of `cook --release` from that recipe, which cargo spends for the most part. The
//! commands take turns, so that a noisy machine is noisy for all of them. The project is
//! `examples/workspace`, or what `CARGO_CHEF_PROJECT` names; nothing is written there.
//! `CARGO_CHEF_COOKS=0` leaves `cook` out.

#![expect(clippy::disallowed_methods, reason = "it runs what is not ours, too")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use cargo_chef::shell;

const OURS: &str = env!("CARGO_BIN_EXE_cargo-chef");

/// How often each command is timed.
const RUNS: usize = 20;

/// How often each recipe is cooked.
const COOKS: usize = 3;

/// A command that takes its turn with others.
struct Contender {
    name: &'static str,
    program: String,
    arguments: String,
    times: Vec<Duration>,
}

impl Contender {
    fn new(name: &'static str, program: &str, arguments: impl Into<String>) -> Self {
        Self { name, program: program.into(), arguments: arguments.into(), times: Vec::new() }
    }

    fn command(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(self.arguments.split_whitespace()).current_dir(directory);
        command.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_BUILD_BUILD_DIR");
        command
    }

    fn median(&mut self) -> f64 {
        self.times.sort();
        self.times[self.times.len() / 2].as_secs_f64()
    }
}

fn main() -> Result<()> {
    let upstream = std::env::var("CARGO_CHEF_UPSTREAM").ok();
    if upstream.is_none() {
        shell::warning("CARGO_CHEF_UPSTREAM is not set, so upstream is left out");
    }
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workspace");
    let project = std::env::var_os("CARGO_CHEF_PROJECT").map_or(example, PathBuf::from);
    let cooks = std::env::var("CARGO_CHEF_COOKS")
        .map_or(Ok(COOKS), |number| number.parse())
        .context("CARGO_CHEF_COOKS is no number")?;

    let scratch = tempfile::tempdir()?;
    let recipe = |name: &str| scratch.path().join(name).display().to_string();
    let prepare =
        |flags: &str, name| format!("chef prepare {flags} --recipe-path {}", recipe(name));
    let metadata = "metadata --no-deps --format-version 1";
    let mut contenders = vec![
        Contender::new("cargo metadata", "cargo", metadata),
        Contender::new("ours, workspace recipe", OURS, prepare("", "ours.json")),
        Contender::new("ours, exact recipe", OURS, prepare("--exact", "exact.json")),
    ];
    if let Some(upstream) = &upstream {
        contenders.push(Contender::new("upstream", upstream, prepare("", "upstream.json")));
    }
    take_turns(&mut contenders, RUNS, |contender| {
        let started = Instant::now();
        succeed(&mut contender.command(&project))?;
        Ok(started.elapsed())
    })?;
    report(&format!("prepare, median of {RUNS}"), &mut contenders);

    let cook = |name| format!("chef cook --release --recipe-path {}", recipe(name));
    let mut contenders = vec![Contender::new("ours, workspace recipe", OURS, cook("ours.json"))];
    if let Some(upstream) = &upstream {
        contenders.push(Contender::new("upstream", upstream, cook("upstream.json")));
    }
    take_turns(&mut contenders, cooks, |contender| {
        let stage = tempfile::tempdir()?;
        processor_time(&contender.command(stage.path()))
    })?;
    if cooks > 0 {
        report(&format!("cook --release, processor time, median of {cooks}"), &mut contenders);
    }
    Ok(())
}

fn take_turns(
    contenders: &mut [Contender],
    runs: usize,
    time: impl Fn(&Contender) -> Result<Duration>,
) -> Result<()> {
    for run in 0..runs {
        let mut turns: Vec<_> = contenders.iter_mut().collect();
        // A machine that gets slower would favour those who are always first.
        if run % 2 == 1 {
            turns.reverse();
        }
        for contender in turns {
            let time = time(contender)?;
            contender.times.push(time);
        }
    }
    Ok(())
}

/// Prints seconds, and multiples of those of the first.
fn report(title: &str, contenders: &mut [Contender]) {
    shell::output(&format!("\n{title}\n"));
    let first = contenders[0].median();
    for contender in contenders {
        let median = contender.median();
        let ratio = median / first;
        shell::output(&format!("{:<24} {median:>9.3} s {ratio:>6.2}\n", contender.name));
    }
}

fn succeed(command: &mut Command) -> Result<Output> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed\n{said}");
    Ok(output)
}

/// User and system time of a command and of all that it runs, as a shell counts them.
fn processor_time(command: &Command) -> Result<Duration> {
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$@\" >/dev/null && times", "sh"]).arg(command.get_program());
    shell.args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        shell.current_dir(directory);
    }
    for (key, _) in command.get_envs() {
        shell.env_remove(key);
    }
    let text = String::from_utf8(succeed(&mut shell)?.stdout)?;
    let of_children = text.lines().last().context("`times` says nothing")?;
    of_children.split_whitespace().map(seconds).sum()
}

/// Reads `1m2.34s`.
fn seconds(text: &str) -> Result<Duration> {
    let (minutes, seconds) = (text.trim_end_matches('s').split_once('m'))
        .with_context(|| format!("`{text}` is no time"))?;
    Ok(Duration::from_secs_f64(minutes.parse::<f64>()? * 60.0 + seconds.parse::<f64>()?))
}
