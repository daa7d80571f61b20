//! `cargo chef prepare`: makes a recipe from a directory.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::description::{Description, VERSION, document};
use super::outcome::Outcome;
use super::writing::{self, Written};
use crate::error::{Misuse, Result};
use crate::interrupt;
use crate::recipe::short_digest;
use crate::recipe_of::{RecipeRequest, manifest_path};
use crate::shell;

/// The options of `prepare`.
#[derive(Clone, Debug)]
pub(crate) struct PrepareOptions {
    /// Where the recipe is written, or `-` for stdout.
    pub recipe_path: PathBuf,
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    pub request: RecipeRequest,
    /// Whether what was written is told as JSON.
    pub as_json: bool,
}

/// Writes the recipe, and tells what was written.
pub(crate) fn prepare(options: &PrepareOptions) -> Result<Outcome> {
    if options.as_json && options.recipe_path == Path::new("-") {
        return Err(Misuse::StdoutTwice.into());
    }
    // What is only there for a while is taken away.
    interrupt::hold()?;
    let manifest_path = manifest_path(options.manifest_path.as_deref())?;
    let written = writing::write(&manifest_path, &options.request, &options.recipe_path)?;
    if options.as_json {
        shell::output(&document(&Told::new(&written, &options.recipe_path))?);
    } else {
        written.tell(&options.recipe_path);
    }
    Ok(Outcome::Done)
}

/// What programs are told.
#[derive(Serialize)]
struct Told<'w> {
    version: u64,
    /// Where the recipe is.
    path: Cow<'w, str>,
    #[serde(flatten)]
    description: Description,
    /// The number of crates in its lockfile.
    crates: usize,
    /// What has to exist where it is cooked.
    needs: &'w [String],
}

impl<'w> Told<'w> {
    fn new(written: &'w Written, path: &'w Path) -> Self {
        let Written { recipe, text, .. } = written;
        Self {
            version: VERSION,
            path: path.to_string_lossy(),
            description: Description::new(recipe, short_digest(text)),
            crates: recipe.crates(),
            needs: recipe.chef.as_ref().map(|chef| &*chef.needs).unwrap_or_default(),
        }
    }
}
