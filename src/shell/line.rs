//! Lines of which parts have a colour, cut to the width of the terminal.

use std::fmt::Write as _;

use clap::builder::styling::{AnsiColor, Style};
use clap_cargo::style::{ERROR, HEADER};
use terminal_size::{Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::escape::escaped;
use super::output::{is_terminal, output};
use super::settings::is_verbose;

/// A line whose parts have styles. Without colours and off a terminal it is its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Vec<Part>);

#[derive(Clone, Debug)]
struct Part {
    style: Style,
    text: String,
    /// Whether it is shown where there is no room for all.
    is_kept: bool,
}

impl Line {
    /// A line that begins with plain text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::default().plain(text)
    }

    /// Adds text without a style.
    #[must_use]
    pub(crate) fn plain(self, text: impl Into<String>) -> Self {
        self.styled(Style::new(), text)
    }

    /// Adds what matters most, which is never cut.
    #[must_use]
    pub(crate) fn strong(self, text: impl Into<String>) -> Self {
        self.part(Style::new().bold(), text, true)
    }

    /// Adds what matters least.
    #[must_use]
    pub(crate) fn faint(self, text: impl Into<String>) -> Self {
        self.styled(Style::new().dimmed(), text)
    }

    /// Adds a title.
    #[must_use]
    pub(crate) fn title(self, text: impl Into<String>) -> Self {
        self.styled(HEADER, text)
    }

    /// Adds the name of something, as git shows that of a commit.
    #[must_use]
    pub(crate) fn name(self, text: impl Into<String>) -> Self {
        self.styled(AnsiColor::Yellow.on_default(), text)
    }

    /// Adds what went wrong.
    #[must_use]
    pub(crate) fn failure(self, text: impl Into<String>) -> Self {
        self.styled(ERROR, text)
    }

    fn styled(self, style: Style, text: impl Into<String>) -> Self {
        self.part(style, text, false)
    }

    fn part(mut self, style: Style, text: impl Into<String>, is_kept: bool) -> Self {
        self.0.push(Part { style, text: escaped(&text.into()), is_kept });
        self
    }

    /// The line with the codes of its styles, in no more columns than these, if what is kept lets it.
    fn in_columns(&self, columns: Option<usize>) -> String {
        let width = |is_wanted: &dyn Fn(&Part) -> bool| -> usize {
            self.0.iter().filter(|part| is_wanted(part)).map(|part| part.text.width()).sum()
        };
        let left = columns.unwrap_or(usize::MAX);
        let is_cut = width(&|_| true) > left;
        // One column is for the mark.
        let mut left =
            left.saturating_sub(width(&|part| part.is_kept)).saturating_sub(is_cut.into());
        let mut is_marked = !is_cut;
        let mut written = String::new();
        for Part { style, text, is_kept } in &self.0 {
            let part = if *is_kept { text } else { start(text, left) };
            if !part.is_empty() {
                // Writing to a string does not fail.
                let _ = write!(written, "{style}{part}{style:#}");
            }
            if !is_kept {
                left -= part.width();
            }
            if part.len() < text.len() && !is_marked {
                (left, is_marked) = (0, true);
                written.push('…');
            }
        }
        written
    }
}

/// The beginning of a text, in no more columns than these.
fn start(text: &str, columns: usize) -> &str {
    let mut width = 0;
    let end = text.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or_default();
        width > columns
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Writes lines to stdout. On a terminal none is longer than it is wide, unless everything is to be
/// said.
pub(crate) fn show_lines(lines: &[Line]) {
    let columns = match terminal_size_of(std::io::stdout()) {
        Some((Width(columns), _)) if is_terminal() && columns > 0 && !is_verbose() => {
            Some(usize::from(columns))
        }
        _ => None,
    };
    let text: String = lines.iter().map(|line| line.in_columns(columns) + "\n").collect();
    output(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_by_columns() {
        let line = Line::new("one ").faint("zwei").plain(" 三三").strong("!");
        let shown = |columns| line.in_columns(columns).replace('\u{1b}', "");
        assert_eq!(shown(None), "one [2mzwei[0m 三三[1m![0m");
        assert_eq!(shown(Some(14)), shown(None));
        assert_eq!(shown(Some(13)), "one [2mzwei[0m 三…[1m![0m");
        assert_eq!(shown(Some(12)), "one [2mzwei[0m …[1m![0m");
        assert_eq!(shown(Some(8)), "one [2mzw[0m…[1m![0m");
        assert_eq!(shown(Some(5)), "one…[1m![0m");
        assert_eq!(shown(Some(0)), "…[1m![0m");
    }

    #[test]
    fn what_controls_a_terminal_is_written_out() {
        assert_eq!(Line::new("a\u{1b}[2J").in_columns(None), "a\\u{1b}[2J");
    }
}
