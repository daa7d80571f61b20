//! `cargo chef build` in a fresh checkout, and plain cargo in its twin, which never goes away and
//! whose files are written only where they change.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use crate::flags::Part;
use crate::kitchen::{Kitchen, holds};
use crate::measure::{Build, Group, Profile, Report};
use crate::real_workspace::{Checkout, Edit};

const TWIN: &str = "cargo build, in a checkout that never goes away";
const OURS: &str = "cargo chef build, in a fresh checkout";

/// How much longer than the twin a build without a change may take, in seconds.
const UNCHANGED_LIMIT: f64 = 1.0;

/// How many times as long as the twin a build after an edit may take.
const EDIT_LIMIT: f64 = 1.05;

/// Two checkouts of one state.
struct Pair<'a> {
    kitchen: &'a Kitchen<'a>,
    profile: Profile,
    twin: Checkout,
    ours: Checkout,
}

pub fn measure(kitchen: &Kitchen, profile: Profile, report: &mut Report) -> Result<()> {
    let flags = kitchen.flags;
    if !flags.wants(Part::Unchanged) && !flags.wants(Part::Edits) {
        return Ok(());
    }
    let (twin, ours) = (kitchen.checkout("twin")?, kitchen.checkout("ours")?);
    let pair = Pair { kitchen, profile, twin, ours };
    pair.build(0)?;
    if flags.wants(Part::Unchanged) {
        pair.unchanged(report)?;
    }
    if flags.wants(Part::Edits) {
        let origin = &kitchen.origin;
        for (edit, of) in [(&origin.leaf, "a leaf"), (&origin.middle, "in the middle")] {
            pair.edit(edit, of, report)?;
        }
    }
    Ok(())
}

impl Pair<'_> {
    /// Brings the state of the origin to both and builds both; every other time in another order,
    /// since a machine that gets slower would favour the first.
    fn build(&self, run: usize) -> Result<[Build; 2]> {
        let Self { kitchen, profile, twin, ours } = self;
        twin.update(&kitchen.origin.root)?;
        ours.renew(&kitchen.origin.root)?;
        if run.is_multiple_of(2) {
            let twin = kitchen.cargo_build(twin, *profile)?;
            Ok([twin, kitchen.chef_build(ours, *profile)?])
        } else {
            let ours = kitchen.chef_build(ours, *profile)?;
            Ok([kitchen.cargo_build(twin, *profile)?, ours])
        }
    }

    fn unchanged(&self, report: &mut Report) -> Result<()> {
        let title = self.profile.unchanged();
        let mut group = Group::new(&title, &[TWIN, OURS]);
        let mut compiled = 0;
        for run in 0..self.kitchen.flags.runs {
            let builds = self.build(run)?;
            compiled += builds.iter().map(Build::compiled).sum::<usize>();
            add(&mut group, &builds);
        }
        let more = group.rows[1].median() - group.rows[0].median();
        report.check(compiled == 0, format!("{title}: nothing is compiled ({compiled})"));
        report.check(
            more <= UNCHANGED_LIMIT,
            format!("{title}: at most {UNCHANGED_LIMIT} s more than the twin ({more:.3} s)"),
        );
        report.groups.push(group);
        Ok(())
    }

    fn edit(&self, edit: &Edit, of: &str, report: &mut Report) -> Result<()> {
        let title = self.profile.title(&format!("edit of `{}`, {of}", edit.package));
        let mut group = Group::new(&title, &[TWIN, OURS]);
        let (mut differences, mut stale) = (Vec::new(), 0);
        for run in 0..self.kitchen.flags.runs {
            // No target directory has seen this one, also not in an earlier run of this bench.
            let mark = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos().to_string();
            let text = edit.apply(&mark)?;
            let builds = self.build(run)?;
            add(&mut group, &builds);
            differences.extend(difference(&builds));
            for build in &builds {
                stale += usize::from(!holds(build, &text)?);
            }
        }
        edit.undo()?;
        differences.extend(difference(&self.build(0)?));

        let times = group.rows[1].median() / group.rows[0].median();
        report.check(stale == 0, format!("{title}: no stale program ({stale})"));
        report.check(
            differences.is_empty(),
            format!("{title}: the twin's units and no others ({differences:?})"),
        );
        report.check(
            times <= EDIT_LIMIT,
            format!("{title}: at most {EDIT_LIMIT} times the time of the twin ({times:.3})"),
        );
        report.groups.push(group);
        Ok(())
    }
}

fn add(group: &mut Group, builds: &[Build; 2]) {
    for (row, build) in group.rows.iter_mut().zip(builds) {
        row.add(build);
    }
}

/// What only one of the two compiled.
fn difference([twin, ours]: &[Build; 2]) -> Vec<String> {
    let units = |build: &Build| [build.local.clone(), build.external.clone()].concat();
    let (mut missing, mut extra) = (units(twin), units(ours));
    extra.retain(|unit| {
        let at = missing.iter().position(|other| other == unit);
        at.map(|at| missing.swap_remove(at)).is_none()
    });
    let missing = missing.into_iter().map(|unit| format!("-{unit}"));
    missing.chain(extra.into_iter().map(|unit| format!("+{unit}"))).collect()
}
