//! The one place that prints.
//!
//! Colours appear only on a terminal and where `NO_COLOR` and `CARGO_TERM_COLOR` allow them.

use std::io::Write as _;

use crate::error::Error;

/// ANSI codes for the word in front of a message.
mod style {
    pub(super) const ERROR: &str = "\u{1b}[1;31m";
    pub(super) const WARNING: &str = "\u{1b}[1;33m";
    pub(super) const NOTE: &str = "\u{1b}[1;32m";
    pub(super) const HINT: &str = "\u{1b}[1;36m";
    pub(super) const RESET: &str = "\u{1b}[0m";
}

/// Follows `CARGO_TERM_COLOR`, as cargo does; anstream knows the rest.
pub fn set_up_colours() {
    let choice = match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => anstream::ColorChoice::Always,
        Ok("never") => anstream::ColorChoice::Never,
        _ => return,
    };
    choice.write_global();
}

/// Prints an error, unless cargo has spoken already, and its hint.
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

/// Something is probably not as the user wants it.
pub fn warning(text: &str) {
    labelled(style::WARNING, "warning", text);
}

/// What to do about the line before.
pub fn hint(text: &str) {
    labelled(style::HINT, "hint", text);
}

/// What was done.
pub fn note(label: &str, text: &str) {
    labelled(style::NOTE, label, text);
}

/// What goes on, as cargo says it.
pub(crate) fn status(word: &str, text: &str) {
    let (style, reset) = (style::HINT, style::RESET);
    // Nothing useful can be done when stderr is gone.
    let _ = writeln!(anstream::stderr(), "{style}{word:>12}{reset} {text}");
}

/// Text for other programs, on stdout. A closed pipe is not an error.
pub fn output(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Text of another program for the user, on stderr, as it is.
pub fn relay(bytes: &[u8]) {
    let _ = anstream::stderr().write_all(bytes);
}

/// How far a long command has come, on stderr and on a terminal alone.
pub struct Progress(indicatif::ProgressBar);

impl Progress {
    /// A bar for so many steps of something.
    #[must_use]
    pub fn new(steps: usize, what: &str) -> Self {
        let bar = indicatif::ProgressBar::new(steps as u64);
        let template = format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left");
        if let Ok(style) = indicatif::ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One step is done.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Prints text on stdout without touching the bar.
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
    // Nothing useful can be done when stderr is gone.
    let _ = writeln!(anstream::stderr(), "{style}{label}{reset}: {text}");
}
