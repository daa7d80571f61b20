//! A picture of a history: for each step the time of each way, as bars.

use cargo_chef::picture::Picture;

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

const TITLE: &str = "Seconds that a build takes after each kind of change";

/// The picture as SVG. All bars have the same scale.
pub fn picture(report: &Report, steps: &[(&str, Vec<(&str, &Row)>)]) -> String {
    let walls = steps.iter().flat_map(|(_, rows)| rows.iter().map(|(_, row)| row.median()));
    let longest = walls.fold(0.0, f64::max);
    let bars = steps.first().map_or(0, |(_, rows)| rows.len());
    let panel = [(WIDTH - 2.0 * MARGIN) / as_f64(COLUMNS), HEADING + PITCH * as_f64(bars) + 14.0];
    let scale = (panel[0] - LABELS - NUMBERS - MARGIN) / longest;
    let height = MARGIN + panel[1] * as_f64(steps.len().div_ceil(COLUMNS)) + HEADING;

    let mut picture = Picture::new([WIDTH, height], TITLE, &description(steps));
    for (index, (title, rows)) in steps.iter().enumerate() {
        let left = MARGIN + panel[0] * as_f64(index % COLUMNS);
        let top = MARGIN + panel[1] * as_f64(index / COLUMNS);
        picture.text([left, top + 14.0], "title", title);
        for (position, (name, row)) in rows.iter().enumerate() {
            let y = top + HEADING + PITCH * as_f64(position);
            let class = if *name == Way::Reuse.name() { "ours" } else { "other" };
            let width = (row.median() * scale).max(1.0);
            let x = left + LABELS;
            picture.text([left, y + 11.0], "label", name);
            picture.bar([x, y, width, BAR], class, None);
            let number = format!("{:.1} s", row.median());
            picture.text([x + width + 5.0, y + 11.0], "number", &number);
        }
    }
    picture.text([MARGIN, height - 12.0], "number", &report.project);
    picture.finish()
}

/// All figures in words.
fn description(steps: &[(&str, Vec<(&str, &Row)>)]) -> String {
    let row = |(name, row): &(&str, &Row)| format!("{name} {:.1} s", row.median());
    let step = |(title, rows): &(&str, Vec<_>)| {
        format!("{title}: {}.", rows.iter().map(row).collect::<Vec<_>>().join(", "))
    };
    steps.iter().map(step).collect::<Vec<_>>().join("\n")
}

/// Counts of this size are exact.
fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
