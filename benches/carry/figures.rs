//! The table of the README and its picture, and all figures in `docs/figures.md`, from what was
//! measured.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use cargo_chef::shell;
use fs_err as fs;

use crate::flags::Flags;
use crate::measure::{Group, Report, Row};
use crate::picture::picture;
use crate::ways::Way;

/// What stands around the table in the README.
const MARKS: [&str; 2] = ["<!-- figures -->\n", "<!-- end of figures -->\n"];

/// The rows of the README, from the slowest to ours.
const SHOWN: [Way; 5] = [Way::Mount, Way::Upstream, Way::Sccache, Way::Layer, Way::Reuse];

/// What a build is where nothing is kept.
const NOTHING: &str = "no tool";

/// Writes all of them.
pub fn write(flags: &Flags) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = fs::read_dir(&flags.figures)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    let mut reports = Vec::new();
    for path in names.iter().filter(|path| path.extension().is_some_and(|it| it == "json")) {
        let report: Report = serde_json::from_slice(&fs::read(path)?)
            .with_context(|| format!("in {}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        reports.push((name, report));
    }
    let history = flags.json_of(crate::flags::Part::History);
    let history = history.file_stem().unwrap_or_default().to_string_lossy();
    let shown = reports.iter().find(|(name, _)| *name == history);
    let (_, shown) = shown.with_context(|| format!("there is no `{history}`"))?;

    let picture_path = root.join("docs/figures.svg");
    fs::write(&picture_path, picture(shown, &rows(shown)))?;
    let readme = root.join("README.md");
    let text = fs::read_to_string(&readme)?;
    let parts = text.split_once(MARKS[0]).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(MARKS[1])?;
        Some((before, after))
    });
    let (before, after) = parts.context("README.md has no place for the figures")?;
    let [begin, end] = MARKS;
    fs::write(&readme, format!("{before}{begin}{}{end}{after}", short(shown)?))?;
    let page = root.join("docs/figures.md");
    fs::write(&page, full(&reports))?;
    for path in [picture_path, readme, page] {
        shell::note("written", &path.display().to_string());
    }
    Ok(())
}

/// Each step with its rows, first what a build takes where nothing is kept: that is the first build
/// of cargo alone, whatever has changed since.
fn rows(report: &Report) -> Vec<(&str, Vec<(&str, &Row)>)> {
    let first = report.groups.first().and_then(|group| row(group, Way::Twin));
    let of_group = |group| {
        let nothing = first.map(|row| (NOTHING, row)).into_iter();
        let others = SHOWN.iter().filter_map(move |way| row(group, *way));
        nothing.chain(others.map(|row| (row.name.as_str(), row))).collect()
    };
    report.groups.iter().map(|group| (group.title.as_str(), of_group(group))).collect()
}

fn row(group: &Group, way: Way) -> Option<&Row> {
    group.rows.iter().find(|row| row.name == way.name())
}

/// The table of the README: seconds, and crates compiled.
fn short(report: &Report) -> Result<String> {
    let steps = rows(report);
    ensure!(!steps.is_empty(), "nothing was measured");
    let mut text = against_upstream(&report.project, &steps);
    let titles: Vec<&str> = steps.iter().map(|(title, _)| *title).collect();
    let _ = writeln!(text, "| seconds (crates compiled) | {} | kept |", titles.join(" | "));
    let _ = writeln!(text, "|---{}|", "|---:".repeat(titles.len() + 1));
    for (index, (name, _)) in steps[0].1.iter().enumerate() {
        let _ = write!(text, "| {name} ");
        for (_, rows) in &steps {
            let row = rows[index].1;
            let _ = write!(text, "| {:.1} ({}) ", row.median(), crates(row));
        }
        let last = steps.last().map_or(0, |(_, rows)| rows[index].1.kept.unwrap_or(0));
        let kept = if *name == NOTHING { "–".into() } else { size(last) };
        let _ = writeln!(text, "| {kept} |");
    }
    let _ = writeln!(text, "\n{}; {}.", report.project, report.machine.describe());
    let _ =
        writeln!(text, "Without a tool, every build is a first build, which was measured once.\n");
    text.push_str(&not_first(&steps));
    Ok(text)
}

