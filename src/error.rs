//! What can go wrong, in the words a user reads.
//!
//! Every error names what was being done and to what; [`Error::hint`] adds what to do about it.
//! Where cargo itself failed it has spoken already, and only its exit status travels on.

use std::path::PathBuf;
use std::process::ExitStatus;

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, with the exit code that [`Error::exit_code`] gives it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// There is no recipe where one was expected.
    #[error("there is no recipe at `{}`", .0.display())]
    RecipeMissing(PathBuf),
    /// The recipe is not one.
    #[error("`{}` is not a recipe: {reason}", .path.display())]
    RecipeInvalid {
        /// Where the recipe was read from.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The recipe comes from a newer cargo-chef.
    #[error("`{}` has recipe format {found}, this cargo-chef reads up to {known}", .path.display())]
    RecipeTooNew {
        /// Where the recipe was read from.
        path: PathBuf,
        /// The recipe's format.
        found: u64,
        /// The newest format that is understood.
        known: u64,
    },
    /// A path in the recipe leads out of the directory it is restored in.
    #[error("the recipe wants to write to `{0}`, which is outside of its directory")]
    RecipePath(String),
    /// There is no manifest to start from.
    #[error("could not find `Cargo.toml` in `{}` or any parent directory", .0.display())]
    ManifestMissing(PathBuf),
    /// A manifest that was named is not there.
    #[error("there is no manifest at `{}`", .0.display())]
    ManifestAbsent(PathBuf),
    /// A manifest or configuration file is not valid TOML.
    #[error("could not parse `{}`: {reason}", .path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The parser's message.
        reason: String,
    },
    /// `Cargo.lock` cannot be understood.
    #[error("could not parse the lockfile `{}`: {reason}", .path.display())]
    LockfileInvalid {
        /// The lockfile.
        path: PathBuf,
        /// The parser's message.
        reason: String,
    },
    /// `Cargo.lock` lacks something that the manifests ask for.
    #[error("the lockfile does not fit its manifests: {0}")]
    LockfileStale(String),
    /// There is no `Cargo.lock` in a directory, and none may be made.
    #[error("there is no `Cargo.lock` in `{}`, and with `--locked` none is made", .0.display())]
    LockfileMissing(PathBuf),
    /// A selection names something that the workspace does not have.
    #[error("{message}")]
    Selection {
        /// What was looked for, and where.
        message: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// `cook` was asked for something else than the recipe was made for.
    #[error("the recipe was prepared for {recipe}, but cook was asked for {asked}")]
    SelectionConflict {
        /// The selection that the recipe holds, in words or as flags in backticks.
        recipe: String,
        /// What the command line asks for, in the same way.
        asked: String,
        /// What to prepare a recipe with, so that it is fit for both.
        again: String,
    },
    /// A file that `init` would write is there already.
    #[error("`{}` is there already", .0.display())]
    WouldOverwrite(PathBuf),
    /// A directory that must be empty is not.
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// A local crate that external ones depend on stands where the umbrella has to.
    #[error(
        "external crates depend on the local crate `{local}`, which stands in for one from elsewhere"
    )]
    LocalUnderExternal {
        /// The crate with a path.
        local: String,
        /// Its directory, relative to the root; empty for the root.
        directory: String,
    },
    /// Something that the recipe points to is not there.
    #[error("{purpose} `{path}`, which is not here")]
    NeedMissing {
        /// What it is for.
        purpose: String,
        /// Relative to the root, or absolute.
        path: String,
    },
    /// A program could not be started.
    #[error("could not run `{command}`: {source}")]
    Start {
        /// The whole command.
        command: String,
        /// Why it could not be started.
        source: std::io::Error,
    },
    /// A program that is not expected to explain itself did not succeed.
    #[error("`{command}` failed: {stderr}")]
    Failed {
        /// The whole command.
        command: String,
        /// What it printed on stderr.
        stderr: String,
    },
    /// Cargo did not succeed; it has already said why.
    #[error("cargo failed ({0})")]
    Cargo(ExitStatus),
    /// Cargo answered something that could not be understood.
    #[error("could not understand the output of `{command}`: {reason}")]
    CargoOutput {
        /// The whole command.
        command: String,
        /// The parser's message.
        reason: String,
    },
}

impl Error {
    /// What the user can do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Error::RecipeMissing(path) => format!(
                "run `cargo chef prepare --recipe-path {}` first, or copy the recipe from the planner stage",
                path.display()
            ),
            Error::RecipeInvalid { .. } | Error::RecipePath(_) => {
                "write it again with `cargo chef prepare`".into()
            }
            Error::RecipeTooNew { .. } => {
                "use the same version of cargo-chef for prepare and cook".into()
            }
            Error::ManifestAbsent(_) => "restore it, or name another with `--manifest-path`".into(),
            Error::ManifestMissing(_) => {
                "run it inside of a cargo project, or point to one with `--manifest-path`".into()
            }
            Error::LockfileInvalid { .. } => {
                "restore it from version control, or remove it and run `cargo generate-lockfile`"
                    .into()
            }
            Error::LockfileStale(_) => {
                "run `cargo update --workspace` and commit `Cargo.lock`".into()
            }
            Error::LockfileMissing(_) => {
                "run `cargo generate-lockfile` and commit `Cargo.lock`".into()
            }
            Error::Selection { nearest, .. } => format!("did you mean `{}`?", nearest.as_ref()?),
            Error::SelectionConflict { again, .. } => {
                format!("cook without these flags, or prepare the recipe again with {again}")
            }
            Error::WouldOverwrite(_) => {
                "overwrite it with `--force`, or see the new text with `--print`".into()
            }
            Error::NotEmpty(_) => "name a directory that is empty or does not exist yet".into(),
            Error::LocalUnderExternal { directory, .. } if directory.is_empty() => {
                "move it from the root of the workspace to a directory of its own".into()
            }
            Error::LocalUnderExternal { .. } => "give its directory another name".into(),
            Error::NeedMissing { path, .. } => {
                format!("copy it before cooking: `{}`", copy_line(path))
            }
            Error::Start { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                "install Rust, or set `CARGO` to the cargo that should be used".into()
            }
            _ => return None,
        })
    }

    /// The process exit code: cargo's own where cargo failed, 128 + n for signal n, else 2.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Cargo(status) => status_code(*status),
            _ => 2,
        }
    }

    /// Whether somebody else has told the user already.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        matches!(self, Error::Cargo(_))
    }
}

/// The line of a Dockerfile that brings a file or directory from the project into a stage whose
/// working directory is the project's root.
#[must_use]
pub fn copy_line(path: &str) -> String {
    let source = path.trim_start_matches("../");
    match source.strip_prefix('/') {
        // Where it is in the build context cannot be known.
        Some(_) => format!("COPY {} {path}", path.rsplit('/').next().unwrap_or(path)),
        None => format!("COPY {source} {path}"),
    }
}

#[cfg(unix)]
fn status_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(2)
}

#[cfg(not(unix))]
fn status_code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2)
}
