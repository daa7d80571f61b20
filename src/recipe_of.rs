//! Makes recipes from workspaces. `prepare`, `diff`, `log` and `init` share this.
//!
//! Nothing is printed here; what the user should know is returned.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::Table;

use crate::cargo::{Cargo, settle_lockfile, target_cfgs};
use crate::config::{is_specification, tables_of};
use crate::distil::platforms::KnownPlatforms;
use crate::distil::{self, Purpose, Umbrella, distil};
use crate::error::{Misuse, Result};
use crate::files::temporary_directory;
use crate::lockfile;
use crate::project::{Manifest, Project};
use crate::project_files::{NormalConfiguration, normal_configuration, normal_toolchain};
use crate::recipe::{Chef, Kind, PreparedFor, Recipe, Skeleton, ToolchainFile};
use crate::secrets::{self, Secret};
use crate::selection::{Scope, Selection};
use crate::strip::strip;
use crate::words::nearest;
use crate::workspace::{LeftOut, LockfileOrigin, Reading, Workspace, find_manifest, read};

/// What a recipe should contain.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecipeRequest {
    /// The selection of an exact recipe; `None` for a workspace recipe.
    pub selection: Option<Selection>,
    /// The profile and targets that an exact recipe is restricted to.
    pub scope: Scope,
    /// Whether cargo takes out of an exact recipe's lockfile what it does not need.
    pub is_settled: bool,
    /// Variables of the configuration that stay, although they may hold secrets.
    pub kept_variables: BTreeSet<String>,
    /// The cargo that reads the workspace.
    pub cargo: Cargo,
    /// Whether a lockfile that is missing or does not fit is an error.
    pub is_locked: bool,
}

/// A workspace that was read to make a recipe.
#[derive(Debug)]
pub(crate) struct SourceWorkspace {
    pub workspace: Workspace,
    /// What the user should know about how the workspace was read.
    pub notices: Vec<Notice>,
    /// The cargo that read the workspace.
    cargo: Cargo,
}

/// Something that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Only manifests were present, so targets were guessed.
    NoSources,
    /// The directory has no lockfile; cargo made one in a copy.
    NoLockfile(PathBuf),
    /// The lockfile lacks the package that is named here; cargo completed it in a copy.
    StaleLockfile(String),
    /// A file of a replacing crate is not in the recipe.
    LeftOut(LeftOut),
    /// No default member has the requested binary, so the recipe names packages.
    PackagesNamed {
        /// The requested selection, as flags.
        asked: String,
        /// The selection that the recipe was prepared for, as flags.
        taken: String,
    },
}

/// A recipe, and what the user should know about it.
#[derive(Debug)]
pub(crate) struct Made {
    pub recipe: Recipe,
    /// Credentials removed while preparing: recipes end up in image layers.
    pub secrets: BTreeSet<Secret>,
    pub notices: Vec<Notice>,
}

/// The manifest that was named, or else the nearest one.
pub(crate) fn manifest_path(named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => find_manifest(&std::env::current_dir()?)?,
    };
    check_text(&path)?;
    Ok(path)
}

/// Checks that cargo can be told a path.
///
/// # Errors
/// [`Misuse::NotText`] if it is not in UTF-8.
pub(crate) fn check_text(path: &Path) -> Result<()> {
    let path = std::path::absolute(path)?;
    if path.to_str().is_some() { Ok(()) } else { Err(Misuse::NotText(path).into()) }
}

/// Reads the workspace of a manifest, with the cargo that called us or else one that is installed.
///
/// A workspace recipe always covers the whole workspace, even if the manifest of a member is named.
pub(crate) fn read_for(manifest_path: &Path, request: &RecipeRequest) -> Result<SourceWorkspace> {
    let source = read_source(manifest_path, request)?;
    let root = source.workspace.root.join("Cargo.toml");
    if request.selection.is_some() || manifest_path == root {
        return Ok(source);
    }
    read_source(&root, request)
}

