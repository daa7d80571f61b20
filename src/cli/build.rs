//! The flags of `build`.

use clap::Args;

use super::cargo_flags::{CargoFlags, Meaning};
use super::format::Format;
use super::reuse::ReuseFlags;
use crate::commands::build::{BuildCommand, Mode};

#[derive(Debug, Args)]
pub(super) struct BuildFlags {
    #[command(flatten)]
    cargo: CargoFlags,
    #[command(flatten)]
    reuse: ReuseFlags,
    /// List the files that would count as changed, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How to report which files changed: a line on stderr, or JSON on stdout
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl From<BuildFlags> for BuildCommand {
    fn from(flags: BuildFlags) -> Self {
        let BuildFlags { cargo, reuse, dry_run, format } = flags;
        let Meaning { manifest_path, selection, build } = cargo.into();
        Self {
            manifest_path,
            selection,
            build,
            reuse: reuse.into(),
            mode: if dry_run { Mode::Tell } else { Mode::Build },
            as_json: format == Format::Json,
        }
    }
}
