//! Runs `log`.
//!
//! Each commit is compared with its first parent. If no recipe can be made of the parent, the
//! nearest earlier commit that has a recipe takes its place, so that no change is missed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::picture::{Effect, Mark, picture};
use crate::commands::description::VERSION;
use crate::commands::outcome::Outcome;
use crate::compare::Difference;
use crate::error::Result;
use crate::files::write_where_named;
use crate::git::Commit;
use crate::history::{History, Revision, repository_of};
use crate::recipe_of::RecipeRequest;
use crate::shell::{self, Bar, Line};
use crate::words::count;

/// How many commits are examined by default.
const COMMITS: usize = 100;

/// The options of `log`.
#[derive(Clone, Debug)]
pub(crate) struct LogOptions {
    /// The newest commit, or a range.
    pub range: Option<String>,
    /// How many commits to examine; `None` for the default, or for the whole range.
    pub limit: Option<usize>,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// What each commit is prepared for.
    pub request: RecipeRequest,
    pub as_json: bool,
    /// Where to draw a picture; `-` for stdout, in the place of the list.
    pub svg: Option<PathBuf>,
}

/// What a commit did to the recipe.
#[derive(Clone, Debug)]
enum Step {
    Changed(Difference),
    Failed(String),
}

/// Prints the history of the repository of the current directory, newest commit first.
pub(crate) fn log(options: &LogOptions) -> Result<Outcome> {
    let (repository, place) = repository_of(options.manifest_path.as_deref())?;
    let range = options.range.as_deref().unwrap_or("HEAD");
    let limit = match (options.limit, range.contains("..")) {
        (None, false) => Some(COMMITS),
        (limit, _) => limit,
    };
    let commits = repository.commits(range, limit)?;
    if commits.is_empty() {
        shell::warning(&format!("there is no commit in `{range}`"));
        shell::hint("a range names the older end first, as in `v1.0..HEAD`");
    }
    let is_list = options.svg.as_deref() != Some(Path::new("-"));
    let history = History::new(&repository, &place, options.request.clone())?;
    let mut history = if options.svg.is_some() { history.noting_declarations() } else { history };
    let bar = Bar::new(commits.len(), "commits");
    let is_told = is_list && !options.as_json;
    let steps = walk(&commits, &mut history, |done| match done {
        Some((commit, step)) if is_told => shell::show_lines(&[line(commit, step)]),
        Some(_) => {}
        None => bar.step(),
    })?;
    drop(bar);
    if !is_list {
        shell::output(&drawn(&commits, &steps, &history));
    } else if options.as_json {
        shell::output(&as_json(commits.len(), &steps));
    } else {
        shell::show(&summary(commits.len(), &steps));
    }
    if let Some(path) = options.svg.as_deref().filter(|_| is_list) {
        write_where_named(path, drawn(&commits, &steps, &history).as_bytes())?;
        shell::note("drawn", &format!("`{}`", path.display()));
    }
    Ok(Outcome::Done)
}

/// Compares each commit with the one before. `tell` is called for each commit that did something,
/// as soon as that is known, and with `None` after each commit.
fn walk<'c>(
    commits: &'c [Commit],
    history: &mut History<'_>,
    mut tell: impl FnMut(Option<(&Commit, &Step)>),
) -> Result<Vec<(&'c Commit, Step)>> {
    let mut steps = Vec::new();
    // The newer commit, until an earlier one is found that can be prepared.
    let mut newer: Option<(&Commit, Revision)> = None;
    // The commits since then that cannot be prepared.
    let mut failed = Vec::new();
    for (index, commit) in commits.iter().enumerate() {
        let outcome = history.recipe_at(&commit.id)?;
        let mut found: Vec<_> = changed(newer.as_ref(), &outcome)?.into_iter().collect();
        match &outcome {
            Ok(_) => newer = Some((commit, outcome)),
            Err(reason) => failed.push((commit, Step::Failed(reason.clone()))),
        }
        if newer.as_ref().is_none_or(|(newer, _)| newer.id == commit.id) {
            found.append(&mut failed);
        }
        // The next commit is not the parent if the range ends here or has several lines.
        let next = commits.get(index + 1).map(|next| &next.id);
        if let Some(parent) = commit.parent.as_ref().filter(|parent| Some(*parent) != next) {
            let base = history.recipe_at(parent)?;
            found.extend(changed(newer.as_ref(), &base)?);
            found.append(&mut failed);
            newer = None;
        }
        if next.is_none() {
            found.append(&mut failed);
        }
        for (commit, step) in found {
            tell(Some((commit, &step)));
            steps.push((commit, step));
        }
        tell(None);
    }
    Ok(steps)
}