fn read_source(manifest_path: &Path, request: &RecipeRequest) -> Result<SourceWorkspace> {
    let absolute = std::path::absolute(manifest_path)?;
    let cargo = request.cargo.clone();
    let cargo = cargo.installed_for(absolute.parent().unwrap_or(Path::new(".")));
    let Reading { workspace, lacks_sources } = read(&cargo, manifest_path)?;
    if request.is_locked {
        workspace.check_locked()?;
    }
    let mut notices = Vec::new();
    if lacks_sources {
        notices.push(Notice::NoSources);
    }
    match &workspace.lockfile.origin {
        LockfileOrigin::Found => {}
        LockfileOrigin::Missing => notices.push(Notice::NoLockfile(workspace.root.clone())),
        LockfileOrigin::Stale(what) => notices.push(Notice::StaleLockfile(what.clone())),
    }
    let left_out = workspace.packages.iter().flat_map(|package| package.left_out.clone());
    notices.extend(left_out.map(Notice::LeftOut));
    Ok(SourceWorkspace { workspace, notices, cargo })
}

/// Makes the requested recipe.
pub(crate) fn recipe_of(source: &SourceWorkspace, request: &RecipeRequest) -> Result<Made> {
    let SourceWorkspace { workspace, .. } = source;
    let Some(asked) = &request.selection else {
        return Ok(of_workspace(workspace, &request.kept_variables));
    };
    if let Some(profile) = &request.scope.profile {
        check_profile(workspace, profile.name())?;
    }
    let purpose = Purpose {
        selection: asked.clone(),
        profile: request.scope.profile.clone(),
        platforms: platforms(source, &request.scope.targets)?,
    };
    let mut umbrella = distil(workspace, &purpose)?;
    if request.is_settled {
        umbrella.project.lockfile = Some(settled(source, &umbrella.project)?);
    }
    let mut notices = Vec::new();
    if umbrella.selection != *asked {
        let taken = umbrella.selection.to_string();
        notices.push(Notice::PackagesNamed { asked: asked.to_string(), taken });
    }
    Ok(Made { notices, ..of_umbrella(workspace, request, umbrella) })
}

/// The profiles that cargo has without being told.
const PROFILES: [&str; 4] = ["bench", "dev", "release", "test"];

/// Checks that cargo would find a profile: in the root manifest, in a configuration or in the
/// environment.
fn check_profile(workspace: &Workspace, name: &str) -> Result<()> {
    let configured = tables_of(&workspace.root, &[]);
    let tables = configured.iter().map(|(_, table)| table).chain([&workspace.root_manifest]);
    let profiles = tables.filter_map(|table| table.get("profile")?.as_table());
    let known: BTreeSet<&str> =
        profiles.flat_map(Table::keys).map(String::as_str).chain(PROFILES).collect();
    let variable = format!("CARGO_PROFILE_{}_", name.to_uppercase().replace('-', "_"));
    let is_set =
        || std::env::vars_os().any(|(key, _)| key.to_string_lossy().starts_with(&variable));
    if known.contains(name) || is_set() {
        return Ok(());
    }
    let message = format!("the workspace has no profile `{name}`");
    Err(distil::Error::not_there(message, nearest(name, known.into_iter())).into())
}

/// What is known about the targets. Only a nightly rustc reads target specifications, so if one is
/// among the targets, all count as unknown.
fn platforms(source: &SourceWorkspace, triples: &[String]) -> Result<KnownPlatforms> {
    if triples.iter().any(|triple| is_specification(triple)) {
        return Ok(KnownPlatforms::default());
    }
    let cfgs = target_cfgs(source.cargo.toolchain.as_deref(), &source.workspace.root, triples)?;
    Ok(KnownPlatforms(cfgs))
}

const NO_INDEX: &str = "`--index` needs the registry's index, from the network or from cargo's cache; \
                        a recipe without `--index` does not";

/// The lockfile of an umbrella, without what cargo does not need.
fn settled(source: &SourceWorkspace, umbrella: &Project) -> Result<String> {
    let SourceWorkspace { workspace, cargo, .. } = source;
    let mut umbrella = umbrella.clone();
    umbrella.place(&workspace.root);
    let scratch = temporary_directory()?;
    let copy = umbrella.files()?.write(&scratch.path().join("umbrella"))?;
    let lockfile = settle_lockfile(&umbrella, &copy.join("Cargo.toml"), &workspace.root, cargo)
        .map_err(|error| error.hinting(NO_INDEX))?;
    Ok(lockfile::write(lockfile::entries(&lockfile)))
}

