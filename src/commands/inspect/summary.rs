//! What is shown of a recipe, as values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use toml::{Table, Value};

use crate::commands::description::{Description, VERSION};
use crate::compare::{
    CrateGraph, DEFAULT, DependencyEntry, Reach, RecipeContents, User, is_crate, toolchain,
};
use crate::error::{Misuse, Result};
use crate::lockfile::{LockedIndex, LockedPackage};
use crate::manifest::package_name;
use crate::project::PackageFiles;
use crate::recipe::{Recipe, short_digest};
use crate::selection::Selection;
use crate::source::Source;
use crate::words::nearest;

/// A summary of a recipe.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Summary<'p> {
    version: u64,
    /// Where the recipe is, or `-`.
    path: Cow<'p, str>,
    #[serde(flatten)]
    pub description: Description,
    /// The recipe in words.
    #[serde(skip)]
    pub in_words: String,
    /// The format of our part, which recipes of other tools do not have.
    pub format: Option<u64>,
    /// The selection for which crates are shown, as cargo's flags, if it is not the recipe's own.
    pub shown_for: Option<Vec<String>>,
    /// The sizes of the recipe and its parts.
    pub bytes: Bytes,
    /// The packages of the workspace. An exact recipe has none: it does not name them.
    pub packages: Vec<String>,
    /// The crates in the lockfile.
    pub crates: Vec<Crate>,
    /// The directories of replacing crates.
    pub local_crates: Vec<String>,
    /// The files that have to exist when the recipe is cooked.
    pub needs: Vec<String>,
    /// The keys of the toolchain file, and its name.
    pub toolchain: Table,
    /// The configuration.
    pub config: Table,
    /// The profiles in the root manifest.
    pub profiles: Table,
}

/// Sizes in bytes. Those of the parts are before encoding as JSON, that of the whole is after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Bytes {
    /// The whole file.
    pub recipe: usize,
    /// The text of all manifests.
    pub manifests: usize,
    /// The text of the lockfile.
    pub lockfile: usize,
    /// The text of the configuration.
    pub config: usize,
    /// The text of the toolchain file.
    pub toolchain: usize,
}

/// The crates of one name.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Named<'p> {
    version: u64,
    /// Where the recipe is, or `-`.
    path: Cow<'p, str>,
    pub crates: Vec<Crate>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Crate {
    #[serde(flatten)]
    pub id: Id,
    /// What the project itself requests of the crate.
    pub requests: Vec<Request>,
    /// The crates that it depends on directly.
    pub dependencies: Vec<Id>,
    /// The crates that depend on it, directly or indirectly. All of them are compiled again with
    /// it. They are only shown for crates that were asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependents: Option<Vec<Id>>,
}

/// What tells one crate from all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Id {
    pub name: String,
    pub version: String,
    /// The source, as in lockfiles; `None` for a local crate.
    pub source: Option<Source>,
}

/// What the project requests of a crate in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Request {
    /// What the crate is for.
    #[serde(rename = "for")]
    pub user: User,
    /// The platform that it is for, as in a manifest; `None` for all.
    pub platform: Option<String>,
    /// The member that requests it; `None` in an umbrella, which combines the requests of all
    /// members.
    pub member: Option<String>,
    /// Whether the default features are requested.
    pub default_features: bool,
    /// The other requested features.
    pub features: Vec<String>,
}

impl<'p> Summary<'p> {
    /// Describes `shown`, which is `recipe` or what was selected from it; `text` is that of
    /// `recipe`.
    pub(super) fn new(
        path: &'p Path,
        shown: &RecipeContents<'_>,
        recipe: &Recipe,
        text: &str,
    ) -> Self {
        let table = |value: Option<&Value>| value.and_then(Value::as_table).cloned();
        let config = recipe.skeleton.config_file.as_ref().and_then(|text| text.parse().ok());
        Self {
            version: VERSION,
            path: path.to_string_lossy(),
            description: Description::new(recipe, short_digest(text)),
            in_words: recipe.in_words(),
            shown_for: None,
            format: recipe.chef.as_ref().map(|chef| chef.format),
            bytes: Bytes::of(recipe, text),
            packages: packages(recipe),
            crates: Crate::all(shown),
            local_crates: shown.project.sources.iter().map(directory).collect(),
            needs: recipe.chef.iter().flat_map(|chef| chef.needs.clone()).collect(),
            toolchain: toolchain(recipe),
            config: config.unwrap_or_default(),
            profiles: table(shown.root.get("profile")).unwrap_or_default(),
        }
    }

    /// Tells for which selection crates are shown.
    pub(super) fn for_selection(self, selection: &Selection) -> Self {
        Self { shown_for: Some(selection.to_flags()), ..self }
    }

