//! Lists the files and directories that a configuration points to.

use std::path::Path;

use toml::{Table, Value};

use super::values::{find, strings, text};
use crate::files::normalized;

/// A file or directory that has to exist for the configuration to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// A path relative to the root, or an absolute one.
    pub path: String,
    pub purpose: NeedPurpose,
}

/// What a needed file or directory is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NeedPurpose {
    /// A configuration file that this one includes.
    Include,
    /// A directory or registry that replaces the source of this name.
    Replacement(String),
    /// A compiler, or a program that wraps one.
    Compiler,
    /// The specification of a target.
    Target,
    /// The certificates for registries.
    Certificates,
    /// A linker.
    Linker,
    /// A script that the linker reads.
    LinkerScript,
    /// A path in an environment variable.
    Variable,
    /// The directory of a replacing crate.
    LocalCrate,
}

impl NeedPurpose {
    /// Whether nothing can be compiled without it.
    pub(crate) fn is_vital(&self) -> bool {
        !matches!(self, Self::LinkerScript | Self::Variable)
    }
}

/// Lists what a configuration file at the root points to.
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
            && normalized(path).is_none_or(|path| !path.is_empty())
        {
            add(path, NeedPurpose::Variable);
        }
    }
    needs
}

/// The included files, relative to the file that includes them, and whether they may be missing.
pub(crate) fn includes(config: &Table) -> Vec<(String, bool)> {
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

/// The directories and local registries that replace other sources, each after the name of the
/// source that it replaces.
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
        // Sources may be replaced in a chain. The manifests use the first one.
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

/// The linker scripts in flags. The linker looks them up at the root, where it runs.
fn linker_scripts(flags: Option<&Value>) -> Vec<&str> {
    let words = strings(flags).into_iter().flat_map(str::split_whitespace);
    let scripts = words.filter_map(|word| {
        let (_, argument) =
            word.split_once("link-arg=").or_else(|| word.split_once("link-args="))?;
        Some(argument.strip_prefix("-T")?.trim_start_matches('='))
    });
    scripts.filter(|path| !path.is_empty() && !Path::new(path).is_absolute()).collect()
}

/// Whether a program is named by a path in the project, rather than being an installed one.
fn is_in_project(path: &str) -> bool {
    path.contains('/') && !Path::new(path).is_absolute()
}

/// Whether a target is a specification file rather than a triple.
pub(crate) fn is_specification(target: &str) -> bool {
    Path::new(target).extension().is_some_and(|extension| extension == "json")
}
