//! Freshness as a whole: before cargo runs, and after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::clock::Clock;
use super::dating;
use super::error::{Error, Result};
use super::inputs::{self, Named};
use super::journal::Journal;
use super::ledger::{Distrust, Ledger};
use super::lock::{Held, Lock};
use super::plan::{self, Suspects};
use super::prepared::{Knowledge, Prepared};
use super::project::Project;
use super::report::Report;
use super::scan::Scan;
use super::time::Time;
use super::units::{self, Unit, Units};
use crate::cargo::own_directory;

/// How often times are set again because another cargo was at work.
const ATTEMPTS: usize = 5;

/// Freshness by content, for one project and one target directory.
pub(crate) struct Freshness {
    project: Project,
    knowledge: Knowledge,
    held: Held,
}

impl Freshness {
    /// Freshness for a project.
    ///
    /// # Errors
    /// If the root of the project does not exist.
    pub(crate) fn new(project: Project, knowledge: Knowledge) -> Result<Self> {
        let project = project.resolved()?;
        let held = Held::by_caller(&project);
        let knowledge = match (held, knowledge) {
            // The sources have the times that another build needs.
            (Held::Sources, Knowledge::Complete) => Knowledge::AnyDirectory,
            _ => knowledge,
        };
        Ok(Self { project, knowledge, held })
    }

    /// Whether we are run by another build of this target directory. Then that one has put the
    /// times right, and will remember what we compile.
    pub(crate) fn is_within_another(&self) -> bool {
        self.held == Held::BuildDirectory
    }

    /// The project, if units of earlier builds can be brought over for it: all that is known is true
    /// of the directory that cargo builds into.
    pub(crate) fn project_for_reuse(&self) -> Option<&Project> {
        (self.knowledge == Knowledge::Complete).then_some(&self.project)
    }

    /// Waits until no other build uses the target directory or the sources. `blocked` is called
    /// with a description of what is waited for.
    ///
    /// # Errors
    /// If a lock cannot be taken.
    pub(crate) fn lock(&self, blocked: impl FnMut(&str)) -> Result<Lock> {
        match self.held {
            Held::Nothing => Lock::acquire(&self.project, blocked),
            Held::Sources | Held::BuildDirectory => Ok(Lock::of_caller()),
        }
    }

    /// Tells what would be done. Nothing is written.
    pub(crate) fn look(&self) -> Report {
        let (ledger, distrust) = self.ledger();
        let units = Units::scan(&self.project);
        let now = Time::of_machine().max(units.latest());
        let suspects = Suspects::new(&self.project, &units, &ledger);
        let scan = Scan::new(&self.project, named(&ledger, &suspects).keys());
        let packages = suspects.packages.clone();
        let decisions = plan::decide(&self.project, &ledger, &units, &scan, suspects, now);
        Report::new(&self.project, &ledger, &decisions, packages, distrust)
    }

    /// Puts the times of files right. The lock has to be held until cargo has ended and
    /// [`Prepared::finish`] was called.
    ///
    /// # Errors
    /// If the target directory cannot be written.
    pub(crate) fn prepare(&self) -> Result<Prepared> {
        for _ in 0..ATTEMPTS {
            let prepared = self.attempt(self.knowledge)?;
            // A unit that another cargo has begun meanwhile may have read a file before we did, when
            // it had another content. Once all times are set, any later write shows.
            if Units::scan(&self.project).unlike(&prepared.units).next().is_none() {
                return Ok(prepared);
            }
            prepared.journal.give_back(|_| true);
        }
        // Another cargo is at work all the time, so the files keep the times they have.
        self.attempt(Knowledge::AnyDirectory)
    }

    fn attempt(&self, knowledge: Knowledge) -> Result<Prepared> {
        let project = &self.project;
        let clock = Clock::new(own_directory(&project.build_directory)?);
        let mut units = Units::scan(project);
        let (mut ledger, mut distrust) = self.ledger();
        let stamp = if let Some(stamp) = clock.after(units.latest())? {
            stamp
        } else {
            // Units from the future would count as newer than any source for a long time.
            let now = clock.now()?;
            units.remove(&project.build_directory, |unit| unit.started >= now)?;
            units::bring_back_incremental(&project.build_directory, now)?;
            (ledger, distrust) = (Ledger::default(), Some(Distrust::Clock));
            clock.after(units.latest())?.unwrap_or(now)
        };
        let suspects = Suspects::new(project, &units, &ledger);
        let named = named(&ledger, &suspects);
        let mut scan = Scan::new(project, named.keys());
        // What a build has left that was killed.
        if Journal::read(project).give_back(|path| scan.may_change(path)) {
            scan = Scan::new(project, named.keys());
        }
        let packages = suspects.packages.clone();
        let mut decisions = plan::decide(project, &ledger, &units, &scan, suspects, stamp);
        if knowledge == Knowledge::AnyDirectory {
            plan::only_later(&mut decisions);
        }
        let retired = ledger.retired(project, &scan.items);
        let mut report = Report::new(project, &ledger, &decisions, packages, distrust);
        let journal = Journal::write(project, &decisions)?;
        let give_back = |_: &Error| _ = journal.give_back(|_| true);
        let dated = dating::date(decisions, units.latest(), &clock, &project.exclusion())
            .inspect_err(give_back)?;
        let removed = forget_compiled_from(&dated.too_old, &named, &mut units, project);
        if removed.inspect_err(give_back)? > 0 {
            report.unsettable = dated.too_old.len();
        }
        Ok(Prepared {
            project: project.clone(),
            knowledge,
            clock,
            stamp,
            units,
            named,
            dated,
            journal,
            retired,
            outputs: ledger.outputs,
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

/// The paths to examine besides packages.
fn named(ledger: &Ledger, suspects: &Suspects) -> Named {
    let mut named = ledger.named.clone();
    for path in suspects.paths() {
        named.entry(path.clone()).or_default();
    }
    named
}

/// Removes the units that may have been compiled from what these files contained before, because
/// the times of these files cannot tell cargo. Returns how many.
fn forget_compiled_from(
    files: &BTreeMap<PathBuf, Time>,
    named: &Named,
    units: &mut Units,
    project: &Project,
) -> Result<usize> {
    let mut packages: BTreeMap<&str, Time> = BTreeMap::new();
    let mut all = Time::MIN;
    for (file, known_since) in files {
        let users = file.ancestors().filter_map(|path| named.get(path)).flatten();
        let own = project.packages_of(file).map(|package| package.name.as_str());
        let users: BTreeSet<&str> = users.map(String::as_str).chain(own).collect();
        if users.is_empty() || users.contains("") {
            all = all.max(*known_since);
        }
        for name in users {
            let latest = packages.entry(name).or_insert(*known_since);
            *latest = (*latest).max(*known_since);
        }
    }
    let build = &project.build_directory;
    let watches = |unit: &Unit, output: &Path| {
        let watched = inputs::of_script(&build.join(output), &unit.package, project);
        files.iter().any(|(file, known_since)| {
            unit.started < *known_since && watched.iter().any(|path| file.starts_with(path))
        })
    };
    let removed = units.remove(build, |unit| {
        if project.has_package(&unit.package) {
            let known_since = packages.get(unit.package.as_str()).copied().unwrap_or(Time::MIN);
            unit.started < all.max(known_since)
        } else {
            !files.is_empty() && unit.output.as_ref().is_some_and(|output| watches(unit, output))
        }
    })?;
    Ok(removed)
}