/// The change that the newer commit made, if any.
fn changed<'c>(
    newer: Option<&(&'c Commit, Revision)>,
    older: &Revision,
) -> Result<Option<(&'c Commit, Step)>> {
    let (Some((commit, Ok(new))), Ok(old)) = (newer, older) else {
        return Ok(None);
    };
    if new.digest == old.digest {
        return Ok(None);
    }
    let difference =
        Difference::between(("the recipe before", &old.recipe), (&commit.short, &new.recipe))?;
    Ok(Some((*commit, Step::Changed(difference))))
}

fn line(commit: &Commit, step: &Step) -> Line {
    let line = Line::default().name(&commit.short).faint(format!(" {} ", commit.date));
    match step {
        Step::Changed(difference) => {
            line.plain(difference.causes()).strong(format!(": {}", difference.cost()))
        }
        Step::Failed(reason) => {
            line.failure("could not be prepared").plain(format!(": {}", one_line(reason)))
        }
    }
}

/// Shortens one of cargo's messages to its first line, followed by the place in a file or by the
/// last cause.
fn one_line(reason: &str) -> String {
    let mut lines = reason.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let place = lines.clone().find_map(|line| line.strip_prefix("--> "));
    let cause =
        || lines.clone().any(|line| line == "Caused by:").then(|| lines.clone().next_back());
    match place.or_else(|| cause().flatten()) {
        Some(more) => format!("{first}: {more}"),
        None => first.to_owned(),
    }
}

/// The percentage of crates that each change compiles, in ascending order.
fn shares(steps: &[(&Commit, Step)]) -> Vec<usize> {
    let share = |step: &Step| match step {
        Step::Changed(difference) => Some(percent(difference)),
        Step::Failed(_) => None,
    };
    let mut shares: Vec<_> = steps.iter().filter_map(|(_, step)| share(step)).collect();
    shares.sort_unstable();
    shares
}

fn percent(difference: &Difference) -> usize {
    (difference.compiled * 100).div_ceil(difference.crates.max(1))
}

fn summary(commits: usize, steps: &[(&Commit, Step)]) -> String {
    let shares = shares(steps);
    let failed = match steps.len() - shares.len() {
        0 => String::new(),
        failed => format!(", {failed} could not be prepared"),
    };
    let changes =
        format!("{}, {}{failed}", count(commits, "commit"), count(shares.len(), "recipe change"));
    let cost = match (shares.get(shares.len() / 2), shares.last()) {
        (Some(median), Some(most)) => {
            format!("; a change recompiles {median} % of the crates (median), up to {most} %")
        }
        _ => String::new(),
    };
    format!("{changes}{cost}\n")
}

fn as_json(commits: usize, steps: &[(&Commit, Step)]) -> String {
    let steps_as_json: Vec<Value> = steps
        .iter()
        .map(|(commit, step)| {
            let mut value = json!({
                "commit": commit.id,
                "date": commit.date,
                "subject": commit.subject,
            });
            match step {
                Step::Changed(difference) => {
                    value["summary"] = difference.summary().into();
                    value["crates"] = difference.crates.into();
                    value["compiled"] = difference.compiled.into();
                    value["certainty"] = json!(difference.certainty);
                    value["changes"] = difference.changes_as_json();
                }
                Step::Failed(reason) => value["error"] = reason.as_str().into(),
            }
            value
        })
        .collect();
    let shares = shares(steps);
    let value = json!({
        "version": VERSION,
        "commits": commits,
        "recipe_changes": shares.len(),
        "failures": steps.len() - shares.len(),
        "compiled_percent": shares,
        "steps": steps_as_json,
    });
    format!("{value:#}\n")
}

/// The picture of a history.
fn drawn(commits: &[Commit], steps: &[(&Commit, Step)], history: &History<'_>) -> String {
    let redeclared = history.redeclared(commits);
    let steps: HashMap<&str, &Step> =
        steps.iter().map(|(commit, step)| (commit.id.as_str(), step)).collect();
    let marks: Vec<Mark<'_>> = (commits.iter().rev())
        .map(|commit| {
            let id = commit.id.as_str();
            let recipe = match steps.get(id) {
                None => Effect::None,
                Some(Step::Changed(difference)) => {
                    Effect::Changed(percent(difference), difference.summary())
                }
                Some(Step::Failed(reason)) => Effect::Failed(one_line(reason)),
            };
            Mark { commit, recipe, is_declared: redeclared.contains(id) }
        })
        .collect();
    picture(&marks)
}
