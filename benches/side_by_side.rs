//! Next to upstream and to cargo, in one run:
//!
//! ```text
//! cargo install cargo-chef@0.1.78 --locked --root /tmp/upstream
//! export CARGO_CHEF_UPSTREAM=/tmp/upstream/bin/cargo-chef
//! cargo bench --bench side_by_side
//! cargo bench --bench side_by_side -- --cooks 0 100 ../some/project
//! cargo bench --bench side_by_side -- --page 10 100 1000
//! ```
//!
//! A project is a directory, in which nothing is written, or a number of members, which are made; without
//! one it is `examples/workspace`. The commands take turns, so that a noisy machine is noisy for all of
//! them. First come `prepare` and `inspect`, as multiples of `cargo metadata --no-deps`, and what `cook`
//! does besides calling cargo; then the processor time of `cook --release` from each tool's recipe, which
//! cargo spends for the most part. `--page` writes the former into `docs/speed.md`.

#![expect(clippy::disallowed_methods, reason = "it runs what is not ours, too")]

#[allow(dead_code, reason = "each bench uses a part")]
mod generated;
#[allow(dead_code, unused_imports, reason = "each bench uses a part")]
mod measure;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use cargo_chef::shell;
use clap::Parser;
use fs_err as fs;

use crate::measure::Machine;

const OURS: &str = env!("CARGO_BIN_EXE_cargo-chef");

/// Makes this program a cargo that builds nothing. What it holds is the real one, and a file into which
/// the seconds of each call go.
const STAND_IN: [&str; 2] = ["CARGO_CHEF_BENCH_CARGO", "CARGO_CHEF_BENCH_TIMES"];

