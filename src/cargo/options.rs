//! How something is built: cargo's options that select nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use super::client::Cargo;
use crate::selection::Scope;

/// How something is built.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags of cargo, passed on")]
pub struct BuildOptions {
    /// The cargo that builds, with what it is told in any case.
    pub cargo: Cargo,
    /// What cargo does.
    pub action: Action,
    /// The profile and the targets.
    pub scope: Scope,
    /// Where artifacts go, if not where cargo's configuration says.
    pub target_directory: Option<PathBuf>,
    /// Number of parallel jobs, in cargo's syntax.
    pub jobs: Option<String>,
    /// No network.
    pub offline: bool,
    /// The lockfile must fit.
    pub locked: bool,
    /// Both.
    pub frozen: bool,
    /// Report how long each crate took.
    pub timings: bool,
    /// How often `--verbose` was given.
    pub verbose: u8,
    /// What is passed on to cargo as it is.
    pub rest: Vec<OsString>,
}

/// What cargo does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// `cargo build`
    #[default]
    Build,
    /// `cargo check`
    Check,
    /// `cargo clippy`, which takes dependencies from what `check` compiles.
    Clippy,
    /// `cargo doc`
    Document,
    /// Another subcommand that takes the flags of `cargo build`, word by word.
    With(Vec<String>),
}

impl BuildOptions {
    /// Whether a lockfile that does not fit is an error.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked || self.frozen
    }
}

impl Action {
    pub(super) fn words(&self) -> Vec<&str> {
        match self {
            Action::Build => vec!["build"],
            Action::Check => vec!["check"],
            Action::Clippy => vec!["clippy"],
            Action::Document => vec!["doc"],
            Action::With(words) => words.iter().map(String::as_str).collect(),
        }
    }

    /// What compiles the dependencies for it.
    pub(super) fn for_dependencies(&self) -> &Self {
        match self {
            Action::Clippy => &Action::Check,
            action => action,
        }
    }
}
