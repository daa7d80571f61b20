//! Figures mean something only with the machine that they are of.

use std::thread::available_parallelism;

use anyhow::Result;
use cargo_chef::process::Command;
use fs_err as fs;
use serde::{Deserialize, Serialize};

/// Where and when something was measured.
#[derive(Deserialize, Serialize)]
pub struct Machine {
    /// As `2026-01-31`.
    date: String,
    processor: String,
    cores: usize,
    memory_in_gib: u64,
    system: String,
    cargo: String,
    rustc: String,
}

impl Machine {
    pub fn this() -> Result<Self> {
        Ok(Self {
            date: first_line_of("date", &["-u", "+%Y-%m-%d"])?,
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into()),
            cores: available_parallelism()?.get(),
            memory_in_gib: memory_in_gib().unwrap_or(0),
            system: first_line_of("uname", &["-srm"])?,
            cargo: first_line_of("cargo", &["--version"])?,
            rustc: first_line_of("rustc", &["--version"])?,
        })
    }

    /// On one line.
    pub fn describe(&self) -> String {
        let Self { date, processor, cores, memory_in_gib, system, cargo, rustc: _ } = self;
        format!("{date}, {processor}, {cores} cores, {memory_in_gib} GiB, {system}, {cargo}")
    }
}

fn first_line_of(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments.iter().copied()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().unwrap_or("unknown").to_owned())
}

fn memory_in_gib() -> Option<u64> {
    let kib: u64 = field("/proc/meminfo", "MemTotal")?.trim_end_matches(" kB").parse().ok()?;
    Some(kib >> 20)
}

/// The value of the first line that begins with this name.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
