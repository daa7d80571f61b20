//! What is kept from one build to the next, and what that saves: a real workspace that is edited and
//! whose dependencies get new versions, built with nothing, with a cache mount, with layers, with
//! sccache and with `--reuse`, next to each other.
//!
//! ```text
//! apt-get install sccache; cargo install cargo-chef@0.1.78 --locked --root /tmp/upstream
//! export CARGO_CHEF_UPSTREAM=/tmp/upstream/bin/cargo-chef
//! cargo bench --bench carry -- history bumps fresh
//! cargo bench --bench carry -- history --release watchexec@2.8.0 --profile release
//! cargo bench --bench carry -- figures
//! ```
//!
//! Nothing of it needs Docker: each way to build does in a directory of its own what a Dockerfile
//! would have done. A layer that is found costs nothing here; what it takes to pull and push one is
//! not measured. A history takes an hour on two cores, and some 30 GB below the target directory. Each
//! run leaves its figures in `benches/carry/figures`; `figures` makes the table of the README and
//! its picture from them.
//!
//! It ends with code 1 where something that has to hold does not: a program that is not what its
//! sources say, more compiled than cargo compiles in a checkout that never goes away, or too long a
//! time.

#[allow(dead_code, unused_imports, reason = "each bench uses a part")]
#[path = "../measure/mod.rs"]
mod measure;
#[allow(dead_code, unused_imports, reason = "each bench uses a part")]
#[path = "../real_workspace/mod.rs"]
mod real_workspace;

mod bumps;
mod figures;
mod flags;
mod fresh;
mod history;
mod picture;
mod places;
mod ways;

use std::process::ExitCode;

use anyhow::Result;
use cargo_chef::shell;
use clap::Parser as _;
use fs_err as fs;

use crate::flags::{Flags, Part};
use crate::measure::{Machine, Report};
use crate::real_workspace::assemble;

fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    if flags.parts.is_empty() {
        // So that neither `cargo bench` nor `cargo test --all-targets` takes hours.
        shell::note("skipped", "say what to measure: `cargo bench --bench carry -- --help`");
        return Ok(ExitCode::SUCCESS);
    }
    let mut all_hold = true;
    for part in &flags.parts {
        if *part == Part::Figures {
            figures::write(&flags)?;
            continue;
        }
        let report = measure(&flags, *part)?;
        shell::output(&format!("\n{report}"));
        shell::note("written", &flags.json_of(*part).display().to_string());
        write(&flags, *part, &report)?;
        all_hold &= report.all_hold();
    }
    Ok(if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes what was measured so far.
fn write(flags: &Flags, part: Part, report: &Report) -> Result<()> {
    fs::create_dir_all(&flags.figures)?;
    Ok(fs::write(flags.json_of(part), serde_json::to_string_pretty(report)? + "\n")?)
}

fn measure(flags: &Flags, part: Part) -> Result<Report> {
    shell::note("assembling", &flags.release.to_string());
    let origin = assemble(flags.release, &flags.directory.join("origin"))?;
    let mut report = Report::of(Machine::this()?);
    report.project = format!("{}, {}", origin.describe()?, flags.profile.name());
    match part {
        Part::History => history::measure(flags, &origin, &mut report)?,
        Part::Bumps => bumps::measure(flags, &origin, &mut report)?,
        Part::Fresh => fresh::measure(flags, &origin, &mut report)?,
        Part::Figures => {}
    }
    Ok(report)
}
