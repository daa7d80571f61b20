//! The configuration files of a project, as far as they belong to it.
//!
//! The file at the root travels in the recipe. What it points to does not: [`needs`] lists it.
//! What puts local crates in the place of others is kept apart, for such crates are restored
//! elsewhere. Where several levels say something about a crate, the root wins.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Table;

use super::hierarchy::files_above;
use super::local::add_local;
use super::needs::{includes, needs};
use crate::files::{lexical_join, relative};
use crate::manifest::{Result, parse_toml, read_toml};

/// What the configuration of a project says.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// `[patch]` with a path, and `paths`; all relative to the root.
    pub local: Table,
    /// Files and directories that cargo reads besides, relative to the root.
    pub needs: Vec<String>,
}

impl Configuration {
    /// Reads what cargo would find at the root and above. `file` is the configuration file at the
    /// root: its path relative to that, and its text.
    pub fn read(root: &Path, file: Option<(&str, &str)>) -> Result<Self> {
        let mut needs = BTreeSet::new();
        let mut local = Table::new();
        if let Some((path, contents)) = file {
            let path = root.join(path);
            let table = parse_toml(&path, contents)?;
            let mut open = vec![(path, table)];
            let mut seen = BTreeSet::new();
            while let Some((path, table)) = open.pop() {
                add_local(&mut local, &table);
                needs.extend(self::needs(&table).into_iter().map(|need| need.path));
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
