//! The clock of the file system that contains the target directory.
//!
//! Cargo takes the time of a compilation from a file that it writes there. The machine's clock
//! cannot be compared with that: file systems round times, keep those of the kernel's last tick, or
//! use another clock altogether.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fs_err as fs;

use super::error::{Error, Result};
use super::time::Time;
use crate::files::{make_directory, open_own};

/// The longest step in which a file system counts time.
const LONGEST_STEP: Duration = Duration::from_secs(2);

/// A file that is written to learn the present time.
pub(super) struct Clock {
    path: PathBuf,
}

impl Clock {
    /// Creates the directory, and keeps the file in it.
    pub(super) fn new(directory: &Path) -> Result<Self> {
        make_directory(directory)?;
        Ok(Self { path: directory.join("clock") })
    }

    /// The present time.
    pub(super) fn now(&self) -> Result<Time> {
        let mut file = open_own(&self.path, true)?;
        file.write_all(b".")?;
        drop(file);
        Ok(Time::modified(&fs::metadata(&self.path)?))
    }

    /// Waits until the present is later than `time`, and returns it. Returns `None` if that would
    /// take longer than the steps of any file system; then `time` itself is wrong.
    pub(super) fn after(&self, time: Time) -> Result<Option<Time>> {
        let start = self.now()?;
        if start > time {
            return Ok(Some(start));
        }
        if time > start.plus(LONGEST_STEP) {
            return Ok(None);
        }
        let deadline = Instant::now() + 2 * LONGEST_STEP;
        while Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
            let now = self.now()?;
            if now > time {
                return Ok(Some(now));
            }
        }
        Err(Error::ClockStands(self.path.clone()))
    }

    /// Waits until everything that is written from now on gets a later time than this, even by a
    /// file system with longer steps.
    pub(super) fn pass(&self, time: Time) -> Result<Time> {
        let end = if time.is_coarse() { time.plus(LONGEST_STEP) } else { time };
        self.after(end).map(|now| now.unwrap_or(time))
    }
}
