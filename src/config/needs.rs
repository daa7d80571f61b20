//! Files and directories that a configuration points to.

use std::path::Path;

use toml::{Table, Value};

use super::values::{find, strings, text};
use crate::files::normalized;

/// Something that has to be there besides the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// Relative to the root, or absolute.
    pub path: String,
    /// What it is for.
    pub purpose: NeedPurpose,
}

/// What something that is needed is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NeedPurpose {
    /// The configuration includes it.
    Include,
    /// It replaces the source of this name.
    Replacement(String),
    /// It compiles.
    Compiler,
    /// It specifies a target.
    Target,
    /// Registries are known by the certificates in it.
    Certificates,
    /// It links.
    Linker,
    /// The linker reads it.
    LinkerScript,
    /// An environment variable leads to it.
    Variable,
    /// External crates depend on the local crate in it.
    LocalCrate,
}

impl NeedPurpose {
    /// Whether nothing can be compiled without it.
    pub(crate) fn is_vital(&self) -> bool {
        !matches!(self, Self::LinkerScript | Self::Variable)
    }
}

/// What a configuration file at the root points to.
pub(crate) fn needs(config: &Table) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut add = |path: &str, purpose: NeedPurpose| {
        let path = normalized(path).unwrap_or_else(|| path.to_owned());
        needs.push(Need { path, purpose });
    };
    for (path, is_optional) in includes(config) {
        if !is_optional {
            add(&format!(".cargo/{path}"), NeedPurpose::Include);
        }
    }
    for (replaced, path) in replacements(config) {
        add(path, NeedPurpose::Replacement(replaced.to_owned()));
    }
    for key in ["rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc"] {
        if let Some(path) = text(config, &["build", key]).filter(|path| is_in_project(path)) {
            add(path, NeedPurpose::Compiler);
        }
    }
    for target in strings(find(config, &["build", "target"])) {
        if is_specification(target) {
            add(target, NeedPurpose::Target);
        }
    }
    if let Some(path) = text(config, &["http", "cainfo"]) {
        add(path, NeedPurpose::Certificates);
    }
    let targets = config.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(Table::values).filter_map(Value::as_table) {
        if let Some(path) = text(target, &["linker"]).filter(|path| is_in_project(path)) {
            add(path, NeedPurpose::Linker);
        }
        for script in linker_scripts(target.get("rustflags")) {
            add(script, NeedPurpose::LinkerScript);
        }
    }
    for script in linker_scripts(find(config, &["build", "rustflags"])) {
        add(script, NeedPurpose::LinkerScript);
    }
    let variables = config.get("env").and_then(Value::as_table);
    for value in variables.into_iter().flat_map(Table::values) {
        if value.get("relative").and_then(Value::as_bool) == Some(true)
            && let Some(path) = value.get("value").and_then(Value::as_str)
        {
            add(path, NeedPurpose::Variable);
        }
    }
    needs
}

/// Included files, relative to the file that includes them, and whether they may be absent.
pub(super) fn includes(config: &Table) -> Vec<(String, bool)> {
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

/// A program that is named by a path in the project, not one that is installed.
fn is_in_project(path: &str) -> bool {
    path.contains('/') && !Path::new(path).is_absolute()
}

/// Whether a target is a file, and not a triple.
pub(crate) fn is_specification(target: &str) -> bool {
    Path::new(target).extension().is_some_and(|extension| extension == "json")
}
