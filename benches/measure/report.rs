//! A table to read, and the same as JSON to make other tables from.

use std::fmt;

use cargo_chef::shell;
use serde::{Deserialize, Serialize};

use super::{Build, Machine};

/// All that was measured in one run.
#[derive(Deserialize, Serialize)]
pub struct Report {
    pub machine: Machine,
    /// What it was measured on, on one line.
    pub project: String,
    pub groups: Vec<Group>,
    pub checks: Vec<Check>,
    /// What should have been measured, and why it was not.
    pub left_out: Vec<String>,
}

/// Ways to do the same thing; the first one is what the others are compared with.
#[derive(Deserialize, Serialize)]
pub struct Group {
    pub title: String,
    pub rows: Vec<Row>,
}

/// One way to do it, measured several times; times are in seconds.
#[derive(Deserialize, Serialize)]
pub struct Row {
    pub name: String,
    pub wall: Vec<f64>,
    pub processor: Vec<f64>,
    /// Units of local packages that were compiled in the last run, where cargo names them.
    pub local: Option<usize>,
    /// The same of other packages.
    pub external: Option<usize>,
    /// How many bytes are kept for the next build, where that was looked at.
    pub kept: Option<u64>,
}

/// Something that has to hold.
#[derive(Deserialize, Serialize)]
pub struct Check {
    pub what: String,
    pub holds: bool,
}

impl Group {
    pub fn new(title: &str, rows: &[&str]) -> Self {
        Self { title: title.to_owned(), rows: rows.iter().map(|name| Row::new(name)).collect() }
    }
}

impl Row {
    pub fn new(name: &str) -> Self {
        let name = name.to_owned();
        Self { name, wall: vec![], processor: vec![], local: None, external: None, kept: None }
    }

    /// Adds a run, and what it compiled.
    pub fn add(&mut self, build: &Build) {
        self.add_time(build);
        self.local = Some(build.local.len());
        self.external = Some(build.external.len());
    }

    /// Adds a run of which only the time is known.
    pub fn add_time(&mut self, build: &Build) {
        self.wall.push(build.wall);
        self.processor.push(build.processor);
    }

    /// Seconds on the clock.
    pub fn median(&self) -> f64 {
        median(&self.wall)
    }

    /// Seconds of all processors.
    pub fn processor_median(&self) -> f64 {
        median(&self.processor)
    }
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Report {
    pub fn of(machine: Machine) -> Self {
        Self { machine, project: String::new(), groups: vec![], checks: vec![], left_out: vec![] }
    }

    /// Says at once that something is not measured, and in the end again.
    pub fn leave_out(&mut self, what: &str) {
        if self.left_out.iter().all(|known| known != what) {
            shell::warning(&format!("left out: {what}"));
            self.left_out.push(what.to_owned());
        }
    }

    /// The group with this title, a new one where there is none.
    pub fn group(&mut self, title: &str) -> &mut Group {
        let known = self.groups.iter().position(|group| group.title == title);
        let at = known.unwrap_or_else(|| {
            self.groups.push(Group::new(title, &[]));
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }

    pub fn check(&mut self, holds: bool, what: impl Into<String>) {
        self.checks.push(Check { what: what.into(), holds });
    }

    pub fn all_hold(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machine, project, groups, checks, left_out } = self;
        if !project.is_empty() {
            writeln!(formatter, "{project}")?;
        }
        writeln!(formatter, "{}", machine.describe())?;
        groups.iter().try_for_each(|group| write!(formatter, "\n{group}"))?;
        writeln!(formatter)?;
        for Check { what, holds } in checks {
            writeln!(formatter, "{} {what}", if *holds { "holds: " } else { "MISSED:" })?;
        }
        left_out.iter().try_for_each(|what| writeln!(formatter, "left out: {what}"))
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["wall", "ratio", "processor", "local", "external"];
        let [wall, ratio, processor, local, external] = head;
        writeln!(
            formatter,
            "{:<58} {wall:>10} {ratio:>6} {processor:>10} {local:>6} {external:>8}",
            self.title
        )?;
        let first = self.rows.first().map_or(f64::NAN, Row::median);
        for row in &self.rows {
            let wall = row.median();
            writeln!(
                formatter,
                "  {:<56} {wall:>8.3} s {:>6.2} {:>8.2} s {:>6} {:>8}",
                row.name,
                wall / first,
                median(&row.processor),
                count(row.local),
                count(row.external)
            )?;
        }
        Ok(())
    }
}

fn count(units: Option<usize>) -> String {
    units.map_or_else(|| "-".into(), |units| units.to_string())
}
