//! The command line. What was typed becomes what is meant, and nothing below knows clap.

mod init;
mod scope;
mod selection;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::cook::{Action, BuildOptions, CookOptions, Toolchain, cook, wrapper};
use crate::error::Result;
use crate::init::init;
use crate::inspect::{InspectOptions, inspect};
use crate::prepare::{PrepareOptions, prepare};
use crate::selection::{Scope, Selection};
use crate::shell;
use crate::verify::{VerifyOptions, verify};
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
    Inspect(InspectFlags),
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
    /// Write an exact recipe, for what `cargo build` selects on its own; any flag that selects
    /// packages, targets, features, a profile or a target triple does so, too
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
}

#[derive(Debug, Args)]
struct CookFlags {
    /// The recipe; `-` for stdin [default: recipe.json, or else the workspace that is here]
    #[arg(long, value_name = "PATH")]
    recipe_path: Option<PathBuf>,
    /// Path to Cargo.toml; what is built is that of its directory
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
    #[command(flatten)]
    action: ActionFlags,
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

/// What cargo does; `build` where nothing is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
struct ActionFlags {
    /// Cook for `cargo check`
    #[arg(long, help_heading = "Compilation Options")]
    check: bool,
    /// Cook for `cargo clippy`, which need not be installed yet
    #[arg(long, help_heading = "Compilation Options")]
    clippy: bool,
    /// Cook for `cargo doc`
    #[arg(long, help_heading = "Compilation Options")]
    doc: bool,
    /// Cook for `cargo zigbuild`
    #[arg(long, help_heading = "Compilation Options")]
    zigbuild: bool,
    /// Cook for another subcommand that takes the flags of `cargo build`, such as "auditable build"
    #[arg(long, value_name = "SUBCOMMAND", help_heading = "Compilation Options")]
    with: Option<String>,
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
        let PrepareFlags { recipe_path, manifest_path, exact, selection, scope } = flags;
        let (selection, scope) = (Selection::from(selection), Scope::from(scope));
        let is_exact = exact || !selection.is_default() || scope != Scope::default();
        Self { recipe_path, manifest_path, selection: is_exact.then_some(selection), scope }
    }
}

impl From<CookFlags> for CookOptions {
    fn from(flags: CookFlags) -> Self {
        let CookFlags {
            recipe_path,
            manifest_path,
            selection,
            scope,
            action,
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
                action: action.into(),
                scope: scope.into(),
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

impl From<ActionFlags> for Action {
    fn from(flags: ActionFlags) -> Self {
        let words = |text: &str| Action::With(text.split_whitespace().map(str::to_owned).collect());
        match flags {
            ActionFlags { check: true, .. } | ActionFlags { clippy: true, .. } => Action::Check,
            ActionFlags { doc: true, .. } => Action::Document,
            ActionFlags { zigbuild: true, .. } => words("zigbuild"),
            ActionFlags { with: Some(subcommand), .. } => words(&subcommand),
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
        Command::Cook(flags) => cook(&(*flags).into()).map(|()| true),
        Command::Inspect(flags) => inspect(&flags.into()).map(|()| true),
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
