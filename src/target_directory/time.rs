//! Times of files.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use filetime::FileTime;
use serde::{Deserialize, Serialize};

/// The time of a file: nanoseconds since 1970, as exact as the file system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Time(i64);

const NANOSECONDS: i64 = 1_000_000_000;

impl Time {
    /// The earliest one.
    pub(crate) const MIN: Self = Self(i64::MIN);

    /// When a file was last written to, or was said to be.
    pub(crate) fn modified(metadata: &Metadata) -> Self {
        let time = FileTime::from_last_modification_time(metadata);
        Self::new(time.unix_seconds(), i64::from(time.nanoseconds()))
    }

    /// When anything about a file last changed. Nobody can set this one.
    #[cfg(unix)]
    pub(crate) fn changed(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self::new(metadata.ctime(), metadata.ctime_nsec())
    }

    fn new(seconds: i64, nanoseconds: i64) -> Self {
        Self(seconds.saturating_mul(NANOSECONDS).saturating_add(nanoseconds))
    }

    /// The time by the clock of the machine, which is not always that of a file system.
    pub(crate) fn of_machine() -> Self {
        let now = FileTime::from_system_time(SystemTime::now());
        Self::new(now.unix_seconds(), i64::from(now.nanoseconds()))
    }

    /// How long ago another time was; nothing where it is yet to come.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// Whole seconds since 1970.
    pub(crate) fn seconds(self) -> i64 {
        self.0.div_euclid(NANOSECONDS)
    }

    /// This time and a while.
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// Whether it may come from a file system that only counts seconds.
    pub(crate) fn is_coarse(self) -> bool {
        self.0.rem_euclid(NANOSECONDS) == 0
    }

    /// Gives a file, a directory or a link itself this time. No link is followed.
    ///
    /// # Errors
    /// The file system's: it is read-only, or the file is somebody else's.
    pub(crate) fn give(self, path: &Path, metadata: &Metadata) -> std::io::Result<()> {
        let nanoseconds = u32::try_from(self.0.rem_euclid(NANOSECONDS)).unwrap_or_default();
        let modified = FileTime::from_unix_time(self.seconds(), nanoseconds);
        let accessed = FileTime::from_last_access_time(metadata);
        filetime::set_symlink_file_times(path, accessed, modified)
    }
}
