//! What happens in a target directory between two builds that are looked at.

use std::path::Path;
use std::time::{Duration, SystemTime};

use fs_err as fs;

use crate::case::{Arrival, Between, Copied, Damage, Edit, Run, Times};
use crate::checkout::{Checkout, directories, files_below, set_time};
use crate::play::{Fault, Play, Settled};
use crate::process::{self, Running};
use crate::subject::{Place, cargo_build, chef_cook};

/// A target directory that was kept, and what the twin was at that time.
#[derive(Debug)]
pub struct Kept {
    twin_checkout: Checkout,
    settled: Settled,
}

impl Play<'_> {
    pub fn happen(&mut self, between: Between) -> Result<(), (Fault, String)> {
        match between {
            Between::Nothing => {}
            Between::Plain(run) => {
                self.disturb();
                self.bring_twin();
                process::run(&mut cargo_build(&self.ours, &self.state, run));
                process::run(&mut cargo_build(&self.twin, &self.state, run));
            }
            Between::Killed { run, signal, delay, whole_group } => {
                self.disturb();
                let build = self.start(run);
                let delay = self.part_of_a_build(delay);
                self.orphans = (!whole_group).then(|| build.group());
                self.tally.killed += usize::from(build.kill(signal, delay, whole_group));
            }
            Between::Edited { run, edit, delay, back } => self.edit_during(run, edit, delay, back),
            Between::Both(one, other) => return self.build_both(one, other),
            Between::Cook => {
                self.disturb();
                process::run(&mut chef_cook(&self.ours));
            }
            Between::Ledger(damage) => {
                self.disturb();
                damage_ledger(&self.ours.target.join("cargo-chef"), damage);
            }
            Between::Save => self.save(),
            Between::Restore(copied) => self.restore(copied),
            Between::Shift(minutes) => {
                self.disturb();
                shift(&self.ours.target, minutes);
            }
            Between::Machine(machine) => self.move_to(machine),
            Between::Archive => date(&self.ours.reuse(), in_seconds),
            Between::SaveReuse => {
                if self.ours.reuse().exists() {
                    process::copy(&self.ours.reuse(), &self.directory.path().join("kept-reuse"));
                }
            }
            Between::RestoreReuse => {
                let kept = self.directory.path().join("kept-reuse");
                if kept.exists() {
                    self.disturb();
                    process::copy(&kept, &self.ours.reuse());
                }
            }
        }
        Ok(())
    }

    /// What an empty target directory lacks is there for reuse. One that has a state of its own may
    /// lose some of it to that.
    fn move_to(&mut self, machine: u8) {
        self.groups.drain(..).for_each(process::end_group);
        if self.ours.target.exists() && machine != self.machine {
            process::copy(&self.ours.target, &self.ours.target_of(self.machine));
        }
        process::remove(&self.ours.target);
        let other = self.ours.target_of(machine);
        if machine != 0 && machine != self.machine && other.exists() {
            self.disturb();
            process::copy(&other, &self.ours.target);
        }
        self.machine = machine;
    }

    fn start(&mut self, run: Run) -> Running {
        // What is left of it may still run while another build is looked at.
        let place = Place { log: self.directory.path().join("log"), ..self.ours.clone() };
        let build = Running::start(self.subject.build(&place, &self.state, run));
        self.groups.push(build.group());
        build
    }

    /// So many parts of the time that a build takes on this machine, of which it has 200.
    fn part_of_a_build(&self, parts: u8) -> Duration {
        self.last_build * u32::from(parts) / 200
    }

    /// The twin does not see what changes only for a moment.
    fn edit_during(&mut self, run: Run, edit: Edit, delay: u8, back: bool) {
        self.disturb();
        let before = self.state.clone();
        let mut build = self.start(run);
        std::thread::sleep(self.part_of_a_build(delay));
        let is_alone = !matches!(edit, Edit::Return(_));
        if is_alone {
            self.state.apply(edit, &[]);
            let files = self.state.files();
            self.meddled.extend(self.checkout.changes(&files).map(str::to_owned));
            self.checkout.bring(&files, Arrival::InPlace(Times::Now));
        }
        if back {
            std::thread::sleep(Duration::from_millis(20));
            self.checkout.bring(&before.files(), Arrival::InPlace(Times::Now));
            self.state = before;
            build.wait();
        } else {
            build.wait();
            // What is edited here is not always kept.
            if delay.is_multiple_of(2) {
                self.state = before;
            }
        }
    }

    fn build_both(&mut self, one: Run, other: Run) -> Result<(), (Fault, String)> {
        self.disturb();
        self.bring_twin();
        let mut builds = [one, other].map(|run| self.start(run));
        let ends = [one, other].map(|run| {
            process::run(&mut cargo_build(&self.twin, &self.state, run)).status.success()
        });
        if builds.each_mut().map(Running::wait) == ends {
            return Ok(());
        }
        Err((Fault::Exit, "two builds at once did not end as one after the other".to_owned()))
    }

    fn save(&mut self) {
        if !self.ours.target.exists() || !self.twin.target.exists() {
            return;
        }
        process::copy(&self.ours.target, &self.directory.path().join("kept"));
        if self.ours.reuse().exists() {
            process::copy(&self.ours.reuse(), &self.directory.path().join("kept-beside"));
        }
        let twin = self.twin.tree.parent().expect("the twin has a directory");
        process::copy(twin, &self.directory.path().join("kept-twin"));
        self.kept =
            Some(Kept { twin_checkout: self.twin_checkout.clone(), settled: self.settled.clone() });
    }

    /// Puts the target directory back. The twin goes back as a whole, so that nothing happened
    /// there since.
    fn restore(&mut self, copied: Copied) {
        let Some(kept) = &self.kept else { return };
        self.groups.drain(..).for_each(process::end_group);
        process::copy(&self.directory.path().join("kept"), &self.ours.target);
        let beside = self.directory.path().join("kept-beside");
        if beside.exists() {
            process::copy(&beside, &self.ours.reuse());
        }
        let twin = self.twin.tree.parent().expect("the twin has a directory");
        process::copy(&self.directory.path().join("kept-twin"), twin);
        self.twin_checkout = kept.twin_checkout.clone();
        self.settled = kept.settled.clone();
        match copied {
            Copied::Exactly => {}
            Copied::Seconds => date(&self.ours.target, in_seconds),
            Copied::Now => {
                let now = SystemTime::now();
                date(&self.ours.target, |_| now);
            }
        }
        if copied != Copied::Exactly {
            self.disturb();
        }
    }
}

fn in_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

fn shift(target: &Path, minutes: i8) {
    let by = Duration::from_secs(u64::from(minutes.unsigned_abs()) * 60);
    date(target, |time| if minutes < 0 { time - by } else { time + by });
}

/// Changes all times in a directory.
fn date(directory: &Path, change: impl Fn(SystemTime) -> SystemTime) {
    for path in files_below(directory).into_iter().chain(directories(directory)) {
        let time = fs::metadata(&path).and_then(|metadata| metadata.modified());
        if let Ok(time) = time {
            set_time(&path, change(time));
        }
    }
}

/// Damages whatever the command keeps beside what cargo has written.
fn damage_ledger(directory: &Path, damage: Damage) {
    for path in files_below(directory) {
        let bytes = fs::read(&path).expect("a ledger can be read");
        match damage {
            Damage::Removed => fs::remove_file(&path).expect("a ledger can be removed"),
            Damage::Truncated => {
                fs::write(&path, &bytes[..bytes.len() / 2]).expect("a ledger can be written");
            }
            Damage::Foreign => {
                fs::write(&path, "{\"format\": 99}").expect("a ledger can be written");
            }
        }
    }
}
