//! One history, built in each way: every state follows the one before.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use cargo_chef::process::Command;
use cargo_chef::shell;

use crate::flags::Flags;
use crate::measure::{Build, Report, Row, cargo};
use crate::real_workspace::{Workspace, program_holds};
use crate::ways::{Cook, WAYS, Way};

/// What happens before a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    First,
    Checkout,
    Leaf,
    Middle,
    Few,
    Many,
}

const STEPS: [Step; 6] =
    [Step::First, Step::Checkout, Step::Leaf, Step::Middle, Step::Few, Step::Many];

impl Step {
    /// Changes the origin, and returns what the step is called and what the program holds from then
    /// on.
    fn take(self, origin: &Workspace) -> Result<(String, Option<String>)> {
        let [few, many, ..] = origin.release.program.bumps else { unreachable!("there are two") };
        Ok(match self {
            Self::First => ("first build".into(), None),
            Self::Checkout => ("new checkout".into(), None),
            Self::Leaf => {
                let mark = origin.leaf.apply("leaf")?;
                (format!("edit of a leaf, {}", origin.leaf.package), Some(mark))
            }
            Self::Middle => {
                let mark = origin.middle.apply("middle")?;
                (format!("edit in the middle, {}", origin.middle.package), Some(mark))
            }
            Self::Few => (bump(origin, few)?, None),
            Self::Many => (bump(origin, many)?, None),
        })
    }
}

/// Gives the lockfile another version of a package, and says so.
pub fn bump(origin: &Workspace, [package, version]: &[&str; 2]) -> Result<String> {
    let arguments = ["update", "--quiet", "--package", package, "--precise", version];
    let cargo = Command::new(cargo()).args(arguments).directory(&origin.root).output()?;
    ensure!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    Ok(format!("bump of {package} to {version}"))
}

pub fn measure(flags: &Flags, origin: &Workspace, report: &mut Report) -> Result<()> {
    let known =
        |way: &Way| flags.upstream.is_some() || !matches!(way, Way::Upstream | Way::Sccache);
    if flags.upstream.is_none() {
        report.leave_out("upstream, since `CARGO_CHEF_UPSTREAM` is not set");
    }
    let cooks: Result<Vec<_>> =
        WAYS.into_iter().filter(known).map(|way| Cook::new(flags, origin, way)).collect();
    let cooks = cooks?;
    let mut marks = Vec::new();
    for step in STEPS {
        let (title, mark) = step.take(origin)?;
        marks.extend(mark);
        let mut compiled: Option<BTreeSet<String>> = None;
        for cook in &cooks {
            shell::note("building", &format!("{title}: {}", cook.way.name()));
            let build = cook.build()?;
            let program = build.program.clone().unwrap_or_default();
            for mark in &marks {
                let what = format!("{title}, {}: the program is of its sources", cook.way.name());
                report.check(program_holds(&program, mark)?, what);
            }
            let packages = packages(&build);
            let twin = compiled.get_or_insert_with(|| packages.clone());
            if cook.way.is_exact() {
                let what = format!("{title}, {}: as in the twin", cook.way.name());
                report.check(packages == *twin, what + &difference(&packages, twin));
            }
            let mut row = Row::new(cook.way.name());
            row.add(&build);
            row.kept = Some(cook.kept()?);
            report.group(&title).rows.push(row);
            shell::note("took", &format!("{:.1} s, {} crates", build.wall, build.compiled()));
        }
        // An hour is long.
        crate::write(flags, crate::flags::Part::History, report)?;
    }
    Ok(())
}

/// The names and versions of what was compiled; paths of local packages differ.
fn packages(build: &Build) -> BTreeSet<String> {
    let all = build.local.iter().chain(&build.external);
    all.map(|package| package.split(" (").next().unwrap_or(package).to_owned()).collect()
}

/// What only one of them has.
pub fn difference(ours: &BTreeSet<String>, twin: &BTreeSet<String>) -> String {
    let more: Vec<_> = ours.symmetric_difference(twin).cloned().collect();
    if more.is_empty() { format!(", {}", ours.len()) } else { format!(", but for {more:?}") }
}
