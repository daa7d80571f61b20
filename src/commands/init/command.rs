//! Runs `init`.

use super::dockerfile::dockerfile;
use super::ignore::ignore;
use super::options::{BASE_RECIPE, InitOptions, Output};
use super::plan::ImagePlan;
use crate::commands::outcome::Outcome;
use crate::commands::{notices, writing};
use crate::error::{Misuse, Result};
use crate::files::write_atomically;
use crate::recipe_of::{Notice, RecipeRequest, manifest_path, read_for};
use crate::shell;

/// Writes the files, or prints them.
pub(crate) fn init(options: &InitOptions) -> Result<Outcome> {
    let manifest_path = manifest_path(options.manifest_path.as_deref())?;
    // The image is built from the root, even if the manifest of a member was named.
    let mut source = read_for(&manifest_path, &RecipeRequest::default())?;
    source.notices.retain(|notice| *notice != Notice::NoSources);
    notices::print(&source.notices);
    let root = source.workspace.root.clone();
    let plan = ImagePlan::new(&source.workspace, &options.binaries)?;
    for directory in &plan.outside {
        shell::warning(&format!("`{directory}` is outside of the directory that docker is given"));
        shell::hint("build with a directory above as context, and copy from there");
    }
    let files =
        [("Dockerfile", dockerfile(&plan, &options.style)), (".dockerignore", ignore(&plan))];
    if options.output == Output::Stdout {
        let text = files.map(|(name, text)| format!("# {name}\n{text}"));
        shell::output(&text.join("\n"));
        return Ok(Outcome::Done);
    }
    if options.output == Output::NewFiles
        && let Some((name, _)) = files.iter().find(|(name, _)| root.join(name).exists())
    {
        return Err(Misuse::WouldOverwrite(root.join(name)).into());
    }
    for (name, text) in files {
        write_atomically(&root.join(name), text.as_bytes())?;
        shell::note("wrote", name);
    }
    let base = root.join(BASE_RECIPE);
    if options.style.layered && !base.exists() {
        let request =
            RecipeRequest { selection: Some(plan.selection.clone()), ..RecipeRequest::default() };
        writing::write(&root.join("Cargo.toml"), &request, &base)?.tell(&base);
        shell::note("wrote", BASE_RECIPE);
    }
    Ok(Outcome::Done)
}