    /// The number of crates from each source, in words.
    pub(super) fn sources(&self) -> BTreeMap<String, usize> {
        let mut sources = BTreeMap::new();
        for source in self.crates.iter().map(|found| found.id.source_in_words()) {
            let place = source.split(" at ").next().unwrap_or(&source);
            *sources.entry(place.to_owned()).or_default() += 1;
        }
        sources
    }
}

/// Where a local crate is: a path, also for the root.
fn directory(source: &PackageFiles) -> String {
    if source.directory.is_empty() { ".".into() } else { source.directory.clone() }
}

impl Bytes {
    fn of(recipe: &Recipe, text: &str) -> Self {
        let skeleton = &recipe.skeleton;
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        Self {
            recipe: text.len(),
            manifests: recipe.project().manifests.iter().map(|m| m.contents.len()).sum(),
            lockfile: length(&skeleton.lock_file),
            config: length(&skeleton.config_file),
            toolchain: skeleton.rust_toolchain_file.as_ref().map_or(0, |(_, text)| text.len()),
        }
    }
}

/// The names of the workspace's packages, sorted.
fn packages(recipe: &Recipe) -> Vec<String> {
    if recipe.exact_selection().is_some() {
        return Vec::new();
    }
    let project = recipe.project();
    let tables = project.manifests.iter().filter_map(|m| m.contents.parse::<Table>().ok());
    let mut names: Vec<String> =
        tables.filter_map(|table| package_name(&table).map(str::to_owned)).collect();
    names.sort();
    names
}

impl<'p> Named<'p> {
    /// All crates with this name that are shown of a recipe, in ascending order of versions.
    ///
    /// # Errors
    /// [`Misuse::NoCrate`] if there is none, and [`Misuse::OwnPackage`] if it is no crate.
    pub(super) fn new(
        path: &'p Path,
        shown: &RecipeContents<'_>,
        recipe: &Recipe,
        name: &str,
    ) -> Result<Self> {
        let graph = CrateGraph::new(&shown.lockfile);
        let crates: Vec<Crate> = Crate::each(shown)
            .filter(|(_, found)| found.id.name == name)
            .map(|(index, found)| found.with_dependents(shown, &graph, index))
            .collect();
        if !crates.is_empty() {
            return Ok(Self { version: VERSION, path: path.to_string_lossy(), crates });
        }
        let name = name.to_owned();
        if packages(recipe).contains(&name) {
            return Err(Misuse::OwnPackage(name).into());
        }
        let known = shown.lockfile.packages.iter().filter(|package| is_crate(package));
        let hint = match nearest(&name, known.map(|package| package.name.as_str())) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "leave out `--crate` and add `--format json` to list all crates".into(),
        };
        Err(Misuse::NoCrate { name, hint }.into())
    }
}

impl Crate {
    fn all(contents: &RecipeContents<'_>) -> Vec<Self> {
        Self::each(contents).map(|(_, found)| found).collect()
    }

    fn each(contents: &RecipeContents<'_>) -> impl Iterator<Item = (LockedIndex, Self)> {
        let packages = &contents.lockfile.packages;
        let mut requests: BTreeMap<LockedIndex, BTreeSet<Request>> = BTreeMap::new();
        for request in &contents.requests {
            if let Some(index) = request.locked(&contents.lockfile) {
                let asked = Request::of(request, contents.is_exact());
                requests.entry(index).or_default().insert(asked);
            }
        }
        let crates = packages.iter().enumerate().filter(|(_, package)| is_crate(package));
        crates.map(move |(index, package)| {
            let dependencies = package.dependencies.iter().map(|&on| Id::of(&packages[on]));
            let found = Self {
                id: Id::of(package),
                requests: requests.remove(&index).into_iter().flatten().collect(),
                dependencies: dependencies.collect(),
                dependents: None,
            };
            (index, found)
        })
    }

    fn with_dependents(
        self,
        contents: &RecipeContents<'_>,
        graph: &CrateGraph<'_>,
        index: LockedIndex,
    ) -> Self {
        let mut dependents = graph.reached(&Reach::From(BTreeSet::from([index])));
        dependents.remove(&index);
        let packages = &contents.lockfile.packages;
        let dependents = dependents.into_iter().map(|index| Id::of(&packages[index])).collect();
        Self { dependents: Some(dependents), ..self }
    }
}

impl Id {
    fn of(package: &LockedPackage) -> Self {
        Self {
            name: package.name.clone(),
            version: package.version.to_string(),
            source: package.source.clone(),
        }
    }

    pub(super) fn source_in_words(&self) -> String {
        self.source.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl Request {
    fn of(request: &DependencyEntry, is_exact: bool) -> Self {
        let others = request.features.iter().filter(|feature| *feature != DEFAULT);
        Self {
            user: request.user(),
            platform: request.platform.clone(),
            member: (!is_exact).then(|| request.owner.clone()),
            default_features: request.features.contains(DEFAULT),
            features: others.cloned().collect(),
        }
    }
}
