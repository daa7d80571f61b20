//! Sets the times of files, and makes sure that what was read is what is there.
//!
//! If somebody writes to a file after we read it and before we set its time, the file would look
//! unchanged. So each file that got another time is read again, at a moment when any later write
//! gives it a time that differs from the one it was given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::clock::Clock;
use super::content::Digest;
use super::error::Result;
use super::exclusion::Exclusion;
use super::file_state::FileState;
use super::parallel;
use super::plan::{Decision, Verdict};
use super::time::Time;

/// A file while cargo runs.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The state in which the file was left for cargo.
    pub state: FileState,
    /// The time that the file had before.
    pub found: Time,
    /// The time for the ledger.
    pub since: Time,
    /// The digest of the content; `None` if the file was being written.
    pub digest: Option<Digest>,
    /// Whether the time could not be set.
    is_refused: bool,
}

/// The result of setting times.
pub(super) struct Dated {
    pub items: BTreeMap<PathBuf, Item>,
    /// Files that look older than they should, and whose times cannot be set: units that were begun
    /// before this time may have been compiled from what the file held before.
    pub too_old: BTreeMap<PathBuf, Time>,
}

/// Sets the times of all files. Those that count as changed get a time after `latest`.
pub(super) fn date(
    decisions: BTreeMap<PathBuf, Decision>,
    latest: Time,
    clock: &Clock,
    exclusion: &Exclusion,
) -> Result<Dated> {
    let decisions: Vec<(PathBuf, Decision)> = decisions.into_iter().collect();
    let mut items =
        parallel::map(&decisions, |(path, decision)| give(path, decision, decision.time));
    let is_too_old = |index: usize, items: &[Item]| {
        let (_, decision) = &decisions[index];
        let item = &items[index];
        !item.is_refused && !decision.accepts(item.state.modified, latest)
    };
    if (0..items.len()).any(|index| is_too_old(index, &items)) {
        // The file system of the sources rounds more than that of the target directory.
        if let Some(later) = clock.after(latest.plus(Duration::from_secs(2)))? {
            for index in 0..items.len() {
                if is_too_old(index, &items) {
                    let (path, decision) = &decisions[index];
                    items[index] = give(path, decision, later);
                }
            }
        }
    }
    // Whoever has several names was dated by each of them.
    for (item, (path, _)) in items.iter_mut().zip(&decisions) {
        if item.state.names > 1 {
            item.state = FileState::of(path).unwrap_or_else(|_| item.state.clone());
        }
    }
    let newest = items.iter().zip(&decisions).filter(|(_, (_, d))| d.verdict != Verdict::Known);
    if let Some(newest) = newest.map(|(item, _)| item.state.modified).max() {
        clock.pass(newest)?;
    }
    verify(decisions, items, latest, clock, exclusion)
}

impl Decision {
    /// Whether a file with this time looks as new as it has to.
    fn accepts(&self, modified: Time, latest: Time) -> bool {
        match self.verdict {
            Verdict::Known => modified >= self.time,
            Verdict::Changed | Verdict::New | Verdict::Suspected => modified > latest,
        }
    }
}

fn give(path: &Path, decision: &Decision, time: Time) -> Item {
    let found = decision.state.modified;
    let mut item = Item {
        state: decision.state.clone(),
        found,
        since: time,
        digest: decision.digest.clone(),
        is_refused: !decision.may_change,
    };
    if !decision.may_change || found == time {
        return item;
    }
    let given = path.symlink_metadata().and_then(|metadata| {
        time.give(path, &metadata)?;
        FileState::of(path)
    });
    match given {
        Ok(state) => item.state = state,
        Err(_) => item.is_refused = true,
    }
    item
}

