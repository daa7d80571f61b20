//! A picture of a history: for each step the time of each way, as bars.

use std::fmt::Write as _;

use crate::measure::{Report, Row};
use crate::ways::Way;

const WIDTH: f64 = 880.0;
const COLUMNS: usize = 2;
const MARGIN: f64 = 16.0;
const LABELS: f64 = 204.0;
const NUMBERS: f64 = 48.0;
const BAR: f64 = 14.0;
const PITCH: f64 = 20.0;
const HEADING: f64 = 30.0;

/// Colours that can be read on white and on black.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}\
    .number{font-size:11px;fill:#57606a}.other{fill:#afb8c1}.ours{fill:#d1570c}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}.number{fill:#9198a1}\
    .other{fill:#565f69}.ours{fill:#f0883e}}";

/// The picture as SVG. All bars have the same scale.
pub fn picture(report: &Report, steps: &[(&str, Vec<(&str, &Row)>)]) -> String {
    let walls = steps.iter().flat_map(|(_, rows)| rows.iter().map(|(_, row)| row.median()));
    let longest = walls.fold(0.0, f64::max);
    let bars = steps.first().map_or(0, |(_, rows)| rows.len());
    let panel = [(WIDTH - 2.0 * MARGIN) / as_f64(COLUMNS), HEADING + PITCH * as_f64(bars) + 14.0];
    let scale = (panel[0] - LABELS - NUMBERS - MARGIN) / longest;
    let height = MARGIN + panel[1] * as_f64(steps.len().div_ceil(COLUMNS)) + HEADING;

    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n<title>Seconds that a build takes after \
         each kind of change</title>\n<style>{STYLE}</style>\n"
    );
    for (index, (title, rows)) in steps.iter().enumerate() {
        let left = MARGIN + panel[0] * as_f64(index % COLUMNS);
        let top = MARGIN + panel[1] * as_f64(index / COLUMNS);
        write_text(&mut text, [left, top + 14.0], "title", title);
        for (position, (name, row)) in rows.iter().enumerate() {
            let y = top + HEADING + PITCH * as_f64(position);
            let class = if *name == Way::Reuse.name() { "ours" } else { "other" };
            let width = (row.median() * scale).max(1.0);
            let x = left + LABELS;
            write_text(&mut text, [left, y + 11.0], "label", name);
            let _ = writeln!(
                text,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
                 height=\"{BAR}\" rx=\"2\"/>"
            );
            let number = format!("{:.1} s", row.median());
            write_text(&mut text, [x + width + 5.0, y + 11.0], "number", &number);
        }
    }
    write_text(&mut text, [MARGIN, height - 12.0], "number", &report.project);
    text + "</svg>\n"
}

fn write_text(text: &mut String, [x, y]: [f64; 2], class: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(text, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>");
}

/// Counts of this size are exact.
fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
