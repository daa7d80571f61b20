//! One entry of a dependency table, and how the code of the package that has it uses it.

use toml::{Table, Value};

use super::registry;

/// A dependency on a crate of the registry or on a local package.
#[derive(Clone, Debug)]
pub struct Dependency {
    key: String,
    entry: Table,
    table: &'static str,
    platform: Option<String>,
    local: Option<String>,
}

/// A dependency on a crate of the registry.
pub fn dep(name: &str, requirement: &str) -> Dependency {
    let mut entry = Table::new();
    entry.insert("version".into(), requirement.into());
    Dependency { key: name.to_owned(), entry, table: "dependencies", platform: None, local: None }
}

/// A dependency on the local package of this name.
pub fn path(name: &str) -> Dependency {
    Dependency { entry: Table::new(), local: Some(name.to_owned()), ..dep(name, "*") }
}

impl Dependency {
    pub fn features<const N: usize>(mut self, features: [&str; N]) -> Self {
        let features: Vec<Value> = features.into_iter().map(Value::from).collect();
        self.entry.insert("features".into(), features.into());
        self
    }

    pub fn no_default_features(mut self) -> Self {
        self.entry.insert("default-features".into(), false.into());
        self
    }

    pub fn optional(mut self) -> Self {
        self.entry.insert("optional".into(), true.into());
        self
    }

    pub fn renamed(mut self, key: &str) -> Self {
        let name = std::mem::replace(&mut self.key, key.to_owned());
        self.entry.insert("package".into(), name.into());
        self
    }

    pub fn on(mut self, platform: &str) -> Self {
        self.platform = Some(platform.to_owned());
        self
    }

    pub fn dev(mut self) -> Self {
        self.table = "dev-dependencies";
        self
    }

    pub fn build(mut self) -> Self {
        self.table = "build-dependencies";
        self
    }

    /// The local package that it means.
    pub fn local(&self) -> Option<&str> {
        self.local.as_deref()
    }

    /// Writes it into a manifest. `directory` is where the local package is, seen from there.
    pub fn add_to(&self, manifest: &mut Table, directory: Option<String>) {
        let mut entry = self.entry.clone();
        if let Some(directory) = directory {
            entry.insert("path".into(), directory.into());
        }
        let parent = match &self.platform {
            None => manifest,
            Some(platform) => child(child(manifest, "target"), platform),
        };
        child(parent, self.table).insert(self.key.clone(), entry.into());
    }

    /// Whether it stands in the table for build scripts.
    pub fn is_for_build_script(&self) -> bool {
        self.table == "build-dependencies"
    }

    /// The expression that asks the crate for its text; `None` where it may not be there.
    pub fn call(&self, local_macros: &[String]) -> Option<String> {
        let is_everywhere = self.platform.as_deref().is_none_or(|p| p == "cfg(unix)");
        if self.table == "dev-dependencies" || self.entry.contains_key("optional") || !is_everywhere
        {
            return None;
        }
        let name = self.entry.get("package").and_then(Value::as_str).unwrap_or(&self.key);
        let is_macro = match &self.local {
            Some(local) => local_macros.contains(local),
            None => registry::is_macro(name),
        };
        let key = self.key.replace('-', "_");
        Some(format!("{key}::text{}().to_string()", if is_macro { "!" } else { "" }))
    }
}

fn child<'t>(table: &'t mut Table, key: &str) -> &'t mut Table {
    table
        .entry(key)
        .or_insert_with(|| Table::new().into())
        .as_table_mut()
        .expect("these keys hold tables")
}
