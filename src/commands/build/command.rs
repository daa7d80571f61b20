//! Runs `build`.

use std::path::{Path, PathBuf};

use super::{packages, summary};
use crate::cargo::BuildOptions;
use crate::commands::outcome::Outcome;
use crate::commands::reused::{Reuse, run_listening, waiting};
use crate::config::tables_of;
use crate::error::Result;
use crate::interrupt::Relay;
use crate::process::Command;
use crate::recipe_of::check_text;
use crate::selection::Selection;
use crate::shell::{self, Waiting};
use crate::target_directory::{Freshness, Knowledge, MARK, Report};

/// The options of `build`.
#[derive(Clone, Debug)]
pub(crate) struct BuildCommand {
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    pub selection: Selection,
    pub build: BuildOptions,
    /// Units of earlier builds.
    pub reuse: Option<Reuse>,
    pub mode: Mode,
    /// Whether the changes are printed as JSON.
    pub as_json: bool,
}

/// Whether anything is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Set the times of files, and run cargo.
    Build,
    /// Only tell which files would count as changed.
    Tell,
}

/// Builds a selection, after putting the times of files right.
pub(crate) fn build(options: &BuildCommand) -> Result<Outcome> {
    let options = options.clone().with_flags_behind();
    check_text(options.manifest_path.as_deref().unwrap_or(Path::new(".")))?;
    let configured = tables_of(&std::env::current_dir()?, &options.build.cargo.config);
    let (project, mut knowledge) =
        packages::find(options.manifest_path.as_deref(), &options.build, &configured)?;
    let configured = configured.iter().map(|(_, table)| table);
    if knowledge == Knowledge::Complete && !options.builds_in_place(configured) {
        knowledge = Knowledge::AnyDirectory;
    }
    let freshness = Freshness::new(project, knowledge)?;
    if options.mode == Mode::Tell {
        tell(&freshness.look(), &options)?;
        return Ok(Outcome::Done);
    }
    let command = options.build.command(options.manifest_path.as_deref(), &options.selection);
    if shell::is_verbose() {
        shell::note("running", &command.to_string());
    }
    if freshness.is_within_another() {
        return run_only(
            &command,
            "another `cargo chef build` runs this one",
            &freshness,
            &options,
        );
    }
    let lock = match freshness.lock(waiting) {
        Ok(lock) => lock,
        Err(error) => return run_only(&command, &error.to_string(), &freshness, &options),
    };
    let reusing = match (&options.reuse, freshness.project_for_reuse()) {
        (None, _) => None,
        (Some(_), None) => {
            shell::note("note", "nothing is reused: it is not known where cargo builds");
            None
        }
        (Some(reuse), Some(project)) => Some(reuse.of_project(project, &options.build)?),
    };
    let mut listening = None;
    let mut command = command;
    if reusing.is_some() {
        let mut build = options.build.clone();
        listening = build.listen(shell::is_terminal());
        command = build.command(options.manifest_path.as_deref(), &options.selection);
    }
    // From here on, files may have times that are not their own.
    let relay = Relay::new()?;
    let waiting = Waiting::new("Comparing", "files");
    let prepared = freshness.prepare();
    drop(waiting);
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return run_only(&command, &error.to_string(), &freshness, &options),
    };
    if let Some(reusing) = &reusing {
        reusing.expect(&prepared.report().packages());
    }
    let command = command.env(MARK, &lock.mark);
    let (result, told) = run_listening(&command, listening, relay);
    let report = prepared.report().clone();
    if let Err(error) = prepared.finish(result.is_ok()) {
        // The old ledger vouches for fewer units, but for none wrongly.
        shell::warning(&format!("what was built could not be remembered: {error}"));
    }
    let reused = reusing.and_then(|reusing| reusing.end(told.as_deref()));
    tell(&report, &options)?;
    if let Some(reused) = reused {
        reused.tell(options.as_json)?;
    }
    result?;
    Ok(Outcome::Done)
}

/// Only runs cargo, which then compiles what looks newer than it is.
fn run_only(
    command: &Command,
    reason: &str,
    freshness: &Freshness,
    options: &BuildCommand,
) -> Result<Outcome> {
    shell::note("note", &format!("the times of files are left as they are: {reason}"));
    let report = options.as_json.then(|| freshness.look());
    command.run_with(Relay::new()?)?;
    if let Some(report) = report {
        tell(&report, options)?;
    }
    Ok(Outcome::Done)
}

fn tell(report: &Report, options: &BuildCommand) -> Result<()> {
    if options.as_json {
        shell::output(&summary::json(report)?);
        return Ok(());
    }
    if options.mode == Mode::Tell {
        shell::show(&summary::list(report, shell::shown()));
    }
    for note in summary::notes(report) {
        shell::note("note", &note);
    }
    shell::note("changed", &summary::line(report));
    Ok(())
}
