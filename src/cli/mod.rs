//! The command line. What was typed becomes what is meant, and nothing below knows clap.

mod selection;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::cook::{BuildOptions, CookOptions, Profile, Toolchain, cook, wrapper};
use crate::error::Result;
use crate::inspect::{InspectOptions, inspect};
use crate::prepare::{PrepareOptions, prepare};
use crate::selection::Selection;
use crate::shell;
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
    Inspect(InspectFlags),
}

#[derive(Debug, Args)]
struct PrepareFlags {
    /// Where to write the recipe; `-` for stdout
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Write an exact recipe, for what `cargo build` selects on its own; any selection flag does
    /// so for what it selects
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    selection: SelectionFlags,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
struct CookFlags {
    /// The recipe; `-` for stdin [default: recipe.json, or else the workspace that is here]
    #[arg(long, value_name = "PATH")]
    recipe_path: Option<PathBuf>,
    /// Path to Cargo.toml; what is built is that of its directory
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionFlags,
    /// Build with the release profile
    #[arg(long, short, conflicts_with = "profile", help_heading = "Compilation Options")]
    release: bool,
    /// Build with this profile
    #[arg(long, value_name = "NAME", help_heading = "Compilation Options")]
    profile: Option<String>,
    /// Build for this target triple; may be repeated
    #[arg(long, value_name = "TRIPLE", help_heading = "Compilation Options")]
    target: Vec<String>,
    /// Directory for all generated artifacts
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
    /// Use verbose output; twice for very verbose output
    #[arg(long, short, action = ArgAction::Count)]
    verbose: u8,
    /// Arguments for cargo
    #[arg(last = true, value_name = "CARGO ARGUMENTS")]
    rest: Vec<OsString>,
}

#[derive(Debug, Args)]
struct InspectFlags {
    /// The recipe; `-` for stdin
    #[arg(value_name = "RECIPE", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Write what cook would build into this empty directory
    #[arg(long, value_name = "DIRECTORY")]
    restore: PathBuf,
    #[command(flatten)]
    selection: SelectionFlags,
}

impl From<PrepareFlags> for PrepareOptions {
    fn from(flags: PrepareFlags) -> Self {
        let PrepareFlags { recipe_path, manifest_path, exact, selection } = flags;
        let selection = Selection::from(selection);
        let is_exact = exact || !selection.is_default();
        Self { recipe_path, manifest_path, selection: is_exact.then_some(selection) }
    }
}

impl From<CookFlags> for CookOptions {
    fn from(flags: CookFlags) -> Self {
        let CookFlags {
            recipe_path,
            manifest_path,
            selection,
            release,
            profile,
            target,
            target_dir,
            jobs,
            offline,
            locked,
            frozen,
            config,
            verbose,
            rest,
        } = flags;
        Self {
            recipe_is_named: recipe_path.is_some(),
            recipe_path: recipe_path.unwrap_or_else(|| "recipe.json".into()),
            manifest_path,
            selection: selection.into(),
            build: BuildOptions {
                profile: match (profile, release) {
                    (Some(name), _) => Profile::Named(name),
                    (None, true) => Profile::Release,
                    (None, false) => Profile::Dev,
                },
                targets: target,
                target_directory: target_dir,
                jobs,
                offline,
                locked,
                frozen,
                verbose,
                config,
                rest,
                toolchain: Toolchain::Inherited,
            },
        }
    }
}

impl From<InspectFlags> for InspectOptions {
    fn from(flags: InspectFlags) -> Self {
        let InspectFlags { recipe_path, restore, selection } = flags;
        Self { recipe_path, restore, selection: selection.into() }
    }
}

/// Runs a command line, whose first item is the program, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    shell::set_up_colours();
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if wrapper::is_called() {
        return exit_code(wrapper::run(arguments.into_iter().skip(1)));
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

fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Prepare(flags) => prepare(&flags.into()),
        Command::Cook(flags) => cook(&(*flags).into()),
        Command::Inspect(flags) => inspect(&flags.into()),
    }
}

fn exit_code(result: Result<()>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(error) => {
            shell::error(&error);
            error.exit_code()
        }
    }
}
