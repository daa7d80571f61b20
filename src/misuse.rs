//! What commands refuse: something was typed that cannot be done here.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::files::copy_line;

/// Why a command was refused.
#[derive(Debug, Error, Diagnostic)]
pub enum Misuse {
    /// Stand-ins were requested from an exact recipe, which has no members.
    #[error("stand-ins need a recipe of the whole workspace, and this one was prepared for {}", shown(.0))]
    #[diagnostic(help("prepare it without a selection: `cargo chef prepare`"))]
    NotOfWorkspace(String),
    /// Stand-ins would overwrite files that may be the user's.
    #[error("stand-ins would overwrite what cargo-chef has not written: {0}")]
    #[diagnostic(help(
        "cook in a directory without sources, or add `--force` to lose what is in these files"
    ))]
    InTheWay(String),
    /// A file would be written through a link.
    #[error("`{0}` is a link or leads through one, so it may be anywhere")]
    #[diagnostic(help("replace the link by a directory or a file"))]
    Link(String),
    /// The recipe points to something that is missing.
    #[error("{purpose} `{path}`, which is not here")]
    #[diagnostic(help("copy it before cooking: `{}`", copy_line(path)))]
    NeedMissing {
        /// What the missing file or directory is for, as the beginning of a sentence.
        purpose: String,
        /// The path, relative to the root or absolute.
        path: String,
    },
    /// The configuration of the recipe has cargo write elsewhere.
    #[error("`{key}` of the recipe's configuration leads out of the project, to `{directory}`")]
    #[diagnostic(help(
        "copy the project's own configuration before cooking: `COPY .cargo .cargo`"
    ))]
    TargetOutside {
        /// The key in the configuration.
        key: String,
        /// Its value.
        directory: String,
    },
    /// The current directory cannot be changed.
    #[error("could not change to the directory `{}`: {source}", .path.display())]
    #[diagnostic(help("name a directory that is there; all other paths begin in it"))]
    NoDirectory {
        /// The directory, as it was typed.
        path: PathBuf,
        /// The reason that the operating system gives.
        source: std::io::Error,
    },
    /// A file that `init` would write exists already.
    #[error("`{}` already exists", .0.display())]
    #[diagnostic(help("overwrite it with `--force`, or see the new text with `--print`"))]
    WouldOverwrite(PathBuf),
    /// A directory for reuse is the target directory, or one is in the other.
    #[error("`{}` and the target directory are the same, or one is inside the other", .0.display())]
    #[diagnostic(help("name a directory that outlives the target directory"))]
    ReuseOfTarget(PathBuf),
    /// Cargo takes only paths that are text.
    #[error("`{}` is not UTF-8, and cargo takes no other paths", .0.display())]
    #[diagnostic(help("give it another name"))]
    NotText(PathBuf),
    /// A directory that must be empty is not.
    #[error("`{}` is not empty", .0.display())]
    #[diagnostic(help("name a directory that is empty or does not exist yet"))]
    NotEmpty(PathBuf),
    /// The recipe does not contain the requested crate.
    #[error("the recipe has no crate `{name}`")]
    NoCrate {
        /// The name that was requested.
        name: String,
        /// The most similar name that the recipe contains, or how to find all of them.
        #[help]
        hint: String,
    },
    /// A package of the project was requested as if it were one of its dependencies.
    #[error("`{0}` is a package of the project itself, not a crate that it depends on")]
    #[diagnostic(help("add `--package {0}` instead of `--crate {0}` to see what it needs"))]
    OwnPackage(String),
    /// A side of a comparison is neither a file, a directory nor a revision.
    #[error("there is no recipe at `{0}`")]
    #[diagnostic(help(
        "name a recipe or the directory of a project, or a git revision with a colon, such as `HEAD~5:`"
    ))]
    NothingToCompare(String),
    /// Both sides of a comparison would be read from stdin.
    #[error("only one of the two recipes can be read from stdin")]
    #[diagnostic(help("write the other one to a file"))]
    StdinTwice,
    /// A recipe and what is told of it would both be written to stdout.
    #[error("the recipe and the JSON about it cannot both be written to stdout")]
    #[diagnostic(help("write the recipe to a file, with `--recipe-path`"))]
    StdoutTwice,
    /// The revision has no such path.
    #[error("revision `{revision}` has no `{path}`")]
    #[diagnostic(help("`git ls-tree -r --full-tree --name-only {revision}` lists what it has"))]
    NotInRevision {
        /// The revision, as it was typed.
        revision: String,
        /// The path from the root of the repository.
        path: String,
    },
    /// No recipe can be made of the revision.
    #[error("could not prepare `{revision}`: {reason}")]
    NotPrepared {
        /// The revision, as it was typed.
        revision: String,
        /// The reason, with paths as in the revision.
        reason: String,
    },
}

/// A selection in a message. The default selection has no flags.
fn shown(flags: &str) -> String {
    if flags.is_empty() { "the default selection".into() } else { format!("`{flags}`") }
}
