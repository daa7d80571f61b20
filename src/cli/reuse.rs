//! The flags for units of earlier builds, which `cook` and `build` share.

use std::path::PathBuf;
use std::time::Duration;

use bytesize::ByteSize;
use clap::Args;

use crate::commands::reused::Reuse;
use crate::target_directory::Limit;

/// The variable that names the directories if no flag does, separated like those in `PATH`.
const VARIABLE: &str = "CARGO_CHEF_REUSE";

#[derive(Debug, Args)]
pub(super) struct ReuseFlags {
    /// Take what still fits from this directory before cargo runs, and put back what was used; may be
    /// repeated: the first that has a crate wins, and the first that is writable gets what was used
    /// [env: `CARGO_CHEF_REUSE`]
    #[arg(long, value_name = "DIRECTORY", help_heading = "Reuse Options")]
    reuse: Vec<PathBuf>,
    /// How much the directory may hold; what was used least recently is dropped first
    #[arg(long, value_name = "SIZE", default_value = "5GB", help_heading = "Reuse Options")]
    reuse_limit: ByteSize,
    /// How many days to keep what no build uses
    #[arg(long, value_name = "DAYS", default_value_t = 30, help_heading = "Reuse Options")]
    reuse_days: u32,
}

impl From<ReuseFlags> for Option<Reuse> {
    fn from(flags: ReuseFlags) -> Self {
        let ReuseFlags { mut reuse, reuse_limit, reuse_days } = flags;
        if reuse.is_empty() {
            let variable = std::env::var_os(VARIABLE).unwrap_or_default();
            reuse = std::env::split_paths(&variable).collect();
            reuse.retain(|path| !path.as_os_str().is_empty());
        }
        let age = Duration::from_secs(u64::from(reuse_days) * 24 * 60 * 60);
        let limit = Limit { size: reuse_limit.as_u64(), age };
        (!reuse.is_empty()).then_some(Reuse { directories: reuse, limit })
    }
}
