//! The commands that build: an umbrella, or the project itself.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use cargo_metadata::Metadata;
use fs_err as fs;

use super::client::Cargo;
use super::directories::Directories;
use super::error::Result;
use super::options::{Action, BuildOptions, Talk};
use super::{users_wrapper, wrapper};
use crate::lockfile::{self, Lockfile};
use crate::process::Command;
use crate::project::{CONFIG, ListedTargetKind, Project};
use crate::selection::Selection;

/// The command that compiles an umbrella. It runs in the root of the project.
pub fn invocation(
    project: &Project,
    manifest_path: &Path,
    root: &Path,
    directories: &Directories,
    options: &BuildOptions,
) -> Result<Command> {
    let wrapper = std::env::current_exe()?;
    let mut command = options
        .cargo
        .program
        .clone()
        .args(options.action.for_dependencies().words())
        .arg("--manifest-path")
        .arg(manifest_path)
        .arg("--target-dir")
        .arg(&directories.target)
        .args(target_flags(project))
        .args(config_flags(project, manifest_path))
        .directory(root)
        .env(wrapper::MARK, "1");
    let inner = users_wrapper::find(root, &options.cargo.config);
    if inner.is_some() || project.has_replacing_root() {
        command = command.env("RUSTC_WRAPPER", &wrapper);
    }
    if let Some(inner) = inner {
        command = command.env(wrapper::INNER, inner);
    }
    // It goes into the hashes of all members, of which a replacing crate at the root is one.
    if !project.has_replacing_root() {
        command = command.env("RUSTC_WORKSPACE_WRAPPER", wrapper);
    }
    if options.action == Action::Document {
        command = wrapper::for_documentation(command)?;
    }
    command = options.add_flags(command);
    if let Some(directory) = &directories.build {
        let directory = toml::Value::from(&*directory.to_string_lossy());
        command = command.arg("--config").arg(format!("build.build-dir={directory}"));
    }
    Ok(command.args(options.rest.iter().cloned()))
}

impl BuildOptions {
    /// The command that builds a selection of the project itself.
    pub(crate) fn command(&self, manifest_path: Option<&Path>, selection: &Selection) -> Command {
        let mut command = self.cargo.program.clone().args(self.action.words());
        if let Some(path) = manifest_path {
            command = command.arg("--manifest-path").arg(path);
        }
        if let Some(directory) = &self.target_directory {
            command = command.arg("--target-dir").arg(directory);
        }
        self.add_flags(command.args(selection.to_flags())).args(self.rest.iter().cloned())
    }

    /// Cargo's description of the project that is built, and of its target directory.
    pub(crate) fn describe(&self, manifest_path: Option<&Path>) -> Result<Metadata> {
        self.cargo.describe_build(manifest_path, self.target_directory.as_deref())
    }

    /// Adds the flags of a build that neither select nor say where artifacts go.
    fn add_flags(&self, mut command: Command) -> Command {
        command = command.args(self.scope.to_flags());
        if let Some(jobs) = &self.jobs {
            command = command.arg("--jobs").arg(jobs);
        }
        for (flag, is_set) in [
            ("--offline", self.offline),
            ("--locked", self.locked),
            ("--frozen", self.frozen),
            ("--timings", self.timings),
        ] {
            command = command.args(is_set.then_some(flag));
        }
        let Self { cargo, talk: Talk { verbose, quiet, color }, .. } = self;
        command = command.args(cargo.config_flags()).args(cargo.unstable_flags());
        command = command.args((0..*verbose).map(|_| "--verbose"));
        command = command.args(quiet.then(|| self.action.quiet_flag()));
        command.args(color.iter().flat_map(|color| ["--color", color]))
    }
}

/// The flags for the targets of an umbrella that are built: all but its benchmark, which has the
/// crates that are only resolved.
#[must_use]
pub fn target_flags(project: &Project) -> &'static [&'static str] {
    let mut targets = project.manifests.iter().flat_map(|manifest| &manifest.targets);
    if targets.any(|target| target.kind == ListedTargetKind::Test) {
        &["--lib", "--tests"]
    } else {
        &[]
    }
}

/// The flags that make cargo read the umbrella's configuration besides that of the project. If both
/// name a directory for the same crate, the umbrella's wins.
#[must_use]
pub fn config_flags(project: &Project, manifest_path: &Path) -> Vec<OsString> {
    let path = manifest_path.with_file_name(CONFIG);
    project.config.iter().flat_map(|_| ["--config".into(), path.clone().into()]).collect()
}

/// Lets cargo remove from an umbrella's lockfile what it does not need, and returns what is left.
///
/// Only cargo knows which optional dependencies of external crates are used, so the lockfile may
/// contain too many packages, which `--locked` would refuse. So cargo may remove packages, and this
/// checks that it did nothing else.
///
/// # Errors
/// If cargo fails, or if it added a package.
pub fn settle_lockfile(
    project: &Project,
    manifest_path: &Path,
    root: &Path,
    cargo: &Cargo,
) -> Result<Lockfile> {
    let config = config_flags(project, manifest_path);
    cargo.update_workspace(manifest_path, root, config)?;
    let path = manifest_path.with_file_name("Cargo.lock");
    let before = Lockfile::parse(&path, project.lockfile.as_deref().unwrap_or_default())?;
    let after = Lockfile::parse(&path, &fs::read_to_string(&path)?)?;
    let known: BTreeSet<_> =
        before.packages.iter().map(|p| (&p.name, &p.version, &p.source)).collect();
    let news = after.packages.iter().find(|p| !known.contains(&(&p.name, &p.version, &p.source)));
    if let Some(package) = news {
        let what = format!("`{} {}` is not locked", package.name, package.version);
        return Err(lockfile::Error::Stale(what).into());
    }
    Ok(after)
}
