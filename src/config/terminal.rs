//! What cargo's configuration says of the terminal: `[term]`, and the variables that are the same.

use std::path::Path;

use cargo_config2::{Color, Config, ResolveOptions, TermConfig, When, de};
use fs_err as fs;

/// How a cargo that runs in `directory` with these `--config` arguments would use the terminal. What
/// cannot be read says nothing, because cargo refuses it itself.
pub(crate) fn terminal(directory: &Path, arguments: &[String]) -> Terminal {
    let elsewhere = || {
        let options = ResolveOptions::default().cargo_home(None);
        Config::load_with_options(directory.ancestors().last()?, options).ok()
    };
    let found = Config::load_with_cwd(directory).ok().or_else(elsewhere);
    let TermConfig { quiet, verbose, color, progress, .. } =
        found.map(|config| config.term).unwrap_or_default();
    let mut terminal = Terminal { quiet, verbose, colour: color, progress: progress.when };
    for argument in arguments {
        let in_file = || toml::from_str(&fs::read_to_string(directory.join(argument)).ok()?).ok();
        let Some(de::Config { term, .. }) = toml::from_str(argument).ok().or_else(in_file) else {
            continue;
        };
        let de::TermConfig { quiet, verbose, color, progress, .. } = term;
        terminal = Terminal {
            quiet: quiet.map(|value| value.val).or(terminal.quiet),
            verbose: verbose.map(|value| value.val).or(terminal.verbose),
            colour: color.map(|value| value.val).or(terminal.colour),
            progress: progress.when.map(|value| value.val).or(terminal.progress),
        };
    }
    terminal
}

/// What is configured, as far as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terminal {
    pub quiet: Option<bool>,
    pub verbose: Option<bool>,
    pub colour: Option<Color>,
    pub progress: Option<When>,
}
