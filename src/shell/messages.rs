//! Messages to the user, on stderr.

use std::borrow::Cow;
use std::io::Write as _;

use clap::builder::styling::Style;
use clap_cargo::style::{ERROR, GOOD, TRANSIENT as HINT, WARN};

use super::escape::{escaped, with_its_colours};
use super::progress::undisturbed;
use super::settings::is_quiet;
use crate::error::Error;

/// Prints an error and its hint. If cargo has explained the error, its explanation is printed
/// instead.
pub fn error(error: &Error) {
    if let Some(said) = error.said_by_cargo() {
        relay(said);
    }
    if !error.is_silent() {
        labelled(ERROR, "error", &error.to_string());
    }
    if let Some(hint) = error.hint() {
        labelled(HINT, "hint", &hint);
    }
}

/// Warns that something is not safe, which nobody may miss.
pub(crate) fn alarm(text: &str) {
    labelled(WARN, "warning", text);
}

/// Warns that something is probably not as the user wants it.
pub fn warning(text: &str) {
    if !is_quiet() {
        alarm(text);
    }
}

/// Prints what to do about the message before.
pub(crate) fn hint(text: &str) {
    if !is_quiet() {
        labelled(HINT, "hint", text);
    }
}

/// Prints what was done; the label is its first word.
pub fn note(label: &str, text: &str) {
    if !is_quiet() {
        labelled(GOOD, label, text);
    }
}

/// Prints what is going on, in the style of cargo.
pub(crate) fn status(word: &str, text: &str) {
    if !is_quiet() {
        print(&format!("{HINT}{word:>12}{HINT:#} {}\n", escaped(text)));
    }
}

/// Writes the output of another program to stderr, with its colours and nothing else that controls the
/// terminal.
pub fn relay(bytes: &[u8]) {
    print(&with_its_colours(&String::from_utf8_lossy(bytes)));
}

fn labelled(style: Style, label: &str, text: &str) {
    print(&format!("{style}{label}{style:#}: {}\n", escaped(&shortened(text))));
}

fn print(text: &str) {
    // Nothing useful can be done if stderr is gone.
    undisturbed(|| {
        let _ = anstream::stderr().write_all(text.as_bytes());
    });
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
    fn a_long_line_loses_its_middle() {
        assert_eq!(shortened("short\nlines"), "short\nlines");
        let long = format!("first\n{}é{}\nlast", "a".repeat(3000), "b".repeat(3000));
        let expected = format!("first\n{} … {}\nlast", "a".repeat(1000), "b".repeat(501));
        assert_eq!(shortened(&long), expected);
    }
}
