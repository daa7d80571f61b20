//! Reads the text of a recipe, and checks what it says before anything of it is used: recipes may
//! come from anywhere.

use std::panic::resume_unwind;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail, ensure};
use serde::Deserialize;
use toml::{Table, Value};

use super::document::{Chef, FORMAT, Kind, Recipe, ToolchainFile};
use super::error::{Error, Result};
use crate::lockfile::Lockfile;
use crate::project::Manifest;

/// What the configuration of replacing crates may set. Anything else could have cargo run a program.
const LOCAL: [&str; 2] = ["patch", "paths"];

/// What tells the format of a recipe.
#[derive(Deserialize)]
struct Head {
    chef: Option<HeadOfChef>,
}

#[derive(Deserialize)]
struct HeadOfChef {
    format: Option<u64>,
}

impl Recipe {
    /// Parses the text of a recipe; `path` is only used in messages.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let recipe = read(path, text)?;
        let lockfile = recipe.skeleton.lock_file.as_deref().unwrap_or_default();
        std::thread::scope(|scope| {
            // It takes as long as all the rest. What is large takes much memory, so one thing at a time.
            let is_small = lockfile.len() <= LARGEST;
            let early = is_small.then(|| scope.spawn(|| check_lockfile(lockfile)));
            check(path, &recipe)?;
            let checked = match early {
                Some(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                None => check_lockfile(lockfile),
            };
            checked.map_err(|reason| invalid(path, &reason))
        })?;
        Ok(recipe)
    }

    /// The same, but for `Cargo.lock`: whoever calls this parses it anyway.
    pub(crate) fn parse_without_lockfile(path: &Path, text: &str) -> Result<Self> {
        let recipe = read(path, text)?;
        check(path, &recipe)?;
        Ok(recipe)
    }
}

fn invalid(path: &Path, reason: &anyhow::Error) -> Error {
    Error::Invalid { path: path.into(), reason: format!("{reason:#}") }
}

/// Reads a recipe that can be parsed further.
fn read(path: &Path, text: &str) -> Result<Recipe> {
    if text.trim().is_empty() {
        return Err(invalid(path, &anyhow!("it is empty")));
    }
    // A newer format need not be a recipe of this one.
    if let Ok(Head { chef: Some(HeadOfChef { format: Some(found) }) }) = serde_json::from_str(text)
        && found > FORMAT
    {
        return Err(Error::TooNew { path: path.into(), found, known: FORMAT });
    }
    let recipe = serde_json::from_str(text).map_err(|error| invalid(path, &error.into()))?;
    check_sizes(&recipe).map_err(|reason| invalid(path, &reason))?;
    Ok(recipe)
}

/// The size in bytes that no file in TOML comes near, but for lockfiles. What is parsed takes up to a
/// hundred times as much.
const LARGEST: usize = 2_000_000;

/// The same for a lockfile, which holds a few hundred bytes for each crate.
const LARGEST_LOCKFILE: usize = 40_000_000;

/// How many bytes there are in a lockfile for each bracket, at least.
const SPARSE: usize = 20;

/// Checks that nothing takes more memory when it is parsed than anybody has.
fn check_sizes(recipe: &Recipe) -> anyhow::Result<()> {
    let Recipe { skeleton, chef } = recipe;
    let outside = chef.iter().flat_map(|chef| &chef.outside);
    let manifests = skeleton.manifests.iter().chain(outside);
    let manifests = manifests.map(|manifest| (&*manifest.relative_path, &manifest.contents));
    let toolchain = skeleton.rust_toolchain_file.iter().map(|(kind, text)| (kind.path(), text));
    let config = skeleton.config_file.iter().map(|text| (".cargo/config.toml", text));
    let local = chef.iter().filter_map(|chef| chef.local_config.as_ref());
    let local = local.map(|text| ("local_config", text));
    let mut all = manifests.chain(toolchain).chain(config).chain(local);
    if let Some((name, _)) = all.find(|(_, text)| text.len() > LARGEST) {
        bail!("`{name}` has more than 2 MB");
    }
    let made = chef.iter().filter_map(|chef| chef.made_lockfile.as_ref());
    for text in skeleton.lock_file.iter().chain(made) {
        ensure!(text.len() <= LARGEST_LOCKFILE, "`Cargo.lock` has more than 40 MB");
        let brackets = text.bytes().filter(|byte| b"[{".contains(byte)).count();
        let is_sparse = text.len() <= LARGEST || brackets <= text.len() / SPARSE;
        ensure!(is_sparse, "`Cargo.lock` is no lockfile");
    }
    Ok(())
}

