//! The files beside the manifests, in a normal form and without what does not matter.

use toml::{Table, Value};

use super::ToolchainFile;
use crate::workspace::File;
use crate::workspace::config::remove_local;

/// Parts of cargo's configuration that cannot reach a compiled dependency.
const IDLE: [&str; 5] = ["alias", "term", "cargo-new", "install", "doc"];

/// Keys that hold a secret: <https://doc.rust-lang.org/cargo/reference/config.html#credentials>.
const SECRETS: [&str; 3] = ["token", "secret-key", "secret-key-subject"];

/// The configuration in normal form; `None` where nothing is left.
pub fn config(file: &File) -> Option<String> {
    let mut table = file.contents.parse::<Table>().ok()?;
    table.retain(|key, _| !IDLE.contains(&key));
    remove_local(&mut table);
    for key in ["registry", "registries"] {
        if let Some(value) = table.get_mut(key) {
            remove_secrets(value);
        }
    }
    table.retain(|_, value| !value.as_table().is_some_and(Table::is_empty));
    (!table.is_empty()).then(|| table.to_string())
}

fn remove_secrets(value: &mut Value) {
    if let Value::Table(table) = value {
        table.retain(|key, _| !SECRETS.contains(&key));
        table.iter_mut().for_each(|(_, value)| remove_secrets(value));
    }
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
