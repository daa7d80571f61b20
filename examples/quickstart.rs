//! Plays the stages of a Dockerfile through in temporary directories, and counts what cargo
//! compiles in each: `cargo run --release --example quickstart`.
//!
//! It prepares a recipe of `examples/workspace`, cooks it in a bare directory, copies the sources
//! there, builds, edits a source file and builds again. After that it builds the edited project in an
//! empty directory, as a Dockerfile without the tool does after each edit. It fails if a dependency was
//! compiled in one of the builds after `cook`, if the edit changed the recipe, or if the program is a
//! stale one.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use cargo_chef::cargo::{Cargo, wrapper};
use cargo_chef::process::Command;
use cargo_chef::{cli, shell};
use cargo_metadata::Message;
use fs_err as fs;
use globwalk::{FileType, GlobWalkerBuilder};

const PREPARE: &str = "cargo chef prepare --bin api";
const COOK: &str = "cargo chef cook --release";
const BUILD: &str = "cargo build --release --bin api";

/// The file that is edited, what is replaced in it, and by what.
const EDIT: [&str; 3] = ["services/api/src/main.rs", "orders: ", "orders of today: "];

fn main() -> Result<ExitCode> {
    // There may be no `cargo-chef` to call, so this program is it when it calls itself, and when
    // cargo calls it in place of rustc.
    let is_chef = std::env::args_os().nth(1).is_some_and(|argument| argument == "chef");
    if is_chef || wrapper::is_called() {
        return Ok(ExitCode::from(cli::run(std::env::args_os())));
    }
    let report = quickstart()?;
    shell::output(&report.to_string());
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn quickstart() -> Result<Report> {
    let scratch = tempfile::tempdir()?;
    let planner = Stage::new(scratch.path(), "planner")?;
    let builder = Stage::new(scratch.path(), "builder")?;
    let bare = Stage::new(scratch.path(), "bare")?;
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workspace");
    copy(&example, &planner.directory)?;

    let prepared = planner.run(PREPARE, "")?;
    let recipe = planner.recipe()?;
    fs::write(builder.directory.join("recipe.json"), &recipe)?;
    let cooked = builder.run(COOK, "")?;

    copy(&example, &builder.directory)?;
    let built = builder.run(BUILD, ", with the sources")?;

    edit(&planner.directory)?;
    edit(&builder.directory)?;
    let prepared_again = planner.run(PREPARE, ", after an edit")?;
    let built_again = builder.run(BUILD, ", after an edit")?;

    copy(&example, &bare.directory)?;
    edit(&bare.directory)?;
    let without = bare.run(BUILD, ", after an edit, without the tool")?;

    let printed = Command::new(built_again.program()?).stdout()?;
    Ok(Report {
        recipe_is_same: planner.recipe()? == recipe,
        before: vec![prepared, cooked],
        after: vec![built],
        after_edit: vec![prepared_again, built_again],
        without,
        printed: String::from_utf8_lossy(&printed).into_owned(),
    })
}

/// A directory that stands for a stage of a Dockerfile.
struct Stage {
    directory: PathBuf,
}

impl Stage {
    fn new(parent: &Path, name: &str) -> Result<Self> {
        let directory = parent.join(name);
        fs::create_dir_all(&directory)?;
        Ok(Self { directory })
    }

    /// Runs a command of cargo's or ours in this stage.
    fn run(&self, command: &str, when: &str) -> Result<Step> {
        let name = format!("{command}{when}");
        shell::note("running", &name);
        let started = Instant::now();
        let stdout = self.command(command)?.stdout()?;
        let time = started.elapsed();
        let mut step = Step { name, time, compiled: BTreeMap::new(), program: None };
        for message in Message::parse_stream(stdout.as_slice()) {
            if let Message::CompilerArtifact(artifact) = message? {
                step.program = artifact.executable.map(Into::into).or(step.program);
                let package = artifact.package_id.repr;
                // Cargo's ids begin with the kind of source; a path is one of the example's own.
                if !package.starts_with("path+") {
                    *step.compiled.entry(package).or_default() |= !artifact.fresh;
                }
            }
        }
        Ok(step)
    }

    /// The toolchain is that of the `cargo run` which runs this; its target directory is not.
    fn command(&self, command: &str) -> Result<Command> {
        let messages = "--message-format=json-render-diagnostics";
        let arguments = command.split(' ').skip(1);
        let command = match command {
            BUILD => Cargo::inherited().program.args(arguments).arg(messages),
            COOK => Command::new(std::env::current_exe()?).args(arguments).args(["--", messages]),
            _ => Command::new(std::env::current_exe()?).args(arguments),
        };
        Ok(command
            .directory(&self.directory)
            .env("CARGO_TARGET_DIR", self.directory.join("target"))
            .env_remove("CARGO_BUILD_BUILD_DIR"))
    }

    fn recipe(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.directory.join("recipe.json"))?)
    }
}