fn verify(
    decisions: Vec<(PathBuf, Decision)>,
    items: Vec<Item>,
    latest: Time,
    clock: &Clock,
    exclusion: &Exclusion,
) -> Result<Dated> {
    let pairs: Vec<_> = decisions.into_iter().zip(items).collect();
    let read = parallel::map(&pairs, |((path, decision), item)| {
        let is_untouched = item.state == decision.state && item.digest.is_some();
        (!is_untouched).then(|| Digest::of(path, item.state.kind, exclusion))
    });
    let mut dated = Dated { items: BTreeMap::new(), too_old: BTreeMap::new() };
    for (((path, decision), mut item), read) in pairs.into_iter().zip(read) {
        match read {
            None => {}
            Some(Err(_)) => item.digest = Some(Digest::of_nothing()),
            Some(Ok(digest)) if item.digest.as_ref().is_none_or(|known| *known == digest) => {
                item.digest = Some(digest);
            }
            Some(Ok(_)) => {
                item = give(&path, &decision, clock.now()?);
                item.digest = None;
            }
        }
        item.since = item.state.modified;
        if item.is_refused {
            // It keeps its own time, which may be of the future. Its content is known for longer.
            item.since = item.since.min(decision.time);
        }
        if !decision.accepts(item.since, latest) {
            let known_since = match decision.verdict {
                Verdict::Known => decision.time,
                Verdict::Changed | Verdict::New | Verdict::Suspected => Time::MAX,
            };
            dated.too_old.insert(path.clone(), known_since);
        }
        dated.items.insert(path, item);
    }
    Ok(dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file, the decision on it, and a clock.
    fn file(text: &str, verdict: Verdict) -> (tempfile::TempDir, PathBuf, Decision, Clock) {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let path = directory.path().join("file");
        fs_err::write(&path, text).expect("it can be written");
        let clock =
            Clock::new(crate::files::Directory::open(directory.path()).expect("it is there"));
        let state = FileState::of(&path).expect("it is there");
        let time = match verdict {
            Verdict::Known => state.modified.minus(Duration::from_secs(60)),
            _ => clock.now().expect("it tells the time"),
        };
        let digest = (verdict == Verdict::Known).then(|| Digest::of_bytes(text.as_bytes()));
        let decision = Decision { state, digest, time, verdict, may_change: true };
        (directory, path, decision, clock)
    }

    fn date_one(path: &Path, decision: &Decision, latest: Time, clock: &Clock) -> Dated {
        let exclusion = Exclusion::new(Vec::new(), None);
        let decisions = BTreeMap::from([(path.to_owned(), decision.clone())]);
        date(decisions, latest, clock, &exclusion).expect("files can be dated")
    }

    #[test]
    fn a_known_file_gets_its_time_back() {
        let (_directory, path, decision, clock) = file("one", Verdict::Known);
        let dated = date_one(&path, &decision, Time::MIN, &clock);
        assert_eq!(FileState::of(&path).expect("it is there").modified, decision.time);
        assert_eq!(dated.items[&path].digest, decision.digest);
        assert!(dated.too_old.is_empty());
    }

    #[test]
    fn a_file_that_is_written_before_it_is_dated_is_new_and_forgotten() {
        let (_directory, path, decision, clock) = file("one", Verdict::Known);
        fs_err::write(&path, "two").expect("it can be written");
        let latest = decision.state.modified;
        let dated = date_one(&path, &decision, latest, &clock);
        assert!(FileState::of(&path).expect("it is there").modified > latest);
        assert_eq!(dated.items[&path].digest, None);
    }

    #[test]
    fn a_new_file_is_read_after_it_was_dated() {
        let (_directory, path, decision, clock) = file("one", Verdict::New);
        fs_err::write(&path, "two").expect("it can be written");
        let dated = date_one(&path, &decision, decision.state.modified, &clock);
        assert_eq!(dated.items[&path].digest, Some(Digest::of_bytes(b"two")));
    }

    #[test]
    fn a_file_that_is_not_ours_and_looks_old_is_told() {
        let (_directory, path, mut decision, clock) = file("one", Verdict::Changed);
        decision.may_change = false;
        let dated = date_one(&path, &decision, decision.time, &clock);
        assert_eq!(FileState::of(&path).expect("it is there"), decision.state);
        assert_eq!(dated.too_old[&path], Time::MAX);
    }
}
