//! The command line. What was typed becomes what is meant, and nothing below knows clap.

mod cook;
mod explain;
mod init;
mod scope;
mod selection;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cook::wrapper;
use crate::diff::diff;
use crate::error::Result;
use crate::init::init;
use crate::inspect::inspect;
use crate::log::log;
use crate::prepare::{PrepareOptions, prepare};
use crate::selection::Selection;
use crate::shell;
use crate::verify::{VerifyOptions, verify};
use cook::CookFlags;
use explain::{DiffFlags, InspectFlags, LogFlags, RequestFlags};
use init::InitFlags;
use scope::ScopeFlags;
use selection::SelectionFlags;

/// Compile a workspace's dependencies on their own, in a layer that lasts until one of them
/// really changes.
#[derive(Debug, Parser)]
#[command(name = "cargo chef", bin_name = "cargo chef", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The selection flags alone.
#[derive(Debug, Parser)]
struct SelectionParser {
    #[command(flatten)]
    selection: SelectionFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Distil the workspace into a recipe
    Prepare(PrepareFlags),
    /// Compile the dependencies of a recipe, or of the workspace where there is no recipe
    Cook(Box<CookFlags>),
    /// Show what a recipe holds
    ///
    /// Flags that select packages, targets or features choose of a workspace recipe what is shown.
    Inspect(InspectFlags),
    /// Tell why two recipes differ, and how many crates that has compiled again
    ///
    /// Each of them is a recipe (`-` for stdin), the directory of a project (`.` for this one), or a
    /// revision of this git repository with a colon, as `HEAD~5:` or `HEAD~5:path/to/project`. What
    /// is no recipe yet is prepared, with the flags below; where none is given, for what the other
    /// recipe was prepared for.
    ///
    /// Exits with 0 where they are the same, with 1 where they differ, and with 2 where something
    /// is wrong.
    Diff(DiffFlags),
    /// List the commits of this git repository that changed the recipe, and why
    ///
    /// Each commit is prepared in a temporary directory with the flags below, as `prepare` would
    /// have done then, and compared with its first parent. Newest first.
    Log(LogFlags),
    /// Compare what a recipe cooks with what `cargo build` here will ask for, without compiling
    ///
    /// Exits with 0 where they agree and with 1 where they do not.
    Verify(VerifyFlags),
    /// Write a Dockerfile and a .dockerignore for the workspace
    Init(InitFlags),
}

#[derive(Debug, Args)]
struct PrepareFlags {
    /// Where to write the recipe; `-` for stdout
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    request: RequestFlags,
}

#[derive(Debug, Args)]
struct VerifyFlags {
    /// The recipe; `-` for stdin
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

impl From<VerifyFlags> for VerifyOptions {
    fn from(flags: VerifyFlags) -> Self {
        let VerifyFlags { recipe_path, manifest_path, format, selection, scope } = flags;
        Self {
            recipe_path,
            manifest_path,
            selection: selection.into(),
            scope: scope.into(),
            as_json: format == Format::Json,
        }
    }
}

impl From<PrepareFlags> for PrepareOptions {
    fn from(flags: PrepareFlags) -> Self {
        let PrepareFlags { recipe_path, manifest_path, request } = flags;
        Self { recipe_path, manifest_path, request: request.into() }
    }
}

/// Runs a command line, whose first item is the program, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    shell::set_up_colours();
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if wrapper::is_called() {
        return exit_code(wrapper::run(arguments.into_iter().skip(1)).map(|()| true));
    }
    // `cargo chef prepare` runs `cargo-chef chef prepare`.
    if arguments.get(1).is_some_and(|argument| argument == "chef") {
        arguments.remove(1);
    }
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command }) => exit_code(dispatch(command)),
        Err(error) => {
            // Nothing useful can be done when stderr is gone.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

/// Reads cargo's selection flags, as every command does.
///
/// # Errors
/// Clap's, where they are none.
pub fn parse_selection<T: Into<OsString> + Clone>(flags: &[T]) -> Result<Selection, clap::Error> {
    let program = std::iter::once(OsString::from("cargo chef"));
    let parsed =
        SelectionParser::try_parse_from(program.chain(flags.iter().cloned().map(Into::into)))?;
    Ok(parsed.selection.into())
}

/// Runs a command; tells whether it found what was hoped for.
fn dispatch(command: Command) -> Result<bool> {
    match command {
        Command::Prepare(flags) => prepare(&flags.into()).map(|()| true),
        Command::Cook(flags) => crate::cook::cook(&(*flags).into()).map(|()| true),
        Command::Inspect(flags) => inspect(&flags.into()).map(|()| true),
        Command::Diff(flags) => diff(&flags.into()),
        Command::Log(flags) => log(&flags.into()).map(|()| true),
        Command::Verify(flags) => verify(&flags.into()),
        Command::Init(flags) => init(&flags.into()).map(|()| true),
    }
}

fn exit_code(result: Result<bool>) -> u8 {
    match result {
        Ok(found) => u8::from(!found),
        Err(error) => {
            shell::error(&error);
            error.exit_code()
        }
    }
}