/// Checks everything but the lockfile.
fn check(path: &Path, recipe: &Recipe) -> Result<()> {
    recipe.project().files()?.check()?;
    check_texts(recipe).map_err(|reason| invalid(path, &reason))
}

/// Checks all texts but the lockfile. The error is what is wrong.
fn check_texts(recipe: &Recipe) -> anyhow::Result<()> {
    let Recipe { skeleton, chef } = recipe;
    for manifest in &skeleton.manifests {
        table(&manifest.contents, &format!("`{}`", manifest.relative_path))?;
    }
    let is_root = |manifest: &Manifest| manifest.relative_path == "Cargo.toml";
    ensure!(skeleton.manifests.iter().any(is_root), "it has no `Cargo.toml` for its root");
    let outside = chef.iter().flat_map(|chef| &chef.outside);
    for manifest in skeleton.manifests.iter().chain(outside) {
        let path = &manifest.relative_path;
        let is_manifest = is_root(manifest) || path.ends_with("/Cargo.toml");
        ensure!(is_manifest, "`{path}` is no path of a manifest");
    }
    if let Some(text) = &skeleton.config_file {
        table(text, "`.cargo/config.toml`")?;
    }
    if let Some((kind, text)) = &skeleton.rust_toolchain_file {
        toolchain(*kind, text)?;
    }
    let made = chef.as_ref().and_then(|chef| chef.made_lockfile.as_deref());
    check_lockfile(made.unwrap_or_default())?;
    chef.as_ref().map_or(Ok(()), check_chef)
}

fn check_lockfile(text: &str) -> anyhow::Result<()> {
    Lockfile::parse(Path::new("Cargo.lock"), text)?;
    Ok(())
}

fn check_chef(chef: &Chef) -> anyhow::Result<()> {
    if let Some(text) = &chef.local_config {
        let config = table(text, "`local_config`")?;
        if let Some(key) = config.keys().find(|key| !LOCAL.contains(&key.as_str())) {
            bail!("`{key}` has no place in `local_config`");
        }
    }
    let Kind::Exact(prepared) = &chef.kind else { return Ok(()) };
    if let Some(profile) = prepared.profile.as_deref().filter(|profile| !is_name(profile)) {
        bail!("`{profile}` is no name of a profile");
    }
    // A path of a target specification, at most.
    let is_target = |target: &&String| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./\\: ".contains(c);
        !target.is_empty() && !target.starts_with('-') && target.chars().all(is_plain)
    };
    match prepared.targets.iter().find(|target| !is_target(target)) {
        Some(target) => bail!("`{target}` is no target"),
        None => Ok(()),
    }
}

fn table(text: &str, name: &str) -> anyhow::Result<Table> {
    text.parse().map_err(|error: toml::de::Error| anyhow!("{name}: {}", error.message()))
}

/// Checks a toolchain file, which is the name of a toolchain or a table.
fn toolchain(kind: ToolchainFile, text: &str) -> anyhow::Result<()> {
    let path = kind.path();
    let name = text.trim();
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if kind == ToolchainFile::Bare && !name.is_empty() && name.chars().all(is_word) {
        return Ok(());
    }
    let file = table(text, &format!("`{path}`"))?;
    let toolchain = file.get("toolchain").and_then(Value::as_table);
    let toolchain = toolchain.with_context(|| format!("`{path}` names no toolchain"))?;
    let strings =
        |value: &Value| value.as_array().is_some_and(|values| values.iter().all(Value::is_str));
    let is_right = toolchain.iter().all(|(key, value)| match key.as_str() {
        "channel" => value.as_str().is_some_and(|it| !it.is_empty() && it.chars().all(is_word)),
        "path" | "profile" => value.is_str(),
        "components" | "targets" => strings(value),
        _ => true,
    });
    ensure!(is_right, "`{path}` is no toolchain file");
    Ok(())
}

/// Whether cargo takes it for the name of a profile.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}