/// What is compared, and how often.
#[derive(Parser)]
struct Flags {
    /// Directories, and numbers of members
    #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/workspace"))]
    projects: Vec<String>,
    /// How often each command is timed
    #[arg(long, default_value_t = 20)]
    runs: usize,
    /// How often each recipe is cooked
    #[arg(long, default_value_t = 3)]
    cooks: usize,
    /// Writes `docs/speed.md` and cooks nothing
    #[arg(long)]
    page: bool,
    /// What cargo says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

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

fn main() -> Result<ExitCode> {
    if let [Some(cargo), Some(times)] = STAND_IN.map(std::env::var_os) {
        return stand_in(Path::new(&cargo), Path::new(&times));
    }
    let flags = Flags::parse();
    let upstream = std::env::var("CARGO_CHEF_UPSTREAM").ok();
    if upstream.is_none() {
        shell::warning("CARGO_CHEF_UPSTREAM is not set, so upstream is left out");
    }
    let mut page = String::from(
        "# Speed\n\nWritten by `cargo bench --bench side_by_side -- --page`: the time that a command takes, \
         also as a multiple of that of `cargo metadata --no-deps`, which every `prepare` has to run, though \
         without having it read the certificates of the machine. What `cook` does is what it takes \
         besides the calls of cargo, and without compiling anything. The pure stages are timed by `cargo bench --bench stages`, and their instructions are counted by \
         `cargo bench --bench instructions`.\n\n",
    );
    writeln!(page, "{}, medians of {}", Machine::this()?.describe(), flags.runs)?;
    for project in &flags.projects {
        let scratch = tempfile::tempdir()?;
        let (name, directory) = if let Ok(members) = project.parse() {
            let directory = scratch.path().join("project");
            generated::write(&directory, members)?;
            (format!("{members} members"), directory)
        } else {
            let name = Path::new(project).file_name().unwrap_or_default();
            (name.to_string_lossy().into_owned(), PathBuf::from(project))
        };
        shell::output(&format!("\n{name}\n"));
        let group = quick(&directory, scratch.path(), upstream.as_deref(), flags.runs)?;
        write!(page, "\n**{name}**\n\n| | time | |\n|---|---:|---:|\n")?;
        let first = group.first().map_or(f64::NAN, |(_, median)| *median);
        for (what, median) in group {
            print_median(what, median, first);
            writeln!(page, "| {what} | {:.1} ms | {:.2} |", median * 1000.0, median / first)?;
        }
        if flags.cooks > 0 && !flags.page {
            cook(scratch.path(), upstream.as_deref(), flags.cooks)?;
        }
    }
    if flags.page {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/speed.md");
        fs::write(&path, page)?;
        shell::note("written", &path.display().to_string());
    }
    Ok(ExitCode::SUCCESS)
}

/// Times what takes no more than seconds. The recipes are left in `scratch`.
fn quick(
    project: &Path,
    scratch: &Path,
    upstream: Option<&str>,
    runs: usize,
) -> Result<Vec<(&'static str, f64)>> {
    let recipe = |name: &str| scratch.join(name).display().to_string();
    let prepare =
        |flags: &str, name| format!("chef prepare {flags} --recipe-path {}", recipe(name));
    let metadata = "metadata --no-deps --format-version 1";
    let mut contenders = vec![
        Contender::new("cargo metadata --no-deps", "cargo", metadata),
        Contender::new("prepare", OURS, prepare("", "ours.json")),
        Contender::new("prepare --exact", OURS, prepare("--exact", "exact.json")),
    ];
    if let Some(upstream) = upstream {
        contenders.push(Contender::new(
            "upstream's prepare",
            upstream,
            prepare("", "upstream.json"),
        ));
    }
    let inspect = format!("chef inspect {}", recipe("ours.json"));
    contenders.push(Contender::new("inspect", OURS, inspect));
    let cook = |name| {
        let target = recipe("target");
        format!("chef cook --release --target-dir {target} --recipe-path {}", recipe(name))
    };
    let mut own = vec![
        Contender::new("cook, besides cargo", OURS, cook("ours.json")),
        Contender::new("cook of an exact recipe", OURS, cook("exact.json")),
    ];
    take_turns(&mut contenders, runs, |contender| {
        let started = Instant::now();
        succeed(&mut contender.command(project))?;
        Ok(started.elapsed())
    })?;
    // As in a stage of a Dockerfile, only the recipe is there.
    let stage = scratch.join("stage");
    fs::create_dir_all(&stage)?;
    take_turns(&mut own, runs, |contender| {
        let times = scratch.join("times");
        fs::write(&times, "")?;
        let mut command = contender.command(&stage);
        let real = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        command
            .env("CARGO", std::env::current_exe()?)
            .envs([(STAND_IN[0], real.as_os_str()), (STAND_IN[1], times.as_os_str())]);
        let started = Instant::now();
        succeed(&mut command)?;
        let all = started.elapsed();
        let of_cargo = fs::read_to_string(&times)?;
        let of_cargo: f64 = of_cargo.lines().filter_map(|line| line.parse::<f64>().ok()).sum();
        Ok(all.saturating_sub(Duration::from_secs_f64(of_cargo)))
    })?;
    contenders.append(&mut own);
    Ok(contenders.iter_mut().map(|contender| (contender.name, contender.median())).collect())
}

/// Answers as cargo does, but builds nothing.
fn stand_in(cargo: &Path, times: &Path) -> Result<ExitCode> {
    let started = Instant::now();
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let builds = arguments.iter().any(|argument| argument == "build");
    if !builds {
        let status = Command::new(cargo).args(arguments).env("CARGO", cargo).status()?;
        ensure!(status.success(), "cargo ended with {status}");
    }
    let mut known = fs::read_to_string(times)?;
    writeln!(known, "{}", started.elapsed().as_secs_f64())?;
    fs::write(times, known)?;
    Ok(ExitCode::SUCCESS)
}

/// Cooks the recipes in `scratch`, and prints what that costs.
fn cook(scratch: &Path, upstream: Option<&str>, cooks: usize) -> Result<()> {
    let cook = |name: &str| {
        let recipe = scratch.join(name);
        format!("chef cook --release --recipe-path {}", recipe.display())
    };
    let mut contenders = vec![Contender::new("cook", OURS, cook("ours.json"))];
    if let Some(upstream) = upstream {
        contenders.push(Contender::new("upstream's cook", upstream, cook("upstream.json")));
    }
    take_turns(&mut contenders, cooks, |contender| {
        let stage = tempfile::tempdir()?;
        processor_time(&contender.command(stage.path()))
    })?;
    let first = contenders[0].median();
    shell::output(&format!("cook --release, processor time, median of {cooks}\n"));
    for contender in &mut contenders {
        let median = contender.median();
        print_median(contender.name, median, first);
    }
    Ok(())
}

/// Prints seconds, also as a multiple of those of the first.
fn print_median(what: &str, median: f64, first: f64) {
    let ratio = median / first;
    shell::output(&format!("{what:<30} {median:>9.4} s {ratio:>6.2}\n"));
}

fn take_turns(
    contenders: &mut [Contender],
    runs: usize,
    time: impl Fn(&Contender) -> Result<Duration>,
) -> Result<()> {
    for run in 0..runs {
        let mut turns: Vec<_> = contenders.iter_mut().collect();
        // A machine that gets slower would favour those who are always first. The first run makes what
        // later ones read.
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
