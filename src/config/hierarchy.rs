//! Finds the configuration files that cargo reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fs_err as fs;
use toml::Table;

use super::needs::includes;
use crate::files::lexical_join;

/// Cargo's home, which belongs to the machine.
pub(crate) fn cargo_home(directory: &Path) -> Option<PathBuf> {
    cargo_config2::cargo_home_with_cwd(directory)
}

/// The configuration files of a directory and of those above it, nearest first, and then that of
/// cargo's home.
pub(crate) fn files_of(directory: &Path) -> impl Iterator<Item = PathBuf> {
    cargo_config2::Walk::new(directory)
}

/// All that configures a cargo that runs in `directory` with these `--config` arguments: each table
/// with the directory in which its paths start. What cannot be read is left out, because cargo
/// refuses it itself.
pub(crate) fn tables_of(directory: &Path, arguments: &[String]) -> Vec<(PathBuf, Table)> {
    let mut tables = Vec::new();
    let mut open: Vec<PathBuf> = files_of(directory).collect();
    for argument in arguments {
        match argument.parse() {
            Ok(table) => tables.push((directory.to_owned(), table)),
            Err(_) => open.push(directory.join(argument)),
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        let table = fs::read_to_string(&path).ok().and_then(|text| text.parse::<Table>().ok());
        let (true, Some(table)) = (seen.insert(path.clone()), table) else { continue };
        let Some(around) = path.parent() else { continue };
        open.extend(includes(&table).iter().map(|(included, _)| lexical_join(around, included)));
        tables.push((around.parent().unwrap_or(around).to_owned(), table));
    }
    tables
}

/// The configuration files of the directories above. That of cargo's home is left out, because it
/// belongs to the machine.
pub(super) fn files_above(root: &Path) -> Vec<PathBuf> {
    let home = cargo_home(root);
    let home = home.and_then(|home| fs::canonicalize(home).ok());
    let is_home = |path: &PathBuf| {
        let directory = path.parent().and_then(|directory| fs::canonicalize(directory).ok());
        directory.is_some() && directory == home
    };
    let above = root.parent().map(|above| cargo_config2::Walk::with_cargo_home(above, None));
    above.into_iter().flatten().filter(|path| !is_home(path)).collect()
}