/// Makes a recipe of the whole workspace.
fn of_workspace(workspace: &Workspace, kept_variables: &BTreeSet<String>) -> Made {
    let project = strip(workspace);
    let (outside, inside): (Vec<_>, Vec<_>) =
        project.manifests.into_iter().partition(|m| m.relative_path.starts_with("../"));
    let project = Project { manifests: inside, ..project };
    let replacing = workspace.below_externals();
    let directories = replacing.iter().map(|&index| &*workspace.packages[index].directory);
    let needs = needs(workspace, directories.filter(|path| path.starts_with("..")));
    let chef = Chef { outside, needs, ..Chef::new(Kind::Workspace) };
    assemble(workspace, project, chef, kept_variables)
}

/// Makes a recipe of what one selection needs.
fn of_umbrella(workspace: &Workspace, request: &RecipeRequest, umbrella: Umbrella) -> Made {
    let RecipeRequest { scope, is_settled, kept_variables, .. } = request;
    let targets = scope.targets.iter().filter(|target| is_specification(target));
    let needs = needs(workspace, umbrella.outside.iter().chain(targets).map(String::as_str));
    let prepared = PreparedFor::new(umbrella.selection, scope);
    let kind = Kind::Exact(Box::new(PreparedFor { is_settled: *is_settled, ..prepared }));
    let chef = Chef { needs, ..Chef::new(kind) };
    assemble(workspace, umbrella.project, chef, kept_variables)
}

/// Everything that has to exist when the recipe is cooked: what the configuration points to, and
/// `others`.
fn needs<'p>(workspace: &Workspace, others: impl Iterator<Item = &'p str>) -> Vec<String> {
    let others = others.map(str::to_owned);
    let all: BTreeSet<_> = others.chain(workspace.configuration.needs.clone()).collect();
    all.into_iter().collect()
}

/// Combines a project and the files beside it.
fn assemble(
    workspace: &Workspace,
    project: Project,
    chef: Chef,
    kept_variables: &BTreeSet<String>,
) -> Made {
    let graph = &workspace.lockfile.graph;
    let is_made = workspace.lockfile.origin == LockfileOrigin::Missing;
    let made_lockfile =
        (is_made && !graph.packages.is_empty()).then(|| lockfile::write(lockfile::entries(graph)));
    let file = workspace.configuration_file.as_ref();
    let NormalConfiguration { text: config_file, secrets } =
        file.map(|file| normal_configuration(&file.contents, kept_variables)).unwrap_or_default();
    let toolchain = workspace.toolchain_file.as_ref();
    let mut recipe = Recipe {
        skeleton: Skeleton {
            manifests: project.manifests,
            config_file,
            lock_file: project.lockfile,
            rust_toolchain_file: toolchain
                .map(|file| (ToolchainFile::of_path(&file.path), normal_toolchain(&file.contents))),
        },
        chef: Some(Chef {
            sources: project.sources,
            local_config: project.config,
            made_lockfile,
            ..chef
        }),
    };
    let secrets = secrets.into_iter().chain(remove_secrets(&mut recipe)).collect();
    Made { recipe, secrets, notices: Vec::new() }
}

/// URLs with credentials may be in any manifest, and therefore in the lockfile, too.
fn remove_secrets(recipe: &mut Recipe) -> BTreeSet<Secret> {
    let Recipe { skeleton, chef } = recipe;
    let mut manifests: Vec<&mut Manifest> = skeleton.manifests.iter_mut().collect();
    let mut texts: Vec<&mut String> = skeleton.lock_file.iter_mut().collect();
    if let Some(Chef { outside, made_lockfile, local_config, .. }) = chef {
        manifests.extend(outside);
        texts.extend(made_lockfile.iter_mut().chain(local_config));
    }
    texts.extend(manifests.into_iter().map(|manifest| &mut manifest.contents));
    texts.into_iter().flat_map(secrets::remove_from_urls).collect()
}
