//! The configuration files of a project, as far as they belong to the project.
//!
//! The recipe contains the configuration file at the root. It does not contain what the file points
//! to, which [`needs`] lists. Entries that lead to replacing crates are kept apart, because these
//! crates are restored elsewhere. Where several configuration files have an entry for the same
//! crate, the one at the root wins.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Table;

use super::hierarchy::files_above;
use super::local::add_local;
use super::needs::{Need, NeedPurpose, includes, needs};
use crate::files::{lexical_join, relative};
use crate::manifest::{Result, parse_toml, read_toml};

/// What the configuration of a project says about other files.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The entries of `[patch]` that have a path, and `paths`. All paths are relative to the root.
    pub local: Table,
    /// Other files and directories that cargo reads, relative to the root.
    pub needs: Vec<String>,
}

impl Configuration {
    /// Reads what cargo would find at the root and above. `file` is the configuration file at the
    /// root: its path relative to the root, and its text.
    pub fn read(root: &Path, file: Option<(&str, &str)>) -> Result<Self> {
        let mut needs = BTreeSet::new();
        let mut local = Table::new();
        if let Some((path, contents)) = file {
            let path = root.join(path);
            let table = parse_toml(&path, contents)?;
            let mut open = vec![(path, table)];
            let mut seen = BTreeSet::new();
            while let Some((path, table)) = open.pop() {
                add_local(&mut local, &table, root);
                // A variable may point to what is yet to be made, or to nothing at all.
                let is_there = |need: &Need| {
                    need.purpose != NeedPurpose::Variable || root.join(&need.path).exists()
                };
                let named = self::needs(&table).into_iter().filter(is_there);
                needs.extend(named.map(|need| need.path));
                for (included, _) in includes(&table) {
                    let path = lexical_join(&path.with_file_name(""), &included);
                    if path.is_file() && seen.insert(path.clone()) {
                        needs.insert(relative(&path, root));
                        open.push((path.clone(), read_toml(&path)?));
                    }
                }
            }
        }
        needs.extend(files_above(root).iter().map(|path| relative(path, root)));
        Ok(Self { local, needs: needs.into_iter().collect() })
    }
}