/// What happened in one command.
struct Step {
    name: String,
    time: Duration,
    /// Each external package that the command needed, and whether it was compiled or fresh.
    compiled: BTreeMap<String, bool>,
    /// The program that was built.
    program: Option<PathBuf>,
}

impl Step {
    fn compiled(&self) -> usize {
        self.compiled.values().filter(|compiled| **compiled).count()
    }

    fn program(&self) -> Result<&Path> {
        self.program.as_deref().with_context(|| format!("`{}` names no program", self.name))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, time, compiled, program: _ } = self;
        write!(formatter, "{name:<66} {:>6.1} s", time.as_secs_f64())?;
        if !compiled.is_empty() {
            write!(formatter, " {:>9} {:>6}", self.compiled(), compiled.len() - self.compiled())?;
        }
        Ok(())
    }
}

/// All steps, and what came of them.
struct Report {
    /// What ran when there was nothing but manifests, and then nothing but a recipe.
    before: Vec<Step>,
    /// What ran when the sources were there.
    after: Vec<Step>,
    /// What ran after the edit.
    after_edit: Vec<Step>,
    /// What runs after the edit where there is no `cargo-chef`.
    without: Step,
    recipe_is_same: bool,
    printed: String,
}

impl Report {
    fn compiled_again(&self) -> usize {
        self.after.iter().chain(&self.after_edit).map(Step::compiled).sum()
    }

    fn is_good(&self) -> bool {
        self.compiled_again() == 0 && self.recipe_is_same && self.printed.starts_with(EDIT[2])
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, after, after_edit, without, .. } = self;
        writeln!(formatter, "\n{:<66} {:>8} {:>9} {:>6}", "step", "time", "compiled", "fresh")?;
        for step in before.iter().chain(after).chain(after_edit).chain([without]) {
            writeln!(formatter, "{step}")?;
        }
        let seconds = after_edit.iter().map(|step| step.time.as_secs_f64()).sum::<f64>();
        let without = without.time.as_secs_f64();
        writeln!(
            formatter,
            "\nafter the edit: {seconds:.1} s, and {without:.1} s without the tool"
        )?;
        let same = if self.recipe_is_same { "the same" } else { "another one" };
        writeln!(formatter, "the recipe after the edit is {same}")?;
        writeln!(formatter, "the program after the edit prints `{}`", self.printed.trim())?;
        writeln!(formatter, "{} dependencies compiled again", self.compiled_again())
    }
}

/// Copies sources with their times, as from a checkout that is older than what is cooked.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let files = GlobWalkerBuilder::from_patterns(from, &["**", "!target"]);
    for file in files.file_type(FileType::FILE).build()? {
        let file = file?;
        let copied = to.join(file.path().strip_prefix(from)?);
        fs::create_dir_all(copied.parent().unwrap_or(to))?;
        fs::copy(file.path(), &copied)?;
        let written = fs::OpenOptions::new().write(true).open(&copied)?;
        written.set_modified(file.metadata()?.modified()?)?;
    }
    Ok(())
}

fn edit(directory: &Path) -> Result<()> {
    let [path, old, new] = EDIT;
    let path = directory.join(path);
    let text = fs::read_to_string(&path)?;
    fs::write(&path, text.replace(old, new))?;
    Ok(())
}
