//! The one place that prints.
//!
//! Colours are only used on a terminal, and only if `NO_COLOR` and `CARGO_TERM_COLOR` allow them.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

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
    let _ = writeln!(anstream::stderr(), "{style}{word:>12}{reset} {}", escaped(text));
}

/// The first failure to write to stdout, until somebody asks for it.
static LOST: Mutex<Option<std::io::Error>> = Mutex::new(None);

/// Writes text for people to stdout. What a file holds cannot control the terminal.
pub fn show(text: &str) {
    output(&escaped(text));
}

/// Writes text for other programs to stdout. [`written`] tells whether that failed.
pub fn output(text: &str) {
    let mut stdout = anstream::stdout();
    remember(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()));
}

/// Whether everything was written to stdout. A closed pipe is not an error: whoever read from it has
/// seen enough.
///
/// # Errors
/// The first error since the last call.
pub fn written() -> std::io::Result<()> {
    let lost = LOST.lock().unwrap_or_else(PoisonError::into_inner).take();
    lost.map_or(Ok(()), |error| {
        Err(std::io::Error::new(error.kind(), format!("failed to write to stdout: {error}")))
    })
}

fn remember(result: std::io::Result<()>) {
    if let Err(error) = result
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        LOST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Whether stdout is a terminal.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Asks for a line, where somebody sits at a terminal to give it; otherwise there is no answer.
///
/// # Errors
/// If the terminal cannot be read.
pub(crate) fn ask(question: &str) -> std::io::Result<Option<String>> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(None);
    }
    let (style, reset) = (style::HINT, style::RESET);
    // Nothing useful can be done if stderr is gone.
    let _ = write!(anstream::stderr(), "{style}question{reset}: {} ", escaped(question));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(Some(answer.trim().to_owned()))
}

/// Writes what another program wrote to stdout, unchanged.
pub(crate) fn pass_on(bytes: &[u8]) {
    let mut stdout = std::io::stdout();
    remember(stdout.write_all(bytes).and_then(|()| stdout.flush()));
}

/// Writes the output of another program to stderr, with its colours and nothing else that controls the
/// terminal.
pub fn relay(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("\u{1b}[");
    let mut shown = escaped(parts.next().unwrap_or_default());
    for part in parts {
        let colour = part.find(|c: char| !c.is_ascii_digit() && c != ';');
        match colour.filter(|end| part[*end..].starts_with('m')) {
            Some(end) => {
                shown.extend(["\u{1b}[", &part[..=end]]);
                shown += &escaped(&part[end + 1..]);
            }
            None => shown += &escaped(&format!("\u{1b}[{part}")),
        }
    }
    let _ = anstream::stderr().write_all(shown.as_bytes());
}

/// The text with everything written out that controls a terminal or the direction of a text, but for
/// the ends of lines and tabs.
fn escaped(text: &str) -> String {
    let is_control = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && c != '\n' && c != '\t') || turns
    };
    if !text.contains(is_control) {
        return text.to_owned();
    }
    let write =
        |c: char| if is_control(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(write).collect()
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
        self.0.suspend(|| show(text));
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
    let _ = writeln!(anstream::stderr(), "{style}{label}{reset}: {}", escaped(&shortened(text)));
}

/// The text without the middle of lines that nobody would read.
fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 2000;
    if text.len() <= LONGEST {
        return text.into();
    }
    let line = |line: &str| {
        let (Some((start, _)), Some((end, _))) =
            (line.char_indices().nth(LONGEST / 2), line.char_indices().nth_back(LONGEST / 4))
        else {
            return line.to_owned();
        };
        if start >= end {
            line.to_owned()
        } else {
            format!("{} … {}", &line[..start], &line[end..])
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_controls_a_terminal_is_written_out() {
        assert_eq!(
            escaped("a\u{1b}[2Jb\r\u{7f}\u{9b}\u{202e}c\n\td"),
            "a\\u{1b}[2Jb\\r\\u{7f}\\u{9b}\\u{202e}c\n\td"
        );
        assert_eq!(escaped("café"), "café");
    }

    #[test]
    fn a_long_line_loses_its_middle() {
        assert_eq!(shortened("short\nlines"), "short\nlines");
        let long = format!("first\n{}é{}\nlast", "a".repeat(3000), "b".repeat(3000));
        let expected = format!("first\n{} … {}\nlast", "a".repeat(1000), "b".repeat(501));
        assert_eq!(shortened(&long), expected);
    }
}
