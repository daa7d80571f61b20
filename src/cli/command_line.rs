//! The whole command line: parsing it, and running the command.

use std::ffi::OsString;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_cargo::style::CLAP_STYLING;

use super::build::BuildFlags;
use super::completions::CompletionsFlags;
use super::cook::CookFlags;
use super::diff::DiffFlags;
use super::init::InitFlags;
use super::inspect::InspectFlags;
use super::log::LogFlags;
use super::manual::ManualFlags;
use super::prepare::PrepareFlags;
use super::terminal::{TerminalFlags, configured_colours};
use super::verify::VerifyFlags;
use crate::cargo::wrapper;
use crate::commands::build::{BuildCommand, build};
use crate::commands::cook::{CookOptions, cook};
use crate::commands::diff::diff;
use crate::commands::init::init;
use crate::commands::inspect::inspect;
use crate::commands::log::log;
use crate::commands::outcome::Outcome;
use crate::commands::prepare::prepare;
use crate::commands::verify::verify;
use crate::config::terminal;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::shell;

/// Compile a workspace's dependencies on their own, in a layer that lasts until one of them
/// really changes.
#[derive(Debug, Parser)]
#[command(
    name = "cargo chef",
    bin_name = "cargo chef",
    version,
    propagate_version = true,
    styles = CLAP_STYLING
)]
struct Cli {
    #[command(subcommand)]
    command: ChefCommand,
    #[command(flatten)]
    terminal: TerminalFlags,
}

#[derive(Debug, Subcommand)]
enum ChefCommand {
    /// Distil the workspace into a recipe
    Prepare(PrepareFlags),
    /// Compile the dependencies of a recipe, or of the workspace where there is no recipe
    Cook(Box<CookFlags>),
    /// Build the workspace; recompile a local crate only if the content of its files has changed
    ///
    /// Cargo goes by the times of files, which are new in every new checkout. This command gives files
    /// that hold what they held at the last build in this target directory the time that they had
    /// then, and files that have changed the present time. Then it runs cargo. Files that were given
    /// an earlier time get their own back when cargo has ended.
    Build(Box<BuildFlags>),
    /// Show what a recipe holds
    ///
    /// For a workspace recipe, selection flags limit what is shown.
    Inspect(InspectFlags),
    /// Say why two recipes differ, and how many crates must be recompiled
    ///
    /// Each side is a recipe (`-` for stdin), the directory of a project (`.` for this one), or a
    /// revision of this git repository with a colon, such as `HEAD~5:` or `HEAD~5:path/to/project`. A
    /// side that is not a recipe is prepared with the flags below or, if there are none, for what the
    /// other side was prepared for.
    ///
    /// Exits with 0 if they are the same, with 1 if they differ, and with 2 if something is wrong.
    Diff(DiffFlags),
    /// List the commits of this git repository that changed the recipe, and why
    ///
    /// Each commit is prepared in a temporary directory with the flags below, and compared with its
    /// first parent. The newest one comes first.
    Log(LogFlags),
    /// Compare what a recipe cooks with what `cargo build` would ask for here, without compiling
    ///
    /// Exits with 0 if they agree and with 1 if they do not.
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
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if wrapper::is_called() {
        let result = wrapper::run(arguments.into_iter().skip(1)).map_err(Error::from);
        return exit_code(result.map(|()| Outcome::Done));
    }
    // `cargo chef prepare` runs `cargo-chef chef prepare`.
    if arguments.get(1).is_some_and(|argument| argument == "chef") {
        arguments.remove(1);
    }
    let matches = Cli::command().try_get_matches_from(arguments);
    match matches.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, configured(&matches)))) {
        Ok((cli, config)) => exit_code(cli.dispatch(&config)),
        Err(error) => {
            // Help is printed where no flag is known.
            let here = std::env::current_dir().unwrap_or_default();
            shell::set_up_colours(configured_colours(terminal(&here, &[])));
            // Nothing useful can be done if stderr is gone.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

/// The values of `--config`, where the command has that flag.
fn configured(matches: &ArgMatches) -> Vec<String> {
    let flags = matches.subcommand().map(|(_, flags)| flags.try_get_many::<String>("config"));
    flags.and_then(Result::ok).flatten().into_iter().flatten().cloned().collect()
}

impl Cli {
    fn dispatch(self, config: &[String]) -> Result<Outcome> {
        let Self { command, terminal } = self;
        shell::set_up(terminal.enter(config)?);
        match command {
            ChefCommand::Prepare(flags) => prepare(&flags.into()),
            ChefCommand::Cook(flags) => {
                let mut options = CookOptions::from(*flags);
                options.build.talk = terminal.talk();
                cook(&options)
            }
            ChefCommand::Build(flags) => {
                let mut options = BuildCommand::from(*flags);
                options.build.talk = terminal.talk();
                build(&options)
            }
            ChefCommand::Inspect(flags) => inspect(&flags.into()),
            ChefCommand::Diff(flags) => diff(&flags.into()),
            ChefCommand::Log(flags) => log(&flags.into()),
            ChefCommand::Verify(flags) => verify(&flags.into()),
            ChefCommand::Init(flags) => init(&flags.into()),
            ChefCommand::Completions(flags) => {
                flags.print(Self::command());
                Ok(Outcome::Done)
            }
            ChefCommand::Manual(flags) => flags.write(Self::command()).map(|()| Outcome::Done),
        }
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
