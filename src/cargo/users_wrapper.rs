//! Finds the user's own wrapper around rustc, such as sccache.
//!
//! For the packages of the umbrella, cargo would call that wrapper with our binary as its compiler.
//! But sccache asks its compiler for its version and more. So if the user has a wrapper, cargo
//! calls our binary first, and that calls the wrapper, for dependencies only.

use std::ffi::OsString;
use std::path::Path;

use toml::{Table, Value};

use crate::config::{files_of, includes};
use crate::files::lexical_join;

/// The wrapper that cargo would use in `root` with these `--config` arguments; `None` if none is
/// configured or the value is empty.
pub(super) fn find(root: &Path, arguments: &[String]) -> Option<OsString> {
    let wrapper = match std::env::var_os("RUSTC_WRAPPER") {
        Some(wrapper) => wrapper,
        None => configured(root, arguments)?,
    };
    (!wrapper.is_empty()).then_some(wrapper)
}

/// Looks the wrapper up in cargo's order:
/// <https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure>
fn configured(root: &Path, arguments: &[String]) -> Option<OsString> {
    let mut typed = arguments.iter().rev().filter_map(|argument| argument.parse::<Table>().ok());
    if let Some(wrapper) = typed.find_map(|table| of_table(&table)) {
        return Some(wrapper.into());
    }
    if let Some(wrapper) = std::env::var_os("CARGO_BUILD_RUSTC_WRAPPER") {
        return Some(wrapper);
    }
    let named = arguments.iter().rev().map(|path| std::path::absolute(path).unwrap_or_default());
    named.chain(files_of(root)).find_map(|file| of_file(&file, DEEPEST))
}

/// How deep files may include others. Cargo refuses those that include themselves.
const DEEPEST: usize = 16;

/// The wrapper that a configuration file names, or else the last of those that it includes. A relative
/// path starts in the parent of the file's directory; a plain name is looked up in `PATH`.
fn of_file(path: &Path, depth: usize) -> Option<OsString> {
    let table = fs_err::read_to_string(path).ok()?.parse::<Table>().ok()?;
    let Some(wrapper) = of_table(&table) else {
        let below = depth.checked_sub(1)?;
        let around = path.parent()?;
        let mut included = includes(&table).into_iter().rev();
        return included.find_map(|(path, _)| of_file(&lexical_join(around, &path), below));
    };
    if Path::new(&wrapper).components().count() < 2 {
        return Some(wrapper.into());
    }
    Some(path.parent()?.parent()?.join(wrapper).into())
}

fn of_table(table: &Table) -> Option<String> {
    table.get("build")?.get("rustc-wrapper").and_then(Value::as_str).map(str::to_owned)
}
