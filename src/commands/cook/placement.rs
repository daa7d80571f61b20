//! Places the recipe's files that belong beside the manifests. They are written if they are
//! missing, and never overwrite others.

use std::path::{Path, PathBuf};

use fs_err as fs;
use toml::{Table, Value};

use crate::error::{Misuse, Result};
use crate::files::{lexical_join, normalized};
use crate::project_files::{Placed, ProjectFile, ProjectFileKind};
use crate::recipe::Recipe;
use crate::shell;

/// The files that were written, which are taken back unless they are kept.
#[derive(Default)]
pub(super) struct Placement {
    written: Vec<(PathBuf, String)>,
}

/// Writes the files that are missing, and warns about those that differ. Where the project itself has no
/// lockfile, cargo makes it one when it is built.
pub(super) fn place(root: &Path, recipe: &Recipe) -> Result<Placement> {
    let is_project = root.join("Cargo.toml").exists() && !root.join("Cargo.lock").exists();
    place_with(root, recipe, !is_project)
}

/// Does the same, with or without the lockfile that was made for the recipe.
pub(super) fn place_with(root: &Path, recipe: &Recipe, with_lockfile: bool) -> Result<Placement> {
    let made = recipe.chef.as_ref().and_then(|chef| chef.made_lockfile.clone());
    let made = made.filter(|_| with_lockfile);
    let lockfile = made.map(|contents| ProjectFile { path: "Cargo.lock".into(), contents });
    let mut placement = Placement::default();
    for (kind, file) in [
        (ProjectFileKind::Configuration, recipe.config()),
        (ProjectFileKind::Toolchain, recipe.toolchain()),
        (ProjectFileKind::Lockfile, lockfile),
    ] {
        let Some(file) = file else { continue };
        if kind == ProjectFileKind::Configuration && kind.find(root)?.is_none() {
            stays_inside(&file.contents)?;
        }
        match kind.place(root, &file)? {
            Placed::Same => {}
            Placed::Written => {
                placement.written.push((lexical_join(root, &file.path), file.contents));
            }
            Placed::Differs(path) => {
                shell::warning(&format!(
                    "`{path}` is not the one that the recipe was prepared with"
                ));
                shell::hint(
                    "prepare the recipe again; until then, what is cooked may be compiled again",
                );
            }
        }
    }
    Ok(placement)
}

/// Whether a configuration that only the recipe has keeps what cargo writes below the root.
///
/// # Errors
/// [`Misuse::TargetOutside`] if it does not.
fn stays_inside(config: &str) -> Result<()> {
    let config: Table = config.parse().unwrap_or_default();
    for key in ["target-dir", "build-dir"] {
        let directory =
            config.get("build").and_then(|build| build.get(key)).and_then(Value::as_str);
        let Some(directory) = directory else { continue };
        let below = directory.strip_prefix("{workspace-root}/").unwrap_or(directory);
        let below = below.replace("{workspace-path-hash}", "hash");
        let is_inside = normalized(&below).is_some_and(|path| !path.starts_with(".."));
        if !is_inside || below.contains('{') {
            let key = format!("build.{key}");
            return Err(Misuse::TargetOutside { key, directory: directory.to_owned() }.into());
        }
    }
    Ok(())
}

impl Placement {
    /// Leaves the files where they are.
    pub(super) fn keep(mut self) {
        self.written.clear();
    }
}

impl Drop for Placement {
    fn drop(&mut self) {
        for (path, contents) in &self.written {
            if fs::read_to_string(path).is_ok_and(|text| text == *contents) {
                // What stays does no more harm than the failure that is reported.
                let _ = fs::remove_file(path);
                if path.ends_with(".cargo/config.toml")
                    && let Some(directory) = path.parent()
                {
                    // It stays if there is anything else in it.
                    let _ = fs::remove_dir(directory);
                }
            }
        }
    }
}
