//! The whole command line: parsing it, and running the command.

use std::ffi::OsString;

use clap::{CommandFactory as _, Parser, Subcommand};

use super::build::BuildFlags;
use super::completions::CompletionsFlags;
use super::cook::CookFlags;
use super::diff::DiffFlags;
use super::init::InitFlags;
use super::inspect::InspectFlags;
use super::log::LogFlags;
use super::manual::ManualFlags;
use super::prepare::PrepareFlags;
use super::verify::VerifyFlags;
use crate::cargo::wrapper;
use crate::commands::build::build;
use crate::commands::cook::cook;
use crate::commands::diff::diff;
use crate::commands::init::init;
use crate::commands::inspect::inspect;
use crate::commands::log::log;
use crate::commands::outcome::Outcome;
use crate::commands::prepare::prepare;
use crate::commands::verify::verify;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::shell;

/// Compile a workspace's dependencies on their own, in a layer that lasts until one of them
/// really changes.
#[derive(Debug, Parser)]
#[command(name = "cargo chef", bin_name = "cargo chef", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: ChefCommand,
}

#[derive(Debug, Subcommand)]
enum ChefCommand {
    /// Distil the workspace into a recipe
    Prepare(PrepareFlags),
    /// Compile the dependencies of a recipe, or of the workspace where there is no recipe
    Cook(Box<CookFlags>),
    /// Build the workspace; a crate is compiled again only where what is in its files has changed
    ///
    /// Cargo goes by the times of files, which are new in every new checkout. Here files that hold
    /// what they held at the last build in this target directory are given the time they had then,
    /// and files that changed the present one; then cargo runs. Files that were given an earlier time
    /// get their own back when it has ended.
    Build(Box<BuildFlags>),
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
    /// Print completions for a shell
    ///
    /// For bash, add `eval "$(cargo-chef completions bash)"` to `~/.bashrc`, below what sets up cargo's
    /// own completions. For zsh, write them to a file named `_cargo-chef` in a directory of `$fpath`.
    /// For fish, write them to `~/.config/fish/conf.d/cargo-chef.fish`.
    Completions(CompletionsFlags),
    /// Write manual pages, one for each command
    ///
    /// In `~/.local/share/man/man1`, for example, `man cargo-chef-cook` finds them.
    Manual(ManualFlags),
}

/// Runs a command line, whose first item is the program, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    shell::set_up_colours();
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if wrapper::is_called() {
        let result = wrapper::run(arguments.into_iter().skip(1)).map_err(Error::from);
        return exit_code(result.map(|()| Outcome::Done));
    }
    // `cargo chef prepare` runs `cargo-chef chef prepare`.
    if arguments.get(1).is_some_and(|argument| argument == "chef") {
        arguments.remove(1);
    }
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command }) => exit_code(dispatch(command)),
        Err(error) => {
            // Nothing useful can be done if stderr is gone.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

fn dispatch(command: ChefCommand) -> Result<Outcome> {
    match command {
        ChefCommand::Prepare(flags) => prepare(&flags.into()),
        ChefCommand::Cook(flags) => cook(&(*flags).into()),
        ChefCommand::Build(flags) => build(&(*flags).into()),
        ChefCommand::Inspect(flags) => inspect(&flags.into()),
        ChefCommand::Diff(flags) => diff(&flags.into()),
        ChefCommand::Log(flags) => log(&flags.into()),
        ChefCommand::Verify(flags) => verify(&flags.into()),
        ChefCommand::Init(flags) => init(&flags.into()),
        ChefCommand::Completions(flags) => {
            flags.print(Cli::command());
            Ok(Outcome::Done)
        }
        ChefCommand::Manual(flags) => flags.write(Cli::command()).map(|()| Outcome::Done),
    }
}

fn exit_code(result: Result<Outcome>) -> u8 {
    match result.and_then(|outcome| Ok(shell::written().map(|()| outcome)?)) {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => {
            // Whatever failed after a signal did so because of that.
            let error = interrupt::check().err().map_or(error, Error::from);
            shell::error(&error);
            error.exit_code()
        }
    }
}