/// What `--reuse` and upstream take after each kind of change.
fn against_upstream(project: &str, steps: &[(&str, Vec<(&str, &Row)>)]) -> String {
    let mut text = format!("What a build takes with `--reuse`, and with upstream ({project}):\n\n");
    // Nobody has anything to take in the first build.
    for (title, rows) in steps.iter().skip(1) {
        let of = |way: Way| rows.iter().find(|(name, _)| *name == way.name()).map(|(_, row)| *row);
        if let Some((ours, theirs)) = of(Way::Reuse).zip(of(Way::Upstream)) {
            let _ = writeln!(
                text,
                "- {title}: {:.1} s for {} crates, instead of {:.1} s for {}",
                ours.median(),
                crates(ours),
                theirs.median(),
                crates(theirs)
            );
        }
    }
    text.push('\n');
    text
}

/// Where something else took less time than `--reuse`, by how much.
fn not_first(steps: &[(&str, Vec<(&str, &Row)>)]) -> String {
    let mut found = Vec::new();
    for (title, rows) in steps {
        let Some((_, ours)) = rows.iter().find(|(name, _)| *name == Way::Reuse.name()) else {
            continue;
        };
        for (name, row) in rows.iter().filter(|(_, row)| row.median() < ours.median()) {
            let more = (ours.median() / row.median() - 1.0) * 100.0;
            found.push(format!("{title} ({more:.0} % longer than {name})"));
        }
    }
    if found.is_empty() {
        return "`--reuse` takes the least time in each column.\n".into();
    }
    format!(
        "Where `--reuse` is not the fastest: {}. It has to copy what a cache mount has in place; but \
         a cache mount belongs to one builder, and nothing is ever dropped from it. The first build \
         also fills the directory. All figures are in [docs/figures.md](docs/figures.md).\n",
        found.join("; ")
    )
}

/// All that was measured.
fn full(reports: &[(String, Report)]) -> String {
    let mut text = String::from(
        "# Figures\n\nWritten by `cargo bench --bench carry -- figures`, from what \
         `cargo bench --bench carry` has measured: `history`, the states of a workspace one after \
         the other, each built in several ways; `bumps`, the dependencies after one new version; \
         `fresh`, a state in which nothing has to be compiled.\n\n\
         Wall is the time on the clock, processor that of all cores. Kept is what stays for the \
         next build. What it takes to pull and push layers and images is not in these figures. \
         Where nothing is kept, each build is the first one of cargo alone.\n",
    );
    for (_, report) in reports {
        let _ = writeln!(text, "\n## {}\n\n{}", report.project, report.machine.describe());
        for group in &report.groups {
            let _ = writeln!(text, "\n**{}**\n", group.title);
            text.push_str("| | wall | processor | crates | kept |\n|---|---:|---:|---:|---:|\n");
            for row in &group.rows {
                let kept = row.kept.map_or_else(String::new, size);
                let (name, count) = (&row.name, crates(row));
                let (wall, processor) = (row.median(), row.processor_median());
                let _ = writeln!(
                    text,
                    "| {name} | {wall:.1} s | {processor:.1} s | {count} | {kept} |"
                );
            }
        }
        let missed: Vec<_> = report.checks.iter().filter(|check| !check.holds).collect();
        if !missed.is_empty() {
            text.push_str("\nWhat should hold and does not:\n\n");
        }
        for check in missed {
            let _ = writeln!(text, "- {}", check.what);
        }
    }
    text
}

fn crates(row: &Row) -> String {
    let count = row.local.zip(row.external).map(|(local, external)| local + external);
    count.map_or_else(|| "–".into(), |count| count.to_string())
}

fn size(bytes: u64) -> String {
    bytesize::ByteSize::b(bytes).display().si().to_string()
}
