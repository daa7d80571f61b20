//! `cargo chef diff`: explains why two recipes differ.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::description::{Description, VERSION, document};
use super::outcome::Outcome;
use super::writing::make;
use crate::compare::{Certainty, Difference, Listed};
use crate::error::{Misuse, Result};
use crate::files::normalized;
use crate::git::Repository;
use crate::history::{History, Prepared, repository_of};
use crate::interrupt;
use crate::recipe::{Recipe, short};
use crate::recipe_file::read_text;
use crate::recipe_of::{RecipeRequest, manifest_path};
use crate::shell::{self, Line, Waiting};
use crate::words;

/// The options of `diff`.
#[derive(Clone, Debug)]
pub(crate) struct DiffOptions {
    /// The older recipe: a file, `-`, a directory, or `REVISION:PATH`.
    pub old: String,
    /// The newer recipe, in the same form.
    pub new: String,
    /// The manifest of the project that `.` and revisions without a path mean, if it is not that of the
    /// current directory.
    pub manifest_path: Option<PathBuf>,
    /// What sides are prepared for that are not recipes yet.
    pub request: RecipeRequest,
    pub as_json: bool,
}

/// Where a side of the comparison comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum DiffSide {
    File(PathBuf),
    Project(PathBuf),
    Revision { revision: String, path: String },
}

/// Prints the difference between two recipes.
pub(crate) fn diff(options: &DiffOptions) -> Result<Outcome> {
    if options.old == "-" && options.new == "-" {
        return Err(Misuse::StdinTwice.into());
    }
    interrupt::hold()?;
    let manifest_path = options.manifest_path.as_deref();
    let side = |typed| DiffSide::of(typed, manifest_path);
    let sides = [side(&options.old)?, side(&options.new)?];
    // If one side is a recipe already, the other is prepared for the same.
    let mut read = [sides[0].read(manifest_path)?, sides[1].read(manifest_path)?];
    for index in 0..2 {
        if read[index].is_none() {
            let like = read[1 - index].as_ref().map(|other| &other.recipe);
            let request = options.request_like(like);
            read[index] = Some(sides[index].prepare(&request, manifest_path)?);
        }
    }
    let [Some(old), Some(new)] = read else {
        return Err(Misuse::NothingToCompare(options.old.clone()).into());
    };
    let is_same = old.digest == new.digest;
    let difference = Difference::between((&options.old, &old.recipe), (&options.new, &new.recipe))?;
    if options.as_json {
        shell::output(&document(&Told::new(options, &old, &new, &difference))?);
    } else {
        shell::show_lines(&lines(options, &old, &new, &difference));
    }
    if let [DiffSide::File(base), DiffSide::Project(_) | DiffSide::Revision { .. }] = &sides
        && !is_same
        && !options.as_json
    {
        hint_at_refresh(base, &old, &difference);
    }
    Ok(Outcome::of_comparison(is_same))
}

/// Hints at what has to be compiled on top of a layer that was cooked from an older recipe.
fn hint_at_refresh(base: &Path, old: &Prepared, difference: &Difference) {
    let Some(count) = difference.count() else { return };
    let base = base.display().to_string();
    let refresh = ["cargo", "chef", "prepare", "--recipe-path", &base].map(str::to_owned);
    let refresh = words::command_line(&[&refresh[..], &old.recipe.prepare_flags()].concat());
    let verb = if difference.compiled == 1 { "is" } else { "are" };
    let compiled = format!("{count} {verb} compiled on top of what `{base}` cooked");
    shell::hint(&format!("{compiled}; refresh it with `{refresh}`"));
}

impl DiffOptions {
    fn request_like(&self, other: Option<&Recipe>) -> RecipeRequest {
        match (&self.request.selection, other.and_then(Recipe::exact_selection)) {
            (None, Some(selection)) => RecipeRequest {
                selection: Some(selection.clone()),
                scope: other.map(Recipe::scope).unwrap_or_default(),
                is_settled: other.is_some_and(Recipe::is_settled),
                ..self.request.clone()
            },
            _ => self.request.clone(),
        }
    }
}

impl DiffSide {
    fn of(typed: &str, manifest_path: Option<&Path>) -> Result<Self> {
        let path = Path::new(typed);
        if let Some(manifest_path) = manifest_path.filter(|_| path == Path::new(".")) {
            return Ok(Self::Project(manifest_path.to_owned()));
        }
        if path.is_dir() {
            return Ok(Self::Project(path.join("Cargo.toml")));
        }
        if path.file_name().is_some_and(|name| name == "Cargo.toml") && path.is_file() {
            return Ok(Self::Project(path.to_owned()));
        }
        if typed == "-" || path.exists() {
            return Ok(Self::File(path.to_owned()));
        }
        match typed.rsplit_once(':') {
            Some((revision, path)) if !revision.is_empty() => {
                Ok(Self::Revision { revision: revision.to_owned(), path: path.to_owned() })
            }
            _ => Err(Misuse::NothingToCompare(typed.to_owned()).into()),
        }
    }

