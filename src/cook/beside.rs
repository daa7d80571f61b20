//! The recipe's files that belong beside the manifests: written where absent, never over others.

use std::path::Path;

use fs_err as fs;

use crate::error::Result;
use crate::recipe::{Recipe, same_config, same_toolchain};
use crate::shell;
use crate::tree::{lexical_join, write_atomically};
use crate::workspace::File;

/// Writes what is absent, and warns of what differs.
pub fn place(root: &Path, recipe: &Recipe) -> Result<()> {
    if let Some(config) = recipe.config() {
        place_file(root, &config, &[".cargo/config", ".cargo/config.toml"], same_config)?;
    }
    if let Some(toolchain) = recipe.toolchain() {
        place_file(root, &toolchain, &["rust-toolchain", "rust-toolchain.toml"], same_toolchain)?;
    }
    let made = recipe.chef.as_ref().and_then(|chef| chef.made_lockfile.clone());
    if let Some(contents) = made {
        let lockfile = File { path: "Cargo.lock".into(), contents };
        place_file(root, &lockfile, &["Cargo.lock"], |_, _| true)?;
    }
    Ok(())
}

fn place_file(
    root: &Path,
    file: &File,
    names: &[&str],
    same: impl Fn(&File, &File) -> bool,
) -> Result<()> {
    let existing = names.iter().find(|name| root.join(name).symlink_metadata().is_ok());
    if let Some(name) = existing {
        let contents = fs::read_to_string(root.join(name))?;
        if !same(&File { path: (*name).to_owned(), contents }, file) {
            shell::warning(&format!("`{name}` is not the one that the recipe was prepared with"));
            shell::hint(
                "prepare the recipe again; until then, what is cooked may be compiled again",
            );
        }
        return Ok(());
    }
    let path = lexical_join(root, &file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    write_atomically(&path, file.contents.as_bytes())
}
