//! The flags for the terminal and the current directory, which all commands share, and what cargo's
//! configuration says where they say nothing.

use std::path::PathBuf;

use cargo_config2::{Color, When};
use clap::{ArgAction, Args, ValueEnum};

use crate::cargo::Talk;
use crate::config::{Terminal, terminal};
use crate::error::{Misuse, Result};
use crate::shell::{ColorChoice, Settings, Verbosity};

#[derive(Debug, Args)]
pub(super) struct TerminalFlags {
    /// Use verbose output, and show lists as a whole; twice for very verbose output of cargo
    #[arg(long, short, action = ArgAction::Count, global = true, display_order = 901)]
    verbose: u8,
    /// Print nothing but results and errors
    #[arg(long, short, global = true, display_order = 902, conflicts_with = "verbose")]
    quiet: bool,
    /// Coloring
    #[arg(long, value_enum, value_name = "WHEN", global = true, display_order = 903)]
    color: Option<ColorFlag>,
    /// Change to this directory before doing anything
    #[arg(id = "C", short = 'C', value_name = "DIRECTORY", global = true, display_order = 904)]
    directory: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColorFlag {
    Auto,
    Always,
    Never,
}

impl TerminalFlags {
    /// Changes to the directory that is named, and returns how the terminal is to be used there. `config`
    /// has the values of `--config`.
    ///
    /// # Errors
    /// [`Misuse::NoDirectory`] if there is no such directory.
    pub(super) fn enter(&self, config: &[String]) -> Result<Settings> {
        if let Some(path) = &self.directory {
            std::env::set_current_dir(path)
                .map_err(|source| Misuse::NoDirectory { path: path.clone(), source })?;
        }
        let configured = terminal(&std::env::current_dir()?, config);
        let verbosity = match (self.verbose, self.quiet) {
            (1.., _) => Verbosity::Verbose,
            (0, true) => Verbosity::Quiet,
            (0, false) => configured_verbosity(configured),
        };
        let colour = match self.color {
            Some(flag) => flag.into(),
            None => configured_colours(configured),
        };
        Ok(Settings { verbosity, colour, has_progress: has_progress(configured) })
    }

    /// What cargo is told of it where it builds. The rest it finds out itself.
    pub(super) fn talk(&self) -> Talk {
        let Self { verbose, quiet, color, directory: _ } = self;
        let color = color.and_then(|color| color.to_possible_value());
        let color = color.map(|value| value.get_name().to_owned());
        Talk { verbose: *verbose, quiet: *quiet, color }
    }
}

/// How cargo's configuration wants colours to be used.
pub(super) fn configured_colours(configured: Terminal) -> ColorChoice {
    match configured.colour {
        Some(Color::Always) => ColorChoice::Always,
        Some(Color::Never) => ColorChoice::Never,
        Some(Color::Auto) | None => ColorChoice::Auto,
    }
}

/// Where both are configured, cargo refuses to run at all.
fn configured_verbosity(configured: Terminal) -> Verbosity {
    match (configured.quiet, configured.verbose) {
        (Some(true), _) => Verbosity::Quiet,
        (_, Some(true)) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// Whether progress may be shown. Like cargo, nobody is expected to watch a machine that is called `CI`.
fn has_progress(configured: Terminal) -> bool {
    match configured.progress {
        Some(When::Never) => false,
        Some(When::Always) => true,
        Some(When::Auto) | None => {
            std::env::var_os("CI").is_none()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

impl From<ColorFlag> for ColorChoice {
    fn from(flag: ColorFlag) -> Self {
        match flag {
            ColorFlag::Auto => Self::Auto,
            ColorFlag::Always => Self::Always,
            ColorFlag::Never => Self::Never,
        }
    }
}