    /// The recipe, if the side is one already. Its lockfile is checked when it is compared.
    fn read(&self, manifest_path: Option<&Path>) -> Result<Option<Prepared>> {
        match self {
            Self::File(path) => Prepared::read(path, &read_text(path)?).map(Some),
            Self::Revision { revision, path } if has_extension(path, "json") => {
                let (repository, project) = repository_of(manifest_path)?;
                let commit = repository.resolve(revision)?;
                let place = place(&repository, &project, revision, path)?;
                let text = repository.text(&commit, &place)?.ok_or_else(|| {
                    Misuse::NotInRevision { revision: revision.clone(), path: place }
                })?;
                let name = format!("{revision}:{path}");
                Prepared::read(Path::new(&name), &text).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn prepare(&self, request: &RecipeRequest, named: Option<&Path>) -> Result<Prepared> {
        match self {
            Self::File(path) => Err(crate::recipe::Error::Missing(path.clone()).into()),
            Self::Project(manifest) => {
                // As for `prepare`, the current directory may be anywhere below the manifest.
                let is_here = manifest == Path::new("./Cargo.toml");
                let manifest = manifest_path((!is_here).then_some(manifest.as_path()))?;
                Prepared::new(make(&manifest, request)?.recipe)
            }
            Self::Revision { revision, path } => {
                let (repository, project) = repository_of(named)?;
                let commit = repository.resolve(revision)?;
                let place = place(&repository, &project, revision, path)?;
                if !repository.has(&commit, &place)? {
                    let revision = revision.clone();
                    return Err(Misuse::NotInRevision { revision, path: place }.into());
                }
                let mut history = History::new(&repository, &place, request.clone())?;
                let _waiting = Waiting::new("Reading", &format!("the workspace in `{revision}`"));
                let prepared = history.recipe_at(&commit)?.map_err(|reason| {
                    Misuse::NotPrepared { revision: format!("{revision}:{path}"), reason }
                })?;
                Ok(Prepared::clone(&prepared))
            }
        }
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// Turns a path in a revision into one from the root of the repository. As in git, the path starts
/// at the root unless it begins with a dot. An empty path means the project.
fn place(repository: &Repository, project: &str, revision: &str, path: &str) -> Result<String> {
    let path = match path {
        "" => project.to_owned(),
        path if path.starts_with("./") || path.starts_with("../") || path == "." => {
            format!("{}{path}", repository.prefix())
        }
        path => path.to_owned(),
    };
    normalized(&path)
        .filter(|path| !path.starts_with(".."))
        .ok_or_else(|| Misuse::NotInRevision { revision: revision.to_owned(), path }.into())
}

fn lines(
    options: &DiffOptions,
    old: &Prepared,
    new: &Prepared,
    difference: &Difference,
) -> Vec<Line> {
    if old.digest == new.digest {
        let (old, digest) = (name(&options.old), short(&new.digest));
        let same = format!("{old} and {} are the same, with digest {digest}", name(&options.new));
        return vec![Line::new(same)];
    }
    let mut lines = vec![Line::default().strong(difference.summary())];
    for Listed { title, changes, more } in difference.list(shell::shown()) {
        lines.extend([Line::default(), Line::default().title(format!("{title}:"))]);
        for (change, cost) in changes {
            let line = Line::new(format!("  {change}"));
            lines.push(if cost.is_empty() { line } else { line.faint(format!(" {cost}")) });
        }
        if more > 0 {
            lines.push(Line::default().faint(format!("  {}", words::more(more))));
        }
    }
    lines
}

fn name(side: &str) -> String {
    match side {
        "-" => "stdin".into(),
        side => format!("`{side}`"),
    }
}

/// What programs are told.
#[derive(Serialize)]
struct Told<'d> {
    version: u64,
    same: bool,
    old: Side<'d>,
    new: Side<'d>,
    crates: usize,
    compiled: usize,
    certainty: Certainty,
    summary: Option<String>,
    changes: Value,
}

#[derive(Serialize)]
struct Side<'d> {
    /// As it was typed.
    name: &'d str,
    #[serde(flatten)]
    description: Description,
}

impl<'d> Told<'d> {
    fn new(
        options: &'d DiffOptions,
        old: &Prepared,
        new: &Prepared,
        difference: &Difference,
    ) -> Self {
        let side = |name: &'d str, side: &Prepared| Side {
            name,
            description: Description::new(&side.recipe, short(&side.digest).to_owned()),
        };
        let same = old.digest == new.digest;
        Self {
            version: VERSION,
            same,
            old: side(&options.old, old),
            new: side(&options.new, new),
            crates: difference.crates,
            compiled: if same { 0 } else { difference.compiled },
            certainty: difference.certainty,
            summary: (!same).then(|| difference.summary()),
            changes: if same { json!([]) } else { difference.changes_as_json() },
        }
    }
}
