//! The clock of the file system that contains the target directory.
//!
//! Cargo takes the time of a compilation from a file that it writes there. The machine's clock
//! cannot be compared with that: file systems round times, keep those of the kernel's last tick, or
//! use another clock altogether.

use std::io::Write as _;
use std::time::{Duration, Instant};

use super::error::{Error, Result};
use super::time::Time;
use crate::files::Directory;

/// The longest step in which a file system counts time.
const LONGEST_STEP: Duration = Duration::from_secs(2);

/// The name of the file.
const NAME: &str = "clock";

/// A file that is written to learn the present time.
pub(super) struct Clock {
    directory: Directory,
}

impl Clock {
    /// Keeps the file in this directory.
    pub(super) fn new(directory: Directory) -> Self {
        Self { directory }
    }

    /// The present time.
    pub(super) fn now(&self) -> Result<Time> {
        self.directory.open_own(NAME, true)?.write_all(b".")?;
        // Some file systems only settle the time when the file is closed.
        Ok(Time::modified(&self.directory.open_own(NAME, false)?.metadata()?))
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
        Err(Error::ClockStands(self.directory.path().join(NAME)))
    }

    /// Waits until everything that is written from now on gets a later time than this, even by a
    /// file system with longer steps.
    pub(super) fn pass(&self, time: Time) -> Result<Time> {
        let end = if time.is_coarse() { time.plus(LONGEST_STEP) } else { time };
        self.after(end).map(|now| now.unwrap_or(time))
    }
}
