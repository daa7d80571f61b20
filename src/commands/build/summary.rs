//! Writes what changed, in a line for people and as JSON for programs.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::commands::description::VERSION;
use crate::shell;
use crate::target_directory::{Change, Distrust, Report, Time};
use crate::words::{count, more};

/// How many packages a line names, unless everything is to be said.
const NAMED: usize = 5;

/// The line for people.
pub(super) fn line(report: &Report) -> String {
    let files = count(report.files, "file");
    if let Some(distrust) = &report.distrust {
        return format!("all {files} count as new: {distrust}");
    }
    let is_change = |change: Change| change != Change::Suspected;
    let changes = report.changes.values().filter(|(change, _)| is_change(*change));
    let packages: BTreeSet<&str> =
        changes.clone().flat_map(|(_, packages)| packages).map(String::as_str).collect();
    let share = match changes.count() {
        0 => format!("none of {files}"),
        1 => format!("1 of {files}"),
        number => format!("{number} of {files}"),
    };
    let since = match report.age() {
        Some(age) => format!(" since the last build {} ago", duration(age)),
        None => String::new(),
    };
    let place =
        if packages.is_empty() { String::new() } else { format!(", in {}", listed(&packages)) };
    format!("{share}{since}{place}")
}

/// The reasons why more is compiled than has changed.
pub(super) fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if report.distrust.is_none() && !report.suspected.is_empty() {
        let packages: BTreeSet<&str> = report.suspected.iter().map(String::as_str).collect();
        notes.push(format!(
            "{} compiled by another cargo, or by a build that was killed, so {} as changed",
            match packages.len() {
                1 => format!("{} was", listed(&packages)),
                _ => format!("{} were", listed(&packages)),
            },
            if packages.len() == 1 { "all of it counts" } else { "all of them count" },
        ));
    }
    if report.unsettable > 0 {
        notes.push(format!(
            "the times of {} are not to be set from here, so what was compiled before is compiled again",
            count(report.unsettable, "file")
        ));
    }
    notes
}

/// The files that count as changed, a line each, but no more than `limit`.
pub(super) fn list(report: &Report, limit: usize) -> String {
    let mut text = String::new();
    for (path, (change, _)) in report.changes.iter().take(limit) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{:9} {}", word(*change), path.display());
    }
    if report.changes.len() > limit {
        let _ = writeln!(text, "{}", more(report.changes.len() - limit));
    }
    text
}

/// A line of JSON, with a `reason` as in cargo's own messages.
#[derive(Serialize)]
struct Message<'r> {
    reason: &'static str,
    version: u64,
    files: usize,
    changes: Vec<ChangedFile<'r>>,
    since: Option<i64>,
    distrust: Option<String>,
    suspected: &'r BTreeSet<String>,
    unsettable: usize,
}

#[derive(Serialize)]
struct ChangedFile<'r> {
    path: Cow<'r, str>,
    change: Change,
    packages: &'r [String],
}

/// The line for programs.
pub(super) fn json(report: &Report) -> std::io::Result<String> {
    let Report { files, changes, since, distrust, suspected, unsettable } = report;
    let message = Message {
        reason: "chef-freshness",
        version: VERSION,
        files: *files,
        changes: changes
            .iter()
            .map(|(path, (change, packages))| {
                let path = path.to_string_lossy();
                ChangedFile { path, change: *change, packages }
            })
            .collect(),
        since: since.map(Time::seconds),
        distrust: distrust.as_ref().map(Distrust::to_string),
        suspected,
        unsettable: *unsettable,
    };
    Ok(serde_json::to_string(&message)? + "\n")
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Changed => "changed",
        Change::New => "new",
        Change::Removed => "removed",
        Change::Suspected => "suspected",
    }
}

fn listed(names: &BTreeSet<&str>) -> String {
    let limit = if shell::is_verbose() { usize::MAX } else { NAMED };
    let mut shown: Vec<String> = names.iter().take(limit).map(|name| format!("`{name}`")).collect();
    if names.len() > limit {
        shown.push(format!("{} more", names.len() - limit));
    }
    let last = shown.pop().unwrap_or_default();
    if shown.is_empty() { last } else { format!("{} and {last}", shown.join(", ")) }
}

fn duration(age: Duration) -> String {
    let seconds = age.as_secs();
    let (number, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    count(usize::try_from(number).unwrap_or(usize::MAX), unit)
}
