//! Makes a recipe, writes it, and tells what was written.

use std::path::Path;

use super::notices;
use crate::error::Result;
use crate::files::{copy_line, write_where_named};
use crate::recipe::{Recipe, short_digest};
use crate::recipe_of::{Made, RecipeRequest, read_for, recipe_of};
use crate::shell::{self, Waiting};
use crate::words::{count, listed};

/// Makes the recipe of a manifest's workspace, and prints what the user should know about it.
pub(super) fn make(manifest_path: &Path, request: &RecipeRequest) -> Result<Made> {
    let waiting = Waiting::new("Reading", "the workspace");
    let source = read_for(manifest_path, request)?;
    drop(waiting);
    notices::print(&source.notices);
    let made = recipe_of(&source, request)?;
    notices::print(&made.notices);
    // The process ends soon, and to free a workspace takes as long as to assemble it.
    std::mem::forget(source);
    Ok(made)
}

/// A recipe that was written.
pub(super) struct Written {
    pub recipe: Recipe,
    pub text: String,
    /// Whether there was a file in its place, whose writer was told what can be told.
    is_known: bool,
}

/// Makes a recipe and writes it, or prints it to stdout if the path is `-`.
pub(super) fn write(
    manifest_path: &Path,
    request: &RecipeRequest,
    recipe_path: &Path,
) -> Result<Written> {
    let Made { recipe, secrets, .. } = make(manifest_path, request)?;
    notices::print_secrets(&secrets);
    list_needs(&recipe);
    let text = recipe.to_text()?;
    let is_known = recipe_path.exists();
    if recipe_path == Path::new("-") {
        shell::output(&text);
        shell::written()?;
    } else {
        write_where_named(recipe_path, text.as_bytes())?;
    }
    Ok(Written { recipe, text, is_known })
}

impl Written {
    /// Prints one line about what was written. Recipes with the same digest have the same bytes.
    pub(super) fn tell(&self, path: &Path) {
        let Self { recipe, text, is_known } = self;
        let name =
            if path == Path::new("-") { String::new() } else { format!("`{}`: ", path.display()) };
        let crates = count(recipe.crates(), "crate");
        let digest = short_digest(text);
        let words = recipe.in_words();
        shell::note("prepared", &format!("{name}{words}, {crates}, digest {digest}"));
        if recipe.exact_selection().is_none() && !is_known {
            shell::hint(
                "say what you build, such as `--bin NAME` or `--exact`, and the recipe changes less often",
            );
        }
    }
}

/// Prints what has to exist where the recipe is cooked, besides the recipe.
fn list_needs(recipe: &Recipe) {
    let needs = recipe.chef.iter().flat_map(|chef| &chef.needs);
    let lines: Vec<_> = needs.map(|path| format!("`{}`", copy_line(path))).collect();
    if !lines.is_empty() {
        shell::note("note", "the recipe points to files that do not travel in it");
        shell::hint(&format!("copy them before cooking: {}", listed(&lines, shell::shown())));
    }
}
