//! The flags of `cook`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::cargo::{Action, BuildOptions, Cargo};
use crate::commands::cook::{CookOptions, Overwrite, Product, RecipeSource};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
pub(super) struct CookFlags {
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
    /// With `--no-build`, overwrite files that are not stand-ins
    #[arg(long, requires = "no_build", help_heading = "Compilation Options")]
    force: bool,
    /// Directory for all generated artifacts [env: `CARGO_TARGET_DIR`]
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
    /// Report how long each crate took, as cargo's flag of this name
    #[arg(long, help_heading = "Compilation Options")]
    timings: bool,
    /// With `--no-build`, write stand-ins without the standard library; else it is not needed
    #[arg(long, help_heading = "Compilation Options")]
    no_std: bool,
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
    /// Unstable flag of cargo, for nightly toolchains; may be repeated
    #[arg(short = 'Z', value_name = "FLAG")]
    unstable: Vec<String>,
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
    /// Compile nothing; write stand-ins for all members into the current directory, for build
    /// systems other than cargo
    #[arg(long, help_heading = "Compilation Options")]
    no_build: bool,
    /// Cook for another subcommand that takes the flags of `cargo build`, such as "auditable build"
    #[arg(long, value_name = "SUBCOMMAND", help_heading = "Compilation Options")]
    with: Option<String>,
}

impl From<CookFlags> for CookOptions {
    fn from(flags: CookFlags) -> Self {
        let CookFlags {
            recipe_path,
            manifest_path,
            selection,
            scope,
            action,
            force,
            target_dir,
            jobs,
            timings,
            no_std,
            offline,
            locked,
            frozen,
            config,
            unstable,
            verbose,
            rest,
        } = flags;
        Self {
            recipe: recipe_path.map_or(RecipeSource::Usual, RecipeSource::Named),
            manifest_path,
            selection: selection.into(),
            no_std,
            product: match (action.no_build, force) {
                (false, _) => Product::Build,
                (true, true) => Product::StandIns(Overwrite::Everything),
                (true, false) => Product::StandIns(Overwrite::StandIns),
            },
            build: BuildOptions {
                cargo: Cargo { offline: offline || frozen, unstable, config, ..Cargo::inherited() },
                action: action.into(),
                scope: scope.into(),
                target_directory: target_dir,
                jobs,
                offline,
                locked,
                frozen,
                timings,
                verbose,
                rest,
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
                no_build: _,
                with: None,
            } => Action::Build,
        }
    }
}
