//! Finds what a recipe does not contain: the files that its configuration points to, and replacing
//! crates outside of the root.

use std::path::Path;

use toml::Table;

use crate::config::{Need, NeedPurpose, needs};
use crate::error::{Misuse, Result};
use crate::files::{copy_line, located};
use crate::recipe::Recipe;
use crate::shell;

/// Looks for what the recipe needs, before cargo does.
///
/// # Errors
/// [`Misuse::NeedMissing`] if cargo would fail without it. Anything else that is missing only
/// causes a warning.
pub(super) fn check(root: &Path, recipe: &Recipe) -> Result<()> {
    let is_missing = |path: &str| !located(root, path).exists();
    let config: Table =
        recipe.config().and_then(|file| file.contents.parse().ok()).unwrap_or_default();
    let mut vital = needs(&config);
    vital.retain(|need| need.purpose.is_vital());
    let listed = recipe.chef.iter().flat_map(|chef| &chef.needs);
    let targets = recipe.scope().targets.into_iter().map(|path| (path, NeedPurpose::Target));
    let crates = replacing(recipe).into_iter().map(|path| (path, NeedPurpose::LocalCrate));
    for (path, purpose) in targets.chain(crates) {
        if listed.clone().any(|need| *need == path) {
            vital.push(Need { path, purpose });
        }
    }
    if let Some(Need { path, purpose }) = vital.into_iter().find(|need| is_missing(&need.path)) {
        return Err(Misuse::NeedMissing { purpose: in_words(&purpose), path }.into());
    }
    for path in listed.filter(|path| is_missing(path)) {
        shell::warning(&format!("the recipe was prepared with `{path}`, which is not here"));
        shell::hint(&format!(
            "copy it before cooking, or what is cooked may be compiled again: `{}`",
            copy_line(path)
        ));
    }
    Ok(())
}

/// The beginning of a sentence that ends with the path.
fn in_words(purpose: &NeedPurpose) -> String {
    match purpose {
        NeedPurpose::Include => "the recipe's configuration includes".into(),
        NeedPurpose::Replacement(replaced) => format!("the recipe replaces {replaced} with"),
        NeedPurpose::Compiler => "the recipe compiles with".into(),
        NeedPurpose::Target => "the recipe compiles for".into(),
        NeedPurpose::Certificates => "the recipe reaches registries by the certificates in".into(),
        NeedPurpose::Linker => "the recipe links with".into(),
        NeedPurpose::LinkerScript => "the recipe links by".into(),
        NeedPurpose::Variable => "the recipe's environment points to".into(),
        NeedPurpose::LocalCrate => "external crates of the recipe depend on".into(),
    }
}

/// The directories of replacing crates outside of the root.
fn replacing(recipe: &Recipe) -> Vec<String> {
    let mut found = Vec::new();
    recipe.project().for_each_outside(|path| found.push(path.clone()));
    found
}
