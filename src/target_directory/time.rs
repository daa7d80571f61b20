//! Times of files.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use filetime::FileTime;
use serde::{Deserialize, Serialize};

/// The time of a file in nanoseconds since 1970, as exact as the file system keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Time(i64);

const NANOSECONDS: i64 = 1_000_000_000;

impl Time {
    /// The earliest time.
    pub(crate) const MIN: Self = Self(i64::MIN);

    /// The latest possible time.
    pub(crate) const MAX: Self = Self(i64::MAX);

    /// The time at which a file was last written, or the time that somebody has set instead.
    pub(crate) fn modified(metadata: &Metadata) -> Self {
        let time = FileTime::from_last_modification_time(metadata);
        Self::new(time.unix_seconds(), i64::from(time.nanoseconds()))
    }

    /// The time of the last change to a file or its metadata. Nobody can set this one.
    #[cfg(unix)]
    pub(crate) fn changed(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self::new(metadata.ctime(), metadata.ctime_nsec())
    }

    fn new(seconds: i64, nanoseconds: i64) -> Self {
        Self(seconds.saturating_mul(NANOSECONDS).saturating_add(nanoseconds))
    }

    /// The present according to the machine's clock, which may differ from that of a file system.
    pub(crate) fn of_machine() -> Self {
        let now = FileTime::from_system_time(SystemTime::now());
        Self::new(now.unix_seconds(), i64::from(now.nanoseconds()))
    }

    /// The duration since an earlier time; zero if that time is later.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// The time as the standard library has it.
    pub(crate) fn of_system(self) -> SystemTime {
        let distance = Duration::from_nanos(self.0.unsigned_abs());
        let time = if self.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Whole seconds since 1970.
    pub(crate) fn seconds(self) -> i64 {
        self.0.div_euclid(NANOSECONDS)
    }

    /// The time that is this much later.
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// This time, less a duration.
    pub(super) fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// Whether a file that had this time may have `kept` after it was archived, or copied to another
    /// file system, which may count in steps of up to two seconds.
    pub(crate) fn is_kept_as(self, kept: Self) -> bool {
        self == kept
            || (kept.is_coarse() && self.0.abs_diff(kept.0) < 2 * NANOSECONDS.unsigned_abs())
    }

    /// Whether the time may come from a file system that only counts seconds.
    pub(crate) fn is_coarse(self) -> bool {
        self.0.rem_euclid(NANOSECONDS) == 0
    }

    /// Sets the time of a file, a directory or a link itself. No link is followed.
    ///
    /// # Errors
    /// If the time cannot be set: the file system is read-only, or the file belongs to somebody
    /// else.
    pub(crate) fn give(self, path: &Path, metadata: &Metadata) -> std::io::Result<()> {
        let nanoseconds = u32::try_from(self.0.rem_euclid(NANOSECONDS)).unwrap_or_default();
        let modified = FileTime::from_unix_time(self.seconds(), nanoseconds);
        let accessed = FileTime::from_last_access_time(metadata);
        filetime::set_symlink_file_times(path, accessed, modified)
    }
}
