//! Freshness as a whole: before cargo runs, and after it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::clock::Clock;
use super::dating;
use super::error::Result;
use super::inputs;
use super::ledger::{Distrust, Ledger};
use super::lock::Lock;
use super::plan::{self, Suspects};
use super::prepared::{Knowledge, Prepared};
use super::project::Project;
use super::report::Report;
use super::scan::Scan;
use super::time::Time;
use super::units::Units;

/// Freshness by content, for one project and one target directory.
pub(crate) struct Freshness {
    project: Project,
    knowledge: Knowledge,
}

impl Freshness {
    /// Freshness for a project.
    ///
    /// # Errors
    /// If the root of the project does not exist.
    pub(crate) fn new(project: Project, knowledge: Knowledge) -> Result<Self> {
        Ok(Self { project: project.resolved()?, knowledge })
    }

    /// Waits until no other build uses the target directory or the sources. `blocked` is called
    /// with a description of what is waited for.
    ///
    /// # Errors
    /// If a lock cannot be taken.
    pub(crate) fn lock(&self, blocked: impl FnMut(&str)) -> Result<Lock> {
        Lock::acquire(&self.project, blocked)
    }

    /// Tells what would be done. Nothing is written.
    pub(crate) fn look(&self) -> Report {
        let (ledger, distrust) = self.ledger();
        let units = Units::scan(&self.project);
        let now = Time::of_machine().max(units.latest());
        let suspects = Suspects::new(&self.project, &units, &ledger);
        let scan = Scan::new(&self.project, &named(&ledger, &suspects));
        let packages = suspects.packages.clone();
        let decisions = plan::decide(&self.project, &ledger, &scan, suspects, now);
        Report::new(&self.project, &ledger, &decisions, packages, distrust)
    }

    /// Puts the times of files right. The lock has to be held until cargo has ended and
    /// [`Prepared::finish`] was called.
    ///
    /// # Errors
    /// If the target directory cannot be written.
    pub(crate) fn prepare(&self) -> Result<Prepared> {
        let project = &self.project;
        let clock = Clock::new(&project.own_directory())?;
        let mut units = Units::scan(project);
        let (mut ledger, mut distrust) = self.ledger();
        let stamp = if let Some(stamp) = clock.after(units.latest())? {
            stamp
        } else {
            // Units from the future would count as newer than any source for a long time.
            let now = clock.now()?;
            units.remove(&project.build_directory, |unit| unit.started >= now)?;
            (ledger, distrust) = (Ledger::default(), Some(Distrust::Clock));
            clock.after(units.latest())?.unwrap_or(now)
        };
        let suspects = Suspects::new(project, &units, &ledger);
        let named = named(&ledger, &suspects);
        let scan = Scan::new(project, &named);
        let packages = suspects.packages.clone();
        let mut decisions = plan::decide(project, &ledger, &scan, suspects, stamp);
        if self.knowledge == Knowledge::AnyDirectory {
            plan::only_later(&mut decisions);
        }
        let mut report = Report::new(project, &ledger, &decisions, packages, distrust);
        let dated = dating::date(decisions, units.latest(), &clock, &project.exclusion())?;
        report.unsettable = dated.too_old.len();
        forget_compiled_from(&dated.too_old, &mut units, project)?;
        Ok(Prepared {
            project: project.clone(),
            knowledge: self.knowledge,
            clock,
            stamp,
            units,
            named,
            dated,
            report,
        })
    }

    fn ledger(&self) -> (Ledger, Option<Distrust>) {
        if self.knowledge == Knowledge::PackagesMissing {
            return (Ledger::default(), Some(Distrust::Incomplete));
        }
        match Ledger::read(&self.project) {
            Ok(ledger) => (ledger, None),
            Err(distrust) => (Ledger::default(), Some(distrust)),
        }
    }
}

fn named(ledger: &Ledger, suspects: &Suspects) -> BTreeSet<PathBuf> {
    ledger.named.union(suspects.paths()).cloned().collect()
}

/// Removes the units that may have been compiled from what these files contained before, because
/// the times of these files cannot tell cargo.
fn forget_compiled_from(
    files: &BTreeSet<PathBuf>,
    units: &mut Units,
    project: &Project,
) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let mut packages = BTreeSet::new();
    let mut all = false;
    for file in files {
        let before = packages.len();
        packages.extend(project.packages_of(file).map(|package| package.name.as_str()));
        all |= packages.len() == before && project.packages_of(file).next().is_none();
    }
    let build = &project.build_directory;
    let watches = |output: &PathBuf, package: &str| {
        let watched = inputs::of_script(&build.join(output), package, project);
        watched.iter().any(|path| files.iter().any(|file| file.starts_with(path)))
    };
    units.remove(build, |unit| {
        if project.has_package(&unit.package) {
            all || packages.contains(unit.package.as_str())
        } else {
            unit.output.as_ref().is_some_and(|output| watches(output, &unit.package))
        }
    })?;
    Ok(())
}
