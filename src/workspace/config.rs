//! Cargo's configuration files, as far as they belong to the project.
//!
//! The file at the root travels in the recipe. What it points to does not: [`needs`] lists it.
//! What puts a local crate in the place of an external one is kept apart, for such crates are
//! restored elsewhere. Where several levels say something about a crate, the root wins.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fs_err as fs;
use toml::{Table, Value};

use super::File;
use super::manifest::{parse_toml, read_toml, relative};
use crate::error::Result;
use crate::tree::{lexical_join, normalized};

/// What the configuration of a project says.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// `.cargo/config.toml` or `.cargo/config` at the root.
    pub file: Option<File>,
    /// `[patch]` with a path, and `paths`; all relative to the root.
    pub local: Table,
    /// Files and directories that cargo reads besides, relative to the root.
    pub needs: Vec<String>,
}

/// Something that the configuration points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Relative to the root, or absolute.
    pub path: String,
    /// What it is for; a sentence that goes on with the path.
    pub purpose: String,
    /// Whether nothing can be compiled without it.
    pub is_vital: bool,
}

/// Cargo and rustup prefer the name without an extension.
pub const CONFIG_FILES: [&str; 2] = [".cargo/config", ".cargo/config.toml"];

impl Configuration {
    /// Reads what cargo would find at the root and above.
    pub fn read(root: &Path) -> Result<Self> {
        let mut needs = BTreeSet::new();
        let mut configuration =
            Self { file: super::read::first_file(root, &CONFIG_FILES)?, ..Self::default() };
        if let Some(File { path, contents }) = &configuration.file {
            let path = root.join(path);
            let table = parse_toml(&path, contents)?;
            let mut open = vec![(path, table)];
            let mut seen = BTreeSet::new();
            while let Some((path, table)) = open.pop() {
                add_local(&mut configuration.local, &table);
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
        needs.extend(above(root).iter().map(|path| relative(path, root)));
        configuration.needs = needs.into_iter().collect();
        Ok(configuration)
    }
}

/// Configuration files of the directories above, less that of the cargo home, which belongs to
/// the machine.
fn above(root: &Path) -> Vec<PathBuf> {
    let home = cargo_home().and_then(|home| fs::canonicalize(home).ok());
    let is_home = |directory: &Path| fs::canonicalize(directory).ok() == home && home.is_some();
    root.ancestors()
        .skip(1)
        .filter(|directory| !is_home(&directory.join(".cargo")))
        .filter_map(|directory| {
            CONFIG_FILES.iter().map(|name| directory.join(name)).find(|path| path.is_file())
        })
        .collect()
}

/// Where cargo keeps what belongs to the machine.
#[must_use]
pub fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// What a configuration file at the root points to.
#[must_use]
pub fn needs(config: &Table) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut add = |path: &str, purpose: &str, is_vital: bool| {
        let path = normalized(path).unwrap_or_else(|| path.to_owned());
        needs.push(Need { path, purpose: purpose.to_owned(), is_vital });
    };
    for (path, is_optional) in includes(config) {
        if !is_optional {
            let path = format!(".cargo/{path}");
            add(&path, "the recipe's configuration includes", true);
        }
    }
    for (replaced, path) in replacements(config) {
        add(path, &format!("the recipe replaces {replaced} with"), true);
    }
    for key in ["rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc"] {
        if let Some(path) = text(config, &["build", key]).filter(|path| is_in_project(path)) {
            add(path, "the recipe compiles with", true);
        }
    }
    for target in strings(find(config, &["build", "target"])) {
        if is_specification(target) {
            add(target, "the recipe compiles for", true);
        }
    }
    if let Some(path) = text(config, &["http", "cainfo"]) {
        add(path, "the recipe reaches registries by the certificates in", true);
    }
    let targets = config.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(Table::values).filter_map(Value::as_table) {
        if let Some(path) = text(target, &["linker"]).filter(|path| is_in_project(path)) {
            add(path, "the recipe links with", true);
        }
        for script in linker_scripts(target.get("rustflags")) {
            add(script, "the recipe links by", false);
        }
    }
    for script in linker_scripts(find(config, &["build", "rustflags"])) {
        add(script, "the recipe links by", false);
    }
    let variables = config.get("env").and_then(Value::as_table);
    for value in variables.into_iter().flat_map(Table::values) {
        if value.get("relative").and_then(Value::as_bool) == Some(true)
            && let Some(path) = value.get("value").and_then(Value::as_str)
        {
            add(path, "the recipe's environment points to", false);
        }
    }
    needs
}

/// Included files, relative to the file that includes them, and whether they may be absent.
fn includes(config: &Table) -> Vec<(String, bool)> {
    let list = match config.get("include") {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let path = |item: &Value| match item {
        Value::String(path) => Some((path.clone(), false)),
        item => {
            let is_optional = item.get("optional").and_then(Value::as_bool).unwrap_or(false);
            Some((item.get("path")?.as_str()?.to_owned(), is_optional))
        }
    };
    list.iter().filter_map(path).collect()
}

/// Directories and local registries that stand in for other sources, with what they replace.
fn replacements(config: &Table) -> Vec<(&str, &str)> {
    let Some(sources) = config.get("source").and_then(Value::as_table) else {
        return Vec::new();
    };
    let replaced_by = |name: &str| {
        let by = |source: &Value| source.get("replace-with").and_then(Value::as_str) == Some(name);
        sources.iter().find(|(_, source)| by(source)).map(|(replaced, _)| replaced.as_str())
    };
    let mut found = Vec::new();
    for (name, source) in sources {
        let path =
            ["directory", "local-registry"].iter().find_map(|key| source.get(*key)?.as_str());
        let Some(path) = path else { continue };
        // Of a chain of sources, the first one is what the manifests name.
        let mut replaced = None;
        let mut next = replaced_by(name);
        for _ in 0..sources.len() {
            replaced = next.or(replaced);
            next = next.and_then(replaced_by);
        }
        found.extend(replaced.map(|replaced| (replaced, path)));
    }
    found
}

/// Linker scripts are looked up where the program is linked: at the root.
fn linker_scripts(flags: Option<&Value>) -> Vec<&str> {
    let words = strings(flags).into_iter().flat_map(str::split_whitespace);
    let scripts = words.filter_map(|word| {
        let (_, argument) =
            word.split_once("link-arg=").or_else(|| word.split_once("link-args="))?;
        Some(argument.strip_prefix("-T")?.trim_start_matches('='))
    });
    scripts.filter(|path| !path.is_empty() && !Path::new(path).is_absolute()).collect()
}

/// Moves what puts local crates in place into `local`, where it is not yet.
fn add_local(local: &mut Table, config: &Table) {
    let sources = config.get("patch").and_then(Value::as_table);
    for (source, patches) in sources.into_iter().flatten() {
        for (key, patch) in patches.as_table().into_iter().flatten() {
            let directory = patch.get("path").and_then(Value::as_str).and_then(normalized);
            let (Some(directory), Some(mut entry)) = (directory, patch.as_table().cloned()) else {
                continue;
            };
            entry.insert("path".into(), directory.into());
            let known = child(child(local, "patch"), source);
            known.entry(key.clone()).or_insert(entry.into());
        }
    }
    let paths = strings(config.get("paths")).into_iter().filter_map(normalized);
    let paths: Vec<Value> = paths.map(Value::from).collect();
    if !paths.is_empty()
        && let Value::Array(all) = local.entry("paths").or_insert_with(|| Value::Array(Vec::new()))
    {
        all.extend(paths);
    }
}

/// Removes from a configuration what [`Configuration::local`] has.
pub fn remove_local(config: &mut Table) {
    config.remove("paths");
    if let Some(Value::Table(sources)) = config.get_mut("patch") {
        for (_, patches) in sources.iter_mut() {
            if let Value::Table(patches) = patches {
                patches.retain(|_, patch| patch.get("path").is_none());
            }
        }
        sources.retain(|_, patches| !patches.as_table().is_some_and(Table::is_empty));
    }
}

fn child<'t>(table: &'t mut Table, key: &str) -> &'t mut Table {
    table
        .entry(key)
        .or_insert_with(|| Table::new().into())
        .as_table_mut()
        .expect("only tables are inserted under these keys")
}

fn find<'t>(config: &'t Table, keys: &[&str]) -> Option<&'t Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(config.get(*first)?, |value, key| value.get(*key))
}

fn text<'t>(config: &'t Table, keys: &[&str]) -> Option<&'t str> {
    find(config, keys)?.as_str()
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    }
}

/// A program that is named by a path in the project, not one that is installed.
fn is_in_project(path: &str) -> bool {
    path.contains('/') && !Path::new(path).is_absolute()
}

/// Whether a target is a file, and not a triple.
#[must_use]
pub fn is_specification(target: &str) -> bool {
    Path::new(target).extension().is_some_and(|extension| extension == "json")
}
