//! What a file holds cannot control the terminal.

/// The text with everything written out that controls a terminal or the direction of a text, but for
/// the ends of lines and tabs.
pub(super) fn escaped(text: &str) -> String {
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

/// As [`escaped`], but with the colours of another program.
pub(super) fn with_its_colours(text: &str) -> String {
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
    shown
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
    fn the_colours_of_another_program_stay() {
        assert_eq!(
            with_its_colours("\u{1b}[1;31merror\u{1b}[0m\u{1b}[2J"),
            "\u{1b}[1;31merror\u{1b}[0m\\u{1b}[2J"
        );
    }
}
