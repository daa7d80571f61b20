//! The clock of the file system that holds the target directory.
//!
//! Cargo takes the time of a compilation from a file that it writes there. The clock of the machine
//! will not do for comparing: file systems round it, keep it from the last tick of the kernel, or
//! have another one altogether.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fs_err as fs;

use super::error::{Error, Result};
use super::time::Time;

/// No file system counts in longer steps.
const LONGEST_STEP: Duration = Duration::from_secs(2);

/// A file whose time is the present.
pub(super) struct Clock {
    path: PathBuf,
}

impl Clock {
    /// Keeps its file in this directory, which is made.
    pub(super) fn new(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self { path: directory.join("clock") })
    }

    /// The present.
    pub(super) fn now(&self) -> Result<Time> {
        fs::write(&self.path, b".")?;
        Ok(Time::modified(&fs::metadata(&self.path)?))
    }

    /// The present, as soon as it is later than this time; `None` where that takes longer than the
    /// steps of any file system, so that it is the other time that is wrong.
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

    /// Waits until whatever is written from now on gets a later time than this, also by a file
    /// system of longer steps.
    pub(super) fn pass(&self, time: Time) -> Result<Time> {
        let end = if time.is_coarse() { time.plus(LONGEST_STEP) } else { time };
        self.after(end).map(|now| now.unwrap_or(time))
    }
}
