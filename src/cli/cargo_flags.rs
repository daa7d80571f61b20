//! The flags that `cook` and `build` share: what is built, and how.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::manifest::{ManifestFlags, Source};
use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::cargo::{Action, BuildOptions, Talk};
use crate::selection::Selection;

/// What is built, and how: the same for `cook` and `build`.
#[derive(Debug, Args)]
pub(super) struct CargoFlags {
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
    #[command(flatten)]
    manifest: ManifestFlags,
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
    #[arg(
        long,
        value_name = "SUBCOMMAND",
        value_parser = Words::parse,
        help_heading = "Compilation Options"
    )]
    with: Option<Words>,
}

/// Words that were typed as one, quoted as in a shell where they have spaces in them.
#[derive(Clone, Debug)]
struct Words(Vec<String>);

impl Words {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match shlex::split(text) {
            None => Err("a quotation mark is not closed"),
            Some(words) if words.is_empty() => Err("it is empty"),
            Some(words) => Ok(Self(words)),
        }
    }
}

/// What the shared flags mean.
pub(super) struct Meaning {
    pub(super) manifest_path: Option<PathBuf>,
    pub(super) selection: Selection,
    pub(super) build: BuildOptions,
}

impl From<CargoFlags> for Meaning {
    fn from(flags: CargoFlags) -> Self {
        let CargoFlags { selection, scope, action, target_dir, jobs, timings, manifest, rest } =
            flags;
        let Source { manifest_path, cargo, locked, offline, frozen } = manifest.into();
        Self {
            manifest_path,
            selection: selection.into(),
            build: BuildOptions {
                cargo,
                action: action.into(),
                scope: scope.into(),
                target_directory: target_dir,
                jobs,
                offline,
                locked,
                frozen,
                timings,
                talk: Talk::default(),
                rest,
            },
        }
    }
}

impl From<ActionFlags> for Action {
    fn from(flags: ActionFlags) -> Self {
        match flags {
            ActionFlags { check: true, .. } => Action::Check,
            ActionFlags { clippy: true, .. } => Action::Clippy,
            ActionFlags { doc: true, .. } => Action::Document,
            ActionFlags { zigbuild: true, .. } => Action::With(vec!["zigbuild".into()]),
            ActionFlags { with: Some(Words(words)), .. } => Action::With(words),
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
