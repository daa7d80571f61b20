//! Pictures in SVG.
//!
//! They fit light pages and dark ones, need no script, and have a title and a description for whoever
//! cannot see them.

use std::fmt::Write as _;

/// Colours that can be read on white and, below, on black.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}\
    .number{font-size:11px;fill:#57606a}.end{text-anchor:end}.middle{text-anchor:middle}\
    .ours{fill:#d1570c}.other{fill:#8c959f}.lost{fill:#cf222e}.track{fill:#eaeef2}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}.number{fill:#9198a1}\
    .ours{fill:#f0883e}.other{fill:#7d8590}.lost{fill:#ff7b72}.track{fill:#262c36}}";

/// A picture that grows as things are drawn, from the top left.
#[derive(Clone, Debug)]
pub struct Picture {
    size: [f64; 2],
    /// What it is, and what can be seen, in words.
    title: String,
    description: String,
    body: String,
}

impl Picture {
    /// An empty picture of this width and height.
    #[must_use]
    pub fn new(size: [f64; 2], title: &str, description: &str) -> Self {
        let [title, description] = [title, description].map(escaped);
        Self { size, title, description, body: String::new() }
    }

    /// Writes words whose line begins here.
    pub fn text(&mut self, [x, y]: [f64; 2], class: &str, words: &str) {
        let words = escaped(words);
        self.line(&format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>"));
    }

    /// Draws a bar: left, top, width and height. `about` is shown when somebody points at it.
    pub fn bar(&mut self, [x, y, width, height]: [f64; 4], class: &str, about: Option<&str>) {
        let place =
            format!("x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"");
        let round = (width.min(height) / 4.0).min(2.0);
        let bar = format!("<rect class=\"{class}\" {place} rx=\"{round:.1}\"");
        match about {
            Some(about) => self.line(&format!("{bar}><title>{}</title></rect>", escaped(about))),
            None => self.line(&format!("{bar}/>")),
        }
    }

    /// The text of the picture.
    #[must_use]
    pub fn finish(self) -> String {
        let Self { size: [width, height], title, description, body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title description\">\n\
             <title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>\n\
             <style>{STYLE}</style>\n{body}</svg>\n"
        )
    }

    fn line(&mut self, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.body, "{line}");
    }
}

/// The text as XML, in which nothing but the ends of lines controls a terminal or the direction of a text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escaped.push('\u{fffd}');
            }
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() && c != '\n' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_in_xml_is_written_out() {
        let mut picture = Picture::new([20.0, 10.0], "a < b", "\u{1b}[2J & \u{202e}");
        picture.bar([1.0, 2.0, 8.0, 8.0], "ours", Some("\"1\""));
        picture.text([1.0, 2.0], "number", "<script>");
        let text = picture.finish();
        let (head, rest) = text.split_once("<style>").expect("it has a style");
        let (_, body) = rest.split_once("</style>").expect("it has a style");
        insta::assert_snapshot!(format!("{head}{body}"), @r#"
        <svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10" role="img" aria-labelledby="title description">
        <title id="title">a &lt; b</title>
        <desc id="description">�[2J &amp; �</desc>

        <rect class="ours" x="1.0" y="2.0" width="8.0" height="8.0" rx="2.0"><title>&quot;1&quot;</title></rect>
        <text class="number" x="1.0" y="2.0">&lt;script&gt;</text>
        </svg>
        "#);
    }
}
