//! One build: how long it took, and what it compiled.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use cargo_chef::process::Command;
use cargo_metadata::{Artifact, Message};

/// Has cargo name each unit on stdout.
const MESSAGES: &str = "--message-format=json-render-diagnostics";

/// Runs a command, and has the shell say how much processor time it and its children took.
const TIMED: &str = r#""$@"; code=$?; times >&2; exit "$code""#;

/// A command line, and where it runs.
pub struct Call<'a> {
    pub program: &'a Path,
    /// Separated by spaces.
    pub arguments: &'a str,
    pub directory: &'a Path,
}

/// What became of a call.
#[derive(Default)]
pub struct Build {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of all processors.
    pub processor: f64,
    /// The targets of local packages that were compiled, sorted; one that is compiled twice, for
    /// the host and for the target, is in it twice.
    pub local: Vec<String>,
    /// The same of other packages.
    pub external: Vec<String>,
    /// The last program that was named.
    pub program: Option<PathBuf>,
}

struct Said {
    stdout: Vec<u8>,
    stderr: String,
}

/// The cargo that runs this bench, or the first in `PATH`.
pub fn cargo() -> PathBuf {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()).into()
}

impl Call<'_> {
    /// Runs a command that ends in flags for cargo, and learns from cargo what was compiled.
    pub fn build(&self) -> Result<Build> {
        let (Said { stdout, .. }, mut build) = self.timed(&[MESSAGES])?;
        build.read(&stdout)?;
        Ok(build)
    }

    /// Runs a command that shows cargo's progress, and reads there which packages it compiles; each
    /// is named once, whatever is compiled of it.
    pub fn watch(&self) -> Result<Build> {
        let (Said { stderr, .. }, mut build) = self.timed(&[])?;
        for package in stderr.lines().filter_map(|line| line.trim().strip_prefix("Compiling ")) {
            // A path follows the version of what is local.
            let is_local = package.contains(" (/");
            let packages = if is_local { &mut build.local } else { &mut build.external };
            packages.push(package.to_owned());
        }
        build.local.sort();
        build.external.sort();
        Ok(build)
    }

    /// Runs a command of which only the time matters.
    pub fn run(&self) -> Result<Build> {
        Ok(self.timed(&[])?.1)
    }

    /// Whether the command ends well; what it says is dropped.
    pub fn succeeds(&self) -> Result<bool> {
        Ok(self.command().output()?.status.success())
    }

    fn timed(&self, more: &[&'static str]) -> Result<(Said, Build)> {
        let command = self.command().args(more.iter().copied());
        let started = Instant::now();
        let output = command.output()?;
        let wall = started.elapsed().as_secs_f64();
        let stderr = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("`{} {}` failed\n{stderr}", self.program.display(), self.arguments);
        }
        let of_children = stderr.lines().last().context("`times` says nothing")?;
        let processor = of_children.split_whitespace().map(seconds).sum::<Result<f64>>()?;
        let said = Said { stdout: output.stdout, stderr: stderr.into_owned() };
        Ok((said, Build { wall, processor, ..Build::default() }))
    }

    fn command(&self) -> Command {
        Command::new("sh")
            .args(["-c", TIMED, "sh"])
            .arg(self.program)
            .args(self.arguments.split_whitespace())
            .directory(self.directory)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET_DIR")
            .env_remove("CARGO_BUILD_BUILD_DIR")
    }
}

impl Build {
    /// Adds what came after it.
    pub fn add(&mut self, next: Self) {
        self.wall += next.wall;
        self.processor += next.processor;
        self.local.extend(next.local);
        self.external.extend(next.external);
        self.program = next.program.or(self.program.take());
    }

    pub fn compiled(&self) -> usize {
        self.local.len() + self.external.len()
    }

    /// Reads cargo's messages.
    fn read(&mut self, messages: &[u8]) -> Result<()> {
        for message in Message::parse_stream(messages) {
            let Message::CompilerArtifact(artifact) = message? else { continue };
            if !artifact.fresh {
                let is_local = artifact.package_id.repr.starts_with("path+");
                let units = if is_local { &mut self.local } else { &mut self.external };
                units.push(name_of(&artifact));
            }
            self.program = artifact.executable.map(Into::into).or(self.program.take());
        }
        self.local.sort();
        self.external.sort();
        Ok(())
    }
}

/// Ids have the path of a checkout in them, so that those of two do not compare.
fn name_of(artifact: &Artifact) -> String {
    let directory = artifact.manifest_path.parent().and_then(|path| path.file_name());
    let kinds: Vec<_> = artifact.target.kind.iter().map(ToString::to_string).collect();
    format!("{} {} {}", directory.unwrap_or_default(), artifact.target.name, kinds.join("+"))
}

/// Reads `1m2.34s`.
fn seconds(text: &str) -> Result<f64> {
    let (minutes, seconds) = (text.trim_end_matches('s').split_once('m'))
        .with_context(|| format!("`{text}` is no time"))?;
    Ok(minutes.parse::<f64>()? * 60.0 + seconds.parse::<f64>()?)
}
