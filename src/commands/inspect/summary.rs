//! What is shown of a recipe, as values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::{Table, Value};

use crate::compare::{
    CrateGraph, DEFAULT, DependencyEntry, Reach, RecipeContents, flat, is_crate, source, toolchain,
};
use crate::error::{Misuse, Result};
use crate::lockfile::LockedIndex;
use crate::manifest::package_name;
use crate::recipe::{Recipe, short_digest};
use crate::words::nearest;

/// A summary of a recipe.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Summary {
    /// The recipe in words.
    pub recipe: String,
    /// The selection for which crates are shown, if it is not the recipe's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// The format of our part, which recipes of other tools do not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<u64>,
    /// The [`short_digest`] of the text.
    pub digest: String,
    /// The sizes of the recipe and its parts.
    pub bytes: Bytes,
    /// The packages with a manifest: workspace members, or the packages of an umbrella.
    pub packages: Vec<String>,
    /// Whether the packages are those of an umbrella.
    pub is_umbrella: bool,
    /// The number of crates in the lockfile.
    pub crates: usize,
    /// The number of crates that the project itself requests.
    pub direct_crates: usize,
    /// The number of crates from each source.
    pub sources: BTreeMap<String, usize>,
    /// The directories of replacing crates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub local_crates: Vec<String>,
    /// The files that have to exist when the recipe is cooked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The keys of the toolchain file.
    pub toolchain: BTreeMap<String, String>,
    /// The values of the configuration, by their dotted keys.
    pub config: BTreeMap<String, String>,
    /// The profiles in the root manifest, by their dotted keys.
    pub profile: BTreeMap<String, String>,
}

/// Sizes in bytes. Those of the parts are before encoding as JSON, that of the whole is after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Bytes {
    /// The whole file.
    pub all: usize,
    /// The text of all manifests.
    pub manifests: usize,
    /// The text of the lockfile.
    pub lockfile: usize,
    /// The text of the configuration and of the toolchain file.
    pub beside: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Crate {
    pub name: String,
    pub version: String,
    /// The source, in words.
    pub source: String,
    /// What the project itself requests of the crate.
    pub asked: Vec<AskedIn>,
    /// The crates that it depends on directly.
    pub dependencies: Vec<String>,
    /// The crates that depend on it, directly or indirectly. All of them are compiled again with
    /// it.
    pub dependents: Vec<String>,
}

/// What the project requests of a crate in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct AskedIn {
    /// What the crate is for, and on which platform.
    pub place: String,
    /// The member that requests it; `None` in an umbrella, which combines the requests of all
    /// members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Whether the default features are requested.
    pub default_features: bool,
    /// The other requested features.
    pub features: Vec<String>,
}

impl Summary {
    /// Describes `shown`, which is `recipe` or what was selected from it; `text` is that of
    /// `recipe`.
    pub(super) fn new(shown: &RecipeContents<'_>, recipe: &Recipe, text: &str) -> Self {
        let mut sources = BTreeMap::new();
        for package in shown.lockfile.packages.iter().filter(|package| is_crate(package)) {
            let source = source(package);
            let place = source.split(" at ").next().unwrap_or(&source);
            *sources.entry(place.to_owned()).or_default() += 1;
        }
        let direct: BTreeSet<_> =
            shown.requests.iter().filter_map(|request| request.locked(&shown.lockfile)).collect();
        let config = recipe.skeleton.config_file.as_ref();
        let config: Option<Table> = config.and_then(|text| text.parse().ok());
        Self {
            recipe: recipe.in_words(),
            chosen: None,
            format: recipe.chef.as_ref().map(|chef| chef.format),
            digest: short_digest(text),
            bytes: Bytes::of(recipe, text),
            packages: packages(shown),
            is_umbrella: shown.is_exact(),
            crates: sources.values().sum(),
            direct_crates: direct.len(),
            sources,
            local_crates: shown.project.sources.iter().map(|s| s.directory.clone()).collect(),
            needs: recipe.chef.iter().flat_map(|chef| chef.needs.clone()).collect(),
            toolchain: toolchain(recipe),
            config: flat(config.map(Value::Table).as_ref(), ""),
            profile: flat(shown.root.get("profile"), ""),
        }
    }
}

impl Bytes {
    fn of(recipe: &Recipe, text: &str) -> Self {
        let skeleton = &recipe.skeleton;
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let toolchain = skeleton.rust_toolchain_file.as_ref().map_or(0, |(_, text)| text.len());
        Self {
            all: text.len(),
            manifests: recipe.project().manifests.iter().map(|m| m.contents.len()).sum(),
            lockfile: length(&skeleton.lock_file),
            beside: length(&skeleton.config_file) + toolchain,
        }
    }
}

fn packages(contents: &RecipeContents<'_>) -> Vec<String> {
    let mut names: Vec<String> = contents
        .project
        .manifests
        .iter()
        .filter_map(|manifest| {
            let table: Table = manifest.contents.parse().ok()?;
            package_name(&table).map(str::to_owned)
        })
        .collect();
    names.sort();
    names
}

impl Crate {
    /// All crates with this name, in ascending order of versions.
    ///
    /// # Errors
    /// [`Misuse::NoCrate`] if there is none, and [`Misuse::OwnPackage`] if it is no crate.
    pub(super) fn named(contents: &RecipeContents<'_>, name: &str) -> Result<Vec<Self>> {
        let graph = CrateGraph::new(&contents.lockfile);
        let all = || contents.lockfile.packages.iter().enumerate().filter(|(_, p)| is_crate(p));
        let found: Vec<_> = all()
            .filter(|(_, package)| package.name == name)
            .map(|(index, _)| Self::new(contents, &graph, index))
            .collect();
        if found.is_empty() {
            let name = name.to_owned();
            if packages(contents).contains(&name) {
                return Err(Misuse::OwnPackage(name).into());
            }
            let nearest = nearest(&name, all().map(|(_, package)| package.name.as_str()));
            let hint = match nearest {
                Some(name) => format!("did you mean `{name}`?"),
                None => "`cargo chef inspect --format json` lists the crates that it has".into(),
            };
            return Err(Misuse::NoCrate { name, hint }.into());
        }
        Ok(found)
    }

    fn new(contents: &RecipeContents<'_>, graph: &CrateGraph<'_>, index: LockedIndex) -> Self {
        let packages = &contents.lockfile.packages;
        let name =
            |index: LockedIndex| format!("{} {}", packages[index].name, packages[index].version);
        let asking = |request: &&DependencyEntry| request.locked(&contents.lockfile) == Some(index);
        let mut asked: Vec<_> = contents
            .requests
            .iter()
            .filter(asking)
            .map(|request| AskedIn::of(request, contents.is_exact()))
            .collect();
        asked.sort();
        asked.dedup();
        let mut dependents = graph.reached(&Reach::From(BTreeSet::from([index])));
        dependents.remove(&index);
        Self {
            name: packages[index].name.clone(),
            version: packages[index].version.to_string(),
            source: source(&packages[index]),
            asked,
            dependencies: packages[index].dependencies.iter().copied().map(name).collect(),
            dependents: dependents.into_iter().map(name).collect(),
        }
    }
}

impl AskedIn {
    fn of(request: &DependencyEntry, is_exact: bool) -> Self {
        let others = request.features.iter().filter(|feature| *feature != DEFAULT);
        Self {
            place: request.place(),
            member: (!is_exact).then(|| request.owner.clone()),
            default_features: request.features.contains(DEFAULT),
            features: others.cloned().collect(),
        }
    }
}
