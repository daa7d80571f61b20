//! The files beside the manifests, in a normal form and without what does not matter.

use std::collections::BTreeSet;

use toml::Table;

use super::ToolchainFile;
use super::secrets::{self, Secret};
use crate::workspace::File;
use crate::workspace::config::remove_local;

/// Parts of cargo's configuration that cannot reach a compiled dependency.
const IDLE: [&str; 5] = ["alias", "term", "cargo-new", "install", "doc"];

/// The configuration in normal form; `None` where nothing is left.
pub fn config(file: &File) -> Option<String> {
    config_and_secrets(file).0
}

/// The same, and what was left out because nobody should know it.
pub fn config_and_secrets(file: &File) -> (Option<String>, BTreeSet<Secret>) {
    let Ok(mut table) = file.contents.parse::<Table>() else {
        return (None, BTreeSet::new());
    };
    table.retain(|key, _| !IDLE.contains(&key));
    remove_local(&mut table);
    let mut secrets = secrets::remove_keys(&mut table);
    table.retain(|_, value| !value.as_table().is_some_and(Table::is_empty));
    let mut text = table.to_string();
    secrets.extend(secrets::remove_from_urls(&mut text));
    ((!table.is_empty()).then_some(text), secrets)
}

/// The toolchain file in normal form: a channel's name, or TOML.
pub fn toolchain(file: &File) -> (ToolchainFile, String) {
    let kind = if file.path.contains('.') { ToolchainFile::Toml } else { ToolchainFile::Bare };
    let contents = match file.contents.parse::<Table>() {
        Ok(table) => table.to_string(),
        Err(_) => format!("{}\n", file.contents.trim()),
    };
    (kind, contents)
}

/// Whether two configurations come to the same for dependencies.
#[must_use]
pub fn same_config(left: &File, right: &File) -> bool {
    config(left) == config(right)
}

/// Whether two toolchain files come to the same.
#[must_use]
pub fn same_toolchain(left: &File, right: &File) -> bool {
    toolchain(left).1 == toolchain(right).1
}
