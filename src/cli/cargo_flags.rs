//! The flags that `cook` and `build` share: what is built, and how.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::cargo::{Action, BuildOptions, Cargo};
use crate::selection::Selection;

/// What is built, and how: the same for `cook` and `build`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
pub(super) struct CargoFlags {
    /// Path to Cargo.toml; what is built is that of its directory
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
    #[command(flatten)]
    action: ActionFlags,
    /// Directory for all generated artifacts [env: `CARGO_TARGET_DIR`]
    #[arg(long, value_name = "DIRECTORY", help_heading = "Compilation Options")]
    target_dir: Option<PathBuf>,
    /// Number of parallel jobs
    #[arg(
        long,
        short,
        value_name = "N",
        allow_hyphen_values = true,
        help_heading = "Compilation Options"
    )]
    jobs: Option<String>,
    /// Report how long each crate took, like cargo's flag of this name
    #[arg(long, help_heading = "Compilation Options")]
    timings: bool,
    /// Run without accessing the network
    #[arg(long, help_heading = "Manifest Options")]
    offline: bool,
    /// Assert that the lockfile fits
    #[arg(long, help_heading = "Manifest Options")]
    locked: bool,
    /// Equivalent to `--locked --offline`
    #[arg(long, help_heading = "Manifest Options")]
    frozen: bool,
    /// Override a configuration value, as cargo's flag of this name
    #[arg(long, value_name = "KEY=VALUE|PATH")]
    config: Vec<String>,
    /// Unstable flag of cargo, for nightly toolchains; may be repeated
    #[arg(short = 'Z', value_name = "FLAG")]
    unstable: Vec<String>,
    /// Use verbose output; twice for very verbose output
    #[arg(long, short, action = ArgAction::Count)]
    verbose: u8,
    /// Arguments for cargo
    #[arg(last = true, value_name = "CARGO ARGUMENTS")]
    rest: Vec<OsString>,
}

/// What cargo does; `build` if nothing is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
struct ActionFlags {
    /// `cargo check` instead of `cargo build`
    #[arg(long, help_heading = "Compilation Options")]
    check: bool,
    /// `cargo clippy` instead; `cook` does not need clippy to be installed
    #[arg(long, help_heading = "Compilation Options")]
    clippy: bool,
    /// `cargo doc` instead
    #[arg(long, help_heading = "Compilation Options")]
    doc: bool,
    /// `cargo zigbuild` instead
    #[arg(long, help_heading = "Compilation Options")]
    zigbuild: bool,
    /// Another subcommand instead that takes the flags of `cargo build`, such as "auditable build"
    #[arg(long, value_name = "SUBCOMMAND", help_heading = "Compilation Options")]
    with: Option<String>,
}

/// What the shared flags mean.
pub(super) struct Meaning {
    pub(super) manifest_path: Option<PathBuf>,
    pub(super) selection: Selection,
    pub(super) build: BuildOptions,
}

impl From<CargoFlags> for Meaning {
    fn from(flags: CargoFlags) -> Self {
        let CargoFlags {
            manifest_path,
            selection,
            scope,
            action,
            target_dir,
            jobs,
            timings,
            offline,
            locked,
            frozen,
            config,
            unstable,
            verbose,
            rest,
        } = flags;
        Self {
            manifest_path,
            selection: selection.into(),
            build: BuildOptions {
                cargo: Cargo { offline: offline || frozen, unstable, config, ..Cargo::inherited() },
                action: action.into(),
                scope: scope.into(),
                target_directory: target_dir,
                jobs,
                offline,
                locked,
                frozen,
                timings,
                verbose,
                rest,
            },
        }
    }
}

impl From<ActionFlags> for Action {
    fn from(flags: ActionFlags) -> Self {
        let words = |text: &str| Action::With(text.split_whitespace().map(str::to_owned).collect());
        match flags {
            ActionFlags { check: true, .. } => Action::Check,
            ActionFlags { clippy: true, .. } => Action::Clippy,
            ActionFlags { doc: true, .. } => Action::Document,
            ActionFlags { zigbuild: true, .. } => words("zigbuild"),
            ActionFlags { with: Some(subcommand), .. } => words(&subcommand),
            ActionFlags {
                check: false,
                clippy: false,
                doc: false,
                zigbuild: false,
                with: None,
            } => Action::Build,
        }
    }
}
