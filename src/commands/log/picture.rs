//! A history as a picture: how much each commit has compiled, and which commits change the recipe,
//! above those that would change one which keeps manifests and lockfile as they are.

use crate::git::Commit;
use crate::picture::Picture;
use crate::words::count;

/// A commit, and what it did.
#[derive(Clone, Debug)]
pub(super) struct Mark<'c> {
    pub commit: &'c Commit,
    pub recipe: Effect,
    /// Whether the manifests or the lockfile declare something else than before.
    pub is_declared: bool,
}

/// What a commit did to the recipe.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    None,
    /// The percentage of the crates that have to be compiled, and why.
    Changed(usize, String),
    /// There is no recipe.
    Failed(String),
}

const WIDTH: f64 = 880.0;
const MARGIN: f64 = 16.0;
/// Where commits begin and end, from left to right.
const PLOT: [f64; 2] = [MARGIN, WIDTH - MARGIN - 40.0];
/// Where 100 % and nothing are, from top to bottom.
const SHARES: [f64; 2] = [74.0, 154.0];
/// The tops of the rows of commits.
const ROWS: [f64; 2] = [196.0, 244.0];
const ROW: f64 = 14.0;
/// The baselines of the dates, and of the first line of the list.
const DATES: f64 = 276.0;
const LIST: f64 = 308.0;
const LINE: f64 = 18.0;
/// How many changes are listed, and how many characters of each.
const LISTED: usize = 6;
const LONGEST: usize = 112;
/// Where the percentages in the list end, and the reasons begin.
const COLUMNS: [f64; 2] = [172.0, 182.0];

