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
    /// Stand-ins were asked for, from a recipe that has no members.
    #[error("stand-ins need a recipe of the whole workspace, and this one was prepared for {}", shown(.0))]
    NotOfWorkspace(String),
    /// Files are in the way that may be the user's.
    #[error("stand-ins would overwrite what cargo-chef has not written: {}", listed(.0))]
    InTheWay(Vec<String>),
    /// A file would be written through a link.
    #[error("`{0}` is or leads through a link, so it may be anywhere")]
    Link(String),
    /// A file that `init` would write is there already.
    #[error("`{}` is there already", .0.display())]
    WouldOverwrite(PathBuf),
    /// A directory that must be empty is not.
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// A side of a comparison is neither a file, a directory nor a revision.
    #[error("there is no recipe at `{0}`")]
    NothingToCompare(String),
    /// Both sides of a comparison are to be read from stdin.
    #[error("only one of the two recipes can be read from stdin")]
    StdinTwice,
    /// A directory is in no git repository.
    #[error("`{}` is in no git repository that can be read: {reason}", .directory.display())]
    NoRepository {
        /// The directory.
        directory: PathBuf,
        /// What git said.
        reason: String,
    },
    /// A git repository has no such revision.
    #[error("this repository has no revision `{0}`")]
    Revision(String),
    /// A revision has no such path.
    #[error("revision `{revision}` has no `{path}`")]
    NotInRevision {
        /// The revision.
        revision: String,
        /// The path in the repository.
        path: String,
    },
    /// The tree of a revision could not be prepared.
    #[error("could not prepare `{revision}`: {reason}")]
    NotPrepared {
        /// The revision.
        revision: String,
        /// What went wrong, with paths as they are in the revision.
        reason: String,
    },
    /// A recipe does not hold a crate that was asked for.
    #[error("the recipe has no crate `{name}`")]
    NoCrate {
        /// What was asked for.
        name: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
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
    /// A local crate is compiled with external ones, and is not there.
    #[error(
        "external crates are compiled with the local crate `{package}`, whose sources are not here"
    )]
    SourcesMissing {
        /// Its name.
        package: String,
        /// Its directory, relative to the root.
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
    /// A signal ended the command.
    #[error("interrupted by signal {0}")]
    Interrupted(u8),
    /// Cargo did not succeed; it has already said why.
    #[error("cargo failed ({0})")]
    Cargo(ExitStatus),
    /// Cargo did not find a file that only a part of the project can lack; it has already said so.
    #[error("cargo failed ({status})")]
    CargoLacks {
        /// How cargo ended.
        status: ExitStatus,
        /// What to copy.
        what: FilesOfCargo,
    },
    /// Cargo answered something that could not be understood.
    #[error("could not understand the output of `{command}`: {reason}")]
    CargoOutput {
        /// The whole command.
        command: String,
        /// The parser's message.
        reason: String,
    },
}

/// Files that cargo reads before it builds anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesOfCargo {
    /// The main files of targets.
    Sources,
    /// The manifests of members.
    Manifests,
}

impl FilesOfCargo {
    /// What is missing, if that is what cargo complains of.
    fn missing(stderr: &[u8]) -> Option<Self> {
        let stderr = String::from_utf8_lossy(stderr);
        if stderr.contains("no targets specified in the manifest") {
            Some(Self::Sources)
        } else if stderr.contains("failed to load manifest for workspace member")
            && stderr.contains("failed to read")
        {
            Some(Self::Manifests)
        } else {
            None
        }
    }
}

impl Error {
    /// Cargo did not succeed, and has said this.
    #[must_use]
    pub fn of_cargo(status: ExitStatus, stderr: &[u8]) -> Self {
        match FilesOfCargo::missing(stderr) {
            Some(what) => Self::CargoLacks { status, what },
            None => Self::Cargo(status),
        }
    }

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
            Error::Selection { nearest, .. } | Error::NoCrate { nearest, .. } => format!("did you mean `{}`?", nearest.as_ref()?),
            Error::SelectionConflict { again, .. } => {
                format!("cook without these flags, or prepare the recipe again with {again}")
            }
            Error::NotOfWorkspace(_) => {
                "prepare it without a selection: `cargo chef prepare`".into()
            }
            Error::InTheWay(_) => {
                "cook in a directory without sources, or add `--force` to lose what is in these files"
                    .into()
            }
            Error::Link(_) => "replace the link by a directory or a file".into(),
            Error::WouldOverwrite(_) => {
                "overwrite it with `--force`, or see the new text with `--print`".into()
            }
            Error::NotEmpty(_) => "name a directory that is empty or does not exist yet".into(),
            Error::NothingToCompare(_) => {
                "name a recipe or the directory of a project, or a git revision with a colon, such as `HEAD~5:`"
                    .into()
            }
            Error::NoRepository { .. } => {
                "run it inside of the git repository of the project".into()
            }
            Error::Revision(_) => "`git log --oneline` lists the commits of this branch".into(),
            Error::LocalUnderExternal { directory, .. } if directory.is_empty() => {
                "move it from the root of the workspace to a directory of its own".into()
            }
            Error::LocalUnderExternal { .. } => "give its directory another name".into(),
            Error::SourcesMissing { directory, .. } => {
                format!("copy all of it to the planner: `{}`", copy_line(directory))
            }
            Error::NeedMissing { path, .. } => {
                format!("copy it before cooking: `{}`", copy_line(path))
            }
            Error::Start { command, source }
                if source.kind() == std::io::ErrorKind::NotFound
                    && command.split(' ').any(|word| word == "git") =>
            {
                "install git".into()
            }
            Error::CargoLacks { what: FilesOfCargo::Sources, .. } => {
                "copy the sources, too: cargo finds targets by their files, and the recipe does not change with what is in them"
                    .into()
            }
            Error::CargoLacks { what: FilesOfCargo::Manifests, .. } => {
                "copy the manifests of all members: cargo reads them, whichever is built".into()
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
            Error::Cargo(status) | Error::CargoLacks { status, .. } => status_code(*status),
            Error::Interrupted(signal) => 128 + signal,
            _ => 2,
        }
    }

    /// Whether somebody else has told the user already.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        matches!(self, Error::Cargo(_) | Error::CargoLacks { .. } | Error::Interrupted(_))
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

/// A selection in an error; the default one has no flags.
fn shown(flags: &str) -> String {
    if flags.is_empty() { "the default selection".into() } else { format!("`{flags}`") }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
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
