//! The options of a build, apart from the selection.

use std::ffi::OsString;
use std::path::PathBuf;

use super::client::Cargo;
use crate::selection::Scope;

/// How something is built.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags of cargo, passed on")]
pub struct BuildOptions {
    /// The cargo that builds, with the options that always apply.
    pub cargo: Cargo,
    /// The subcommand of cargo.
    pub action: Action,
    /// The profile and the targets.
    pub scope: Scope,
    /// The directory for artifacts, if it is not the one in cargo's configuration.
    pub target_directory: Option<PathBuf>,
    /// The number of parallel jobs, in cargo's syntax.
    pub jobs: Option<String>,
    /// `--offline`: the network must not be used.
    pub offline: bool,
    /// `--locked`: the lockfile must fit.
    pub locked: bool,
    /// `--frozen`: both of these.
    pub frozen: bool,
    /// `--timings`: cargo reports how long each crate took.
    pub timings: bool,
    /// How much cargo says, and how.
    pub talk: Talk,
    /// Further arguments, which are passed on to cargo unchanged.
    pub rest: Vec<OsString>,
}

/// How much cargo says, and in which colours, as far as that was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// How often `--verbose` was given.
    pub verbose: u8,
    /// `--quiet`.
    pub quiet: bool,
    /// The value of `--color`.
    pub color: Option<String>,
}

/// The subcommand of cargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// `cargo build`
    #[default]
    Build,
    /// `cargo check`
    Check,
    /// `cargo clippy`, which uses the dependencies that `check` compiles.
    Clippy,
    /// `cargo doc`
    Document,
    /// Another subcommand that accepts the flags of `cargo build`, as its words.
    With(Vec<String>),
}

impl BuildOptions {
    /// Takes these flags out of the arguments for cargo, in whichever way they were typed, with
    /// their values.
    pub(crate) fn take_flags(&mut self, names: &[&str]) -> Vec<(String, OsString)> {
        let mut taken = Vec::new();
        let mut rest = std::mem::take(&mut self.rest).into_iter();
        while let Some(argument) = rest.next() {
            // What follows is for the program that cargo runs.
            if argument == "--" {
                self.rest.push(argument);
                break;
            }
            let text = argument.to_string_lossy().into_owned();
            let (flag, value) = match text.split_once('=') {
                Some((flag, value)) => (flag, Some(OsString::from(value))),
                None => (text.as_str(), None),
            };
            if names.contains(&flag) {
                let value = value.or_else(|| rest.next()).unwrap_or_default();
                taken.push((flag.to_owned(), value));
            } else {
                self.rest.push(argument);
            }
        }
        self.rest.extend(rest);
        taken
    }

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

    /// The flag that has cargo say nothing.
    pub(super) fn quiet_flag(&self) -> &'static str {
        match self.words().first() {
            Some(&"nextest") => "--cargo-quiet",
            _ => "--quiet",
        }
    }

    /// The action that compiles the dependencies for this one.
    pub(super) fn for_dependencies(&self) -> &Self {
        match self {
            Action::Clippy => &Action::Check,
            action => action,
        }
    }
}
