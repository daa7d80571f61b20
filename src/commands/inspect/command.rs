//! Runs `inspect`.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::report;
use super::summary::{Named, Summary};
use crate::cargo::Cargo;
use crate::commands::description::document;
use crate::commands::outcome::Outcome;
use crate::compare::RecipeContents;
use crate::error::{Misuse, Result};
use crate::files::{self, Directory, temporary_directory};
use crate::interrupt;
use crate::project::Project;
use crate::recipe::{Chef, Kind, PreparedFor, Recipe, Skeleton, agreed_scope, crates};
use crate::recipe_file::read_text;
use crate::selection::{Scope, Selection};
use crate::shell::{self, Waiting};
use crate::umbrella_of::umbrella_of;
use crate::words::count;

/// The options of `inspect`.
#[derive(Clone, Debug)]
pub(crate) struct InspectOptions {
    /// The path of the recipe, or `-` for stdin.
    pub recipe_path: PathBuf,
    /// What is selected from a workspace recipe.
    pub selection: Selection,
    pub show: Show,
}

/// What is shown of a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// A summary of everything.
    Summary { as_json: bool },
    /// The crates with this name.
    Crate { name: String, as_json: bool },
    /// What cook would build, written to this directory.
    Restore(PathBuf),
}

/// Prints what a recipe contains, or writes what cook would build.
pub(crate) fn inspect(options: &InspectOptions) -> Result<Outcome> {
    let path = &options.recipe_path;
    let text = read_text(path)?;
    interrupt::hold()?;
    let recipe = match options.show {
        Show::Restore(_) => Recipe::parse(path, &text)?,
        // What is shown has the lockfile parsed.
        Show::Summary { .. } | Show::Crate { .. } => Recipe::parse_without_lockfile(path, &text)?,
    };
    agreed_scope(&recipe, &options.selection, &Scope::default())?;
    let name = path.display().to_string();
    match &options.show {
        Show::Restore(directory) => {
            check_empty(directory)?;
            let project = chosen_project(&recipe, &options.selection)?;
            restore(&project, &recipe, directory)?;
            tell(&project, directory);
        }
        Show::Summary { as_json } => {
            let shown = chosen(&recipe, &options.selection)?;
            let contents = RecipeContents::new(&name, shown.as_ref().unwrap_or(&recipe))?;
            let mut summary = Summary::new(path, &contents, &recipe, &text);
            if shown.is_some() {
                summary = summary.for_selection(&options.selection);
            }
            output(*as_json, &summary, |summary| report::summary(summary, shell::shown()))?;
        }
        Show::Crate { name: wanted, as_json } => {
            let shown = chosen(&recipe, &options.selection)?;
            let contents = RecipeContents::new(&name, shown.as_ref().unwrap_or(&recipe))?;
            let named = Named::new(path, &contents, &recipe, wanted)?;
            output(*as_json, &named, |named| report::crates(&named.crates, shell::shown()))?;
        }
    }
    Ok(Outcome::Done)
}

fn output<T: serde::Serialize>(
    as_json: bool,
    value: &T,
    text: impl FnOnce(&T) -> String,
) -> Result<()> {
    if as_json {
        shell::output(&document(value)?);
    } else {
        shell::show(&text(value));
    }
    Ok(())
}

/// The project that cook would build.
fn chosen_project(recipe: &Recipe, selection: &Selection) -> Result<Project> {
    let scratch = temporary_directory()?;
    let scratch = Directory::open(scratch.path())?;
    let _waiting = Waiting::new("Reading", "the recipe");
    umbrella_of(recipe, "Cargo.toml", selection, &scratch, &Cargo::inherited())
}

/// A workspace recipe, reduced to what a selection needs; `None` if the recipe is shown as it is.
fn chosen(recipe: &Recipe, selection: &Selection) -> Result<Option<Recipe>> {
    if recipe.exact_selection().is_some() || selection.is_default() {
        return Ok(None);
    }
    let project = chosen_project(recipe, selection)?;
    let kind = Kind::Exact(Box::new(PreparedFor::new(selection.clone(), &Scope::default())));
    Ok(Some(Recipe {
        skeleton: Skeleton {
            manifests: project.manifests,
            lock_file: project.lockfile,
            ..recipe.skeleton.clone()
        },
        chef: Some(Chef {
            sources: project.sources,
            local_config: project.config,
            needs: recipe.chef.iter().flat_map(|chef| chef.needs.clone()).collect(),
            ..Chef::new(kind)
        }),
    }))
}

fn check_empty(directory: &Path) -> Result<()> {
    if directory.is_symlink() {
        return Err(files::Error::Link(directory.display().to_string()).into());
    }
    match fs::read_dir(directory) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(Misuse::NotEmpty(directory.to_owned()).into()),
            None => Ok(()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn tell(project: &Project, directory: &Path) {
    let packages = count(project.manifests.len(), "package");
    let crates = count(crates(project.lockfile.as_deref().unwrap_or_default()), "crate");
    shell::note("restored", &format!("{packages} with {crates}, to `{}`", directory.display()));
}

fn restore(project: &Project, recipe: &Recipe, directory: &Path) -> Result<()> {
    let root = Directory::open(&project.files()?.write(directory)?)?;
    for file in [recipe.config(), recipe.toolchain()].into_iter().flatten() {
        let path = Path::new(&file.path);
        root.create_all(path.parent().unwrap_or(Path::new("")))?;
        root.write(path, file.contents.as_bytes())?;
    }
    Ok(())
}
