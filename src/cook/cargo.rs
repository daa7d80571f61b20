//! The cargo command that compiles an umbrella.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::location::Directories;
use super::{users_wrapper, wrapper};
use crate::error::{Error, Result};
use crate::process::Command;
use crate::project::{CONFIG, Project, TargetKind};
use crate::selection::Scope;
use crate::workspace::Lockfile;

/// How an umbrella is built: cargo's options that select nothing.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags of cargo, passed on")]
pub struct BuildOptions {
    /// What cargo does.
    pub action: Action,
    /// The profile and the targets.
    pub scope: Scope,
    /// Where artifacts go, if not where cargo's configuration says.
    pub target_directory: Option<PathBuf>,
    /// Number of parallel jobs, in cargo's syntax.
    pub jobs: Option<String>,
    /// No network.
    pub offline: bool,
    /// The lockfile must fit.
    pub locked: bool,
    /// Both.
    pub frozen: bool,
    /// Report how long each crate took.
    pub timings: bool,
    /// `-Z`, repeated.
    pub unstable: Vec<String>,
    /// How often `--verbose` was given.
    pub verbose: u8,
    /// `--config`, repeated.
    pub config: Vec<String>,
    /// What is passed on to cargo as it is.
    pub rest: Vec<OsString>,
    /// Who chooses the toolchain.
    pub toolchain: Toolchain,
}

/// Who chooses the toolchain that builds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toolchain {
    /// The cargo that called us builds.
    #[default]
    Inherited,
    /// Rustup chooses anew, for the recipe has brought a toolchain file.
    ChosenAnew,
}

/// What cargo does with the dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// `cargo build`
    #[default]
    Build,
    /// `cargo check`; clippy takes its dependencies from there, too.
    Check,
    /// `cargo doc`
    Document,
    /// Another subcommand that takes the flags of `cargo build`, word by word.
    With(Vec<String>),
}

impl Action {
    fn words(&self) -> Vec<&str> {
        match self {
            Action::Build => vec!["build"],
            Action::Check => vec!["check"],
            Action::Document => vec!["doc"],
            Action::With(words) => words.iter().map(String::as_str).collect(),
        }
    }
}

impl BuildOptions {
    /// The cargo to ask, with what it has to know to read the project.
    #[must_use]
    pub fn cargo(&self) -> Command {
        self.program().args(self.unstable_flags())
    }

    fn unstable_flags(&self) -> impl Iterator<Item = &str> {
        self.unstable.iter().flat_map(|flag| ["-Z", flag])
    }

    fn program(&self) -> Command {
        if self.toolchain == Toolchain::Inherited {
            return Command::cargo();
        }
        // `CARGO` is the cargo of the toolchain that was chosen before; the one in `PATH` is
        // rustup's, which chooses.
        let command = Command::new("cargo");
        ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTUP_TOOLCHAIN_SOURCE"]
            .iter()
            .fold(command, |c, v| c.env_remove(v))
    }
}

/// Whether rustup has chosen the toolchain for want of anything better: neither the command line
/// nor the environment nor a toolchain file asked for it.
#[must_use]
pub fn toolchain_is_default() -> bool {
    if let Some(source) = std::env::var_os("RUSTUP_TOOLCHAIN_SOURCE") {
        return source == "default";
    }
    // Before 1.29, rustup did not tell.
    let (Some(chosen), Some(_)) = (std::env::var_os("RUSTUP_TOOLCHAIN"), std::env::var_os("CARGO"))
    else {
        return false;
    };
    let default = Command::new("rustup").arg("default").output();
    let default = default.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    default.is_ok_and(|text| text.split_whitespace().next().is_some_and(|name| chosen == *name))
}

/// The command that compiles an umbrella, run from the root of the project.
pub fn invocation(
    project: &Project,
    manifest_path: &Path,
    root: &Path,
    directories: &Directories,
    options: &BuildOptions,
) -> Result<Command> {
    let wrapper = std::env::current_exe()?;
    let mut command = options
        .program()
        .args(options.action.words())
        .arg("--manifest-path")
        .arg(manifest_path)
        .arg("--target-dir")
        .arg(&directories.target)
        .args(target_flags(project))
        .args(config_flags(project, manifest_path))
        .directory(root)
        .env("RUSTC_WORKSPACE_WRAPPER", &wrapper)
        .env(wrapper::MARK, "1");
    if let Some(inner) = users_wrapper::find(root, &options.config) {
        command = command.env("RUSTC_WRAPPER", wrapper).env(wrapper::INNER, inner);
    }
    if options.action == Action::Document {
        command = wrapper::for_documentation(command)?;
    }
    command = command.args(options.scope.to_flags());
    if let Some(jobs) = &options.jobs {
        command = command.arg("--jobs").arg(jobs);
    }
    for (flag, is_set) in [
        ("--offline", options.offline),
        ("--locked", options.locked),
        ("--frozen", options.frozen),
        ("--timings", options.timings),
    ] {
        command = command.args(is_set.then_some(flag));
    }
    for value in &options.config {
        command = command.arg("--config").arg(value);
    }
    if let Some(directory) = &directories.build {
        let directory = toml::Value::from(&*directory.to_string_lossy());
        command = command.arg("--config").arg(format!("build.build-dir={directory}"));
    }
    command = command.args(options.unstable_flags());
    let verbose = (0..options.verbose).map(|_| "--verbose");
    Ok(command.args(verbose).args(options.rest.iter().cloned()))
}

/// Which targets of an umbrella are built: all but its benchmark, which stands for what is not.
#[must_use]
pub fn target_flags(project: &Project) -> &'static [&'static str] {
    let mut targets = project.manifests.iter().flat_map(|manifest| &manifest.targets);
    if targets.any(|target| target.kind == TargetKind::Test) { &["--lib", "--tests"] } else { &[] }
}

/// Lets cargo read the configuration of an umbrella besides that of the project. It wins where both
/// say in which directory a crate is.
#[must_use]
pub fn config_flags(project: &Project, manifest_path: &Path) -> Vec<OsString> {
    let path = manifest_path.with_file_name(CONFIG);
    project.config.iter().flat_map(|_| ["--config".into(), path.clone().into()]).collect()
}

/// The lockfile of an umbrella may hold more than cargo wants to see there, for nobody but cargo
/// knows which optional dependencies of external crates are used. With `--locked` cargo would
/// refuse that; so it is allowed to remove, and checked that it did nothing else.
pub fn settle_lockfile(
    project: &Project,
    manifest_path: &Path,
    root: &Path,
    options: &BuildOptions,
) -> Result<()> {
    let path = manifest_path.with_file_name("Cargo.lock");
    let offline = options.offline || options.frozen;
    options
        .cargo()
        .args(["update", "--workspace", "--quiet", "--manifest-path"])
        .arg(manifest_path)
        .args(offline.then_some("--offline"))
        .args(options.config.iter().flat_map(|value| ["--config", value]))
        .args(config_flags(project, manifest_path))
        .directory(root)
        .cargo_output()?;
    let before = Lockfile::parse(&path, project.lockfile.as_deref().unwrap_or_default())?;
    let after = Lockfile::parse(&path, &fs::read_to_string(&path)?)?;
    let known: BTreeSet<_> =
        before.packages.iter().map(|p| (&p.name, &p.version, &p.source)).collect();
    let news = after.packages.iter().find(|p| !known.contains(&(&p.name, &p.version, &p.source)));
    match news {
        None => Ok(()),
        Some(package) => Err(Error::LockfileStale(format!(
            "`{} {}` is not locked",
            package.name, package.version
        ))),
    }
}
