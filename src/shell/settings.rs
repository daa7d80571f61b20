//! How much is said, and in which colours.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

pub(crate) use anstream::ColorChoice;

/// How many items of a list are shown, unless all of them are asked for.
const ITEMS: usize = 20;

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Verbosity {
    /// Results and errors.
    Quiet,
    /// Also what was done, warnings and hints.
    #[default]
    Normal,
    /// Also each command that is run, and lists and lines that would be cut.
    Verbose,
}

/// What the flags and cargo's configuration say of the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// How much is said.
    pub verbosity: Verbosity,
    /// When there are colours.
    pub colour: ColorChoice,
    /// Whether progress is shown where there is a terminal.
    pub has_progress: bool,
}

static VERBOSITY: AtomicU8 = AtomicU8::new(Verbosity::Normal as u8);
static PROGRESS: AtomicBool = AtomicBool::new(true);

/// From now on, this is how things are said.
pub(crate) fn set_up(settings: Settings) {
    let Settings { verbosity, colour, has_progress } = settings;
    VERBOSITY.store(verbosity as u8, Ordering::Relaxed);
    PROGRESS.store(has_progress && verbosity != Verbosity::Quiet, Ordering::Relaxed);
    set_up_colours(colour);
}

/// From now on, there are colours only where this allows them. With `Auto`, anstream takes care of
/// terminals and of `NO_COLOR`.
pub(crate) fn set_up_colours(choice: ColorChoice) {
    choice.write_global();
}

/// Whether everything is said.
#[must_use]
pub(crate) fn is_verbose() -> bool {
    VERBOSITY.load(Ordering::Relaxed) == Verbosity::Verbose as u8
}

/// How many items of a list are shown.
#[must_use]
pub(crate) fn shown() -> usize {
    if is_verbose() { usize::MAX } else { ITEMS }
}

pub(super) fn is_quiet() -> bool {
    VERBOSITY.load(Ordering::Relaxed) == Verbosity::Quiet as u8
}

pub(super) fn has_progress() -> bool {
    PROGRESS.load(Ordering::Relaxed)
}
