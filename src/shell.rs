//! The one place that prints.
//!
//! Colours are only used on a terminal, and only if `NO_COLOR` and `CARGO_TERM_COLOR` allow them.

use std::io::{IsTerminal as _, Write as _};

use crate::error::Error;

/// ANSI codes for the label of a message.
mod style {
    pub(super) const ERROR: &str = "\u{1b}[1;31m";
    pub(super) const WARNING: &str = "\u{1b}[1;33m";
    pub(super) const NOTE: &str = "\u{1b}[1;32m";
    pub(super) const HINT: &str = "\u{1b}[1;36m";
    pub(super) const RESET: &str = "\u{1b}[0m";
}

/// Follows `CARGO_TERM_COLOR`, as cargo does. anstream takes care of `NO_COLOR` and terminals.
pub fn set_up_colours() {
    let choice = match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => anstream::ColorChoice::Always,
        Ok("never") => anstream::ColorChoice::Never,
        _ => return,
    };
    choice.write_global();
}

/// Prints an error and its hint. If cargo has explained the error, its explanation is printed
/// instead.
pub fn error(error: &Error) {
    if let Some(said) = error.said_by_cargo() {
        relay(said);
    }
    if !error.is_silent() {
        labelled(style::ERROR, "error", &error.to_string());
    }
    if let Some(hint) = error.hint() {
        labelled(style::HINT, "hint", &hint);
    }
}

/// Warns that something is probably not as the user wants it.
pub fn warning(text: &str) {
    labelled(style::WARNING, "warning", text);
}

/// Prints what to do about the message before.
pub fn hint(text: &str) {
    labelled(style::HINT, "hint", text);
}

/// Prints what was done; the label is its first word.
pub fn note(label: &str, text: &str) {
    labelled(style::NOTE, label, text);
}

/// Prints what is going on, in the style of cargo.
pub(crate) fn status(word: &str, text: &str) {
    let (style, reset) = (style::HINT, style::RESET);
    // Nothing useful can be done if stderr is gone.
    let _ = writeln!(anstream::stderr(), "{style}{word:>12}{reset} {text}");
}

/// Writes text for other programs to stdout. A closed pipe is not an error.
pub fn output(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Whether stdout is a terminal.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Writes what another program wrote to stdout, unchanged.
pub(crate) fn pass_on(bytes: &[u8]) {
    let mut stdout = std::io::stdout();
    let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
}

/// Writes the output of another program to stderr, unchanged.
pub fn relay(bytes: &[u8]) {
    let _ = anstream::stderr().write_all(bytes);
}

/// The progress of a long command, shown on stderr if that is a terminal.
pub struct Progress(indicatif::ProgressBar);

impl Progress {
    /// A bar with this many steps; `what` names them in the plural.
    #[must_use]
    pub fn new(steps: usize, what: &str) -> Self {
        let bar = indicatif::ProgressBar::new(steps as u64);
        let template = format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left");
        if let Ok(style) = indicatif::ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Advances the bar by one step.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Writes text to stdout without damaging the bar.
    pub fn output(&self, text: &str) {
        self.0.suspend(|| output(text));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn labelled(style: &str, label: &str, text: &str) {
    let reset = style::RESET;
    // Nothing useful can be done if stderr is gone.
    let _ = writeln!(anstream::stderr(), "{style}{label}{reset}: {text}");
}