/// The picture of these commits, which are given oldest first.
pub(super) fn picture(marks: &[Mark<'_>]) -> String {
    let title = title(marks);
    let costly = costly(marks);
    let lines: Vec<String> = costly.iter().map(|(mark, ..)| line(mark)).collect();
    let description = format!("{}\n{}", summary(marks), lines.join("\n"));
    let height = LIST + LINE * as_f64(costly.len().max(1));
    let mut picture = Picture::new([WIDTH, height], &title, &description);
    picture.text([MARGIN, 28.0], "title", &title);
    shares(&mut picture, marks);
    let changed = |mark: &&Mark<'_>| matches!(mark.recipe, Effect::Changed(..));
    let ours = format!(
        "cargo-chef: {} the recipe{}",
        commits(marks.iter().filter(changed).count(), "changes", "change"),
        failures(marks)
    );
    let others = format!(
        "upstream (cargo-chef 0.1): {} the recipe, which holds manifests, targets and lockfile as \
         they are",
        commits(marks.iter().filter(|mark| mark.is_declared).count(), "changes", "change")
    );
    row(&mut picture, ROWS[0], "ours", &ours, marks, |mark| match &mark.recipe {
        Effect::None => None,
        Effect::Changed(..) => Some("ours"),
        Effect::Failed(_) => Some("lost"),
    });
    row(&mut picture, ROWS[1], "other", &others, marks, |mark| mark.is_declared.then_some("other"));
    dates(&mut picture, marks);
    for (index, (Mark { commit, .. }, share, why)) in costly.iter().enumerate() {
        let y = LIST + LINE * as_f64(index);
        picture.text([MARGIN, y], "number", &format!("{} {}", commit.date, commit.short));
        picture.text([COLUMNS[0], y], "number end", &format!("{share} %"));
        picture.text([COLUMNS[1], y], "number", &shortened(why));
    }
    picture.finish()
}

fn title(marks: &[Mark<'_>]) -> String {
    let number = count(marks.len(), "commit");
    match (marks.first(), marks.last()) {
        (Some(first), Some(last)) if first.commit.date != last.commit.date => {
            format!("{number} from {} to {}", first.commit.date, last.commit.date)
        }
        (Some(only), _) => format!("{number} of {}", only.commit.date),
        (None, _) => number,
    }
}

/// What can be seen, for those who cannot.
fn summary(marks: &[Mark<'_>]) -> String {
    let changed = marks.iter().filter(|mark| matches!(mark.recipe, Effect::Changed(..))).count();
    let declared = marks.iter().filter(|mark| mark.is_declared).count();
    format!(
        "{} the recipe{}. {} that of upstream, cargo-chef 0.1, which holds manifests, targets and \
         lockfile as they are.",
        commits(changed, "changes", "change"),
        failures(marks),
        commits(declared, "changes", "change")
    )
}

fn commits(number: usize, one: &str, several: &str) -> String {
    format!("{} {}", count(number, "commit"), if number == 1 { one } else { several })
}

fn failures(marks: &[Mark<'_>]) -> String {
    match marks.iter().filter(|mark| matches!(mark.recipe, Effect::Failed(_))).count() {
        0 => String::new(),
        failed => format!(", {failed} could not be prepared"),
    }
}

/// The changes that compile most, the most costly first, with what they compile and why.
fn costly<'m, 'c>(marks: &'m [Mark<'c>]) -> Vec<(&'m Mark<'c>, usize, &'m str)> {
    let change = |mark: &'m Mark<'c>| match &mark.recipe {
        Effect::Changed(share, why) if *share > 0 => Some((mark, *share, why.as_str())),
        _ => None,
    };
    let mut found: Vec<_> = marks.iter().filter_map(change).collect();
    found.sort_by_key(|(_, share, _)| std::cmp::Reverse(*share));
    found.truncate(LISTED);
    found
}

/// A commit in words.
fn line(Mark { commit, recipe, .. }: &Mark<'_>) -> String {
    let Commit { short, date, subject, .. } = commit;
    match recipe {
        Effect::None => format!("{short} {date} {subject}"),
        Effect::Changed(share, why) => format!("{short} {date} {share} %: {why}"),
        Effect::Failed(why) => format!("{short} {date} could not be prepared: {why}"),
    }
}

/// How much of the crates each change has compiled.
fn shares(picture: &mut Picture, marks: &[Mark<'_>]) {
    let [top, bottom] = SHARES;
    let heading = "How much of the dependencies each change recompiles, where the rest is kept";
    picture.text([MARGIN, top - 20.0], "label", heading);
    for (share, at) in [("100 %", top), ("50 %", top.midpoint(bottom)), ("0 %", bottom)] {
        picture.bar([PLOT[0], at, PLOT[1] - PLOT[0], 1.0], "track", None);
        picture.text([WIDTH - MARGIN, at + 4.0], "number end", share);
    }
    for (index, mark) in marks.iter().enumerate() {
        if let Effect::Changed(share, _) = mark.recipe {
            let height = ((bottom - top) * as_f64(share) / 100.0).max(1.0);
            let [x, width] = place(index, marks.len());
            picture.bar([x, bottom - height, width, height], "ours", Some(&line(mark)));
        }
    }
}

/// A row with a mark for some of the commits.
fn row(
    picture: &mut Picture,
    top: f64,
    class: &str,
    heading: &str,
    marks: &[Mark<'_>],
    class_of: impl Fn(&Mark<'_>) -> Option<&'static str>,
) {
    picture.bar([MARGIN, top - 18.0, 10.0, 10.0], class, None);
    picture.text([MARGIN + 16.0, top - 9.0], "label", heading);
    picture.bar([PLOT[0], top, PLOT[1] - PLOT[0], ROW], "track", None);
    for (index, mark) in marks.iter().enumerate() {
        if let Some(class) = class_of(mark) {
            let [x, width] = place(index, marks.len());
            picture.bar([x, top, width, ROW], class, Some(&line(mark)));
        }
    }
}

/// The days of some commits, at most as many as there is room for.
fn dates(picture: &mut Picture, marks: &[Mark<'_>]) {
    const ROOM: f64 = 130.0;
    let mut free = PLOT[0];
    for (index, mark) in marks.iter().enumerate() {
        let [x, width] = place(index, marks.len());
        let (middle, last) = (x + width / 2.0, PLOT[1] - ROOM / 4.0);
        if middle >= free && middle <= last || index == 0 {
            let class = if index == 0 { "number" } else { "number middle" };
            picture.text([if index == 0 { x } else { middle }, DATES], class, &mark.commit.date);
            free = middle + ROOM;
        }
    }
}

/// The left side and the width of the mark of a commit.
fn place(index: usize, commits: usize) -> [f64; 2] {
    let room = (PLOT[1] - PLOT[0]) / as_f64(commits.max(1));
    let width = (room - 1.0).clamp(1.0, 14.0);
    [PLOT[0] + room * as_f64(index) + (room - width) / 2.0, width]
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Counts of this size are exact.
fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
