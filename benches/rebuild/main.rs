//! Builds of a real workspace in a fresh checkout: `cargo chef build` next to plain cargo in a
//! checkout that never goes away, to plain cargo in a fresh one, and to `cook` and then cargo.
//!
//! ```text
//! cargo install cargo-chef@0.1.78 --locked --root /tmp/upstream
//! CARGO_CHEF_UPSTREAM=/tmp/upstream/bin/cargo-chef cargo bench --bench rebuild -- all
//! cargo bench --bench rebuild -- unchanged edits --profile dev --runs 1
//! ```
//!
//! The whole takes hours on two cores, and some 25 GB below the target directory. It ends with code
//! 1 where something that has to hold does not: a program that is not what its sources say, more
//! compiled than plain cargo compiles, or too long a time.

#[allow(dead_code, unused_imports, reason = "each bench uses a part")]
#[path = "../measure/mod.rs"]
mod measure;
#[allow(dead_code, unused_imports, reason = "each bench uses a part")]
#[path = "../real_workspace/mod.rs"]
mod real_workspace;

mod cook;
mod flags;
mod kitchen;
mod ours;
mod overhead;
mod plain;

use std::process::ExitCode;

use anyhow::Result;
use cargo_chef::shell;
use clap::Parser as _;
use fs_err as fs;

use crate::flags::{Flags, Part};
use crate::kitchen::Kitchen;
use crate::measure::{Machine, Report};

fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    if flags.parts.is_empty() {
        // So that neither `cargo bench` nor `cargo test --all-targets` takes hours.
        shell::note("skipped", "say what to measure: `cargo bench --bench rebuild -- --help`");
        return Ok(ExitCode::SUCCESS);
    }
    let report = measure(&flags)?;
    shell::output(&format!("\n{report}"));
    let json = flags.json.clone().unwrap_or_else(|| flags.directory.join("rebuild.json"));
    fs::write(&json, serde_json::to_string_pretty(&report)?)?;
    shell::note("written", &json.display().to_string());
    Ok(if report.all_hold() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(flags: &Flags) -> Result<Report> {
    let mut report = Report::of(Machine::this()?);
    let has_build = kitchen::has_build(flags)?;
    if !has_build {
        report.leave_out("`cargo chef build`, which this cargo-chef does not know");
    }
    if has_build && flags.wants(Part::Overhead) {
        overhead::measure(flags, &mut report)?;
    }
    let of_workspace = [Part::Unchanged, Part::Edits, Part::Plain, Part::Cook];
    if !of_workspace.into_iter().any(|part| flags.wants(part)) {
        return Ok(report);
    }
    let kitchen = Kitchen::open(flags)?;
    report.project = kitchen.origin.describe()?;
    for profile in flags.profiles() {
        if has_build {
            ours::measure(&kitchen, profile, &mut report)?;
        }
        plain::measure(&kitchen, profile, &mut report)?;
        cook::measure(&kitchen, profile, &mut report)?;
    }
    Ok(report)
}
