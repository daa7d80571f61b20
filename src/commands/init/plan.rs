//! Finds out what an image of a workspace needs.

use std::collections::BTreeSet;

use crate::distil;
use crate::selection::{Features, Packages, Rule, Selection, TargetFilter, Targets};
use crate::source::{GitSource, Source};
use crate::words::nearest;
use crate::workspace::{LockfileOrigin, Package, PackageIndex, TargetKind, Workspace};

/// Crates that read the history in `.git` when a build script or macro uses them.
const READS_HISTORY: [&str; 7] =
    ["built", "git-version", "shadow-rs", "vergen", "vergen-git2", "vergen-gitcl", "vergen-gix"];

/// What is built, and what that takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are facts that do not depend on each other"
)]
pub(super) struct ImagePlan {
    /// The programs, in the order of their names.
    pub binaries: Vec<String>,
    /// The selection for `prepare` and `cargo build`, so that only these programs are built.
    pub selection: Selection,
    /// The path of `rust-toolchain.toml` or `rust-toolchain`, if there is one.
    pub toolchain: Option<String>,
    /// Whether cargo's configuration has a file at the root, which `cook` writes.
    pub has_config: bool,
    /// The files and directories below the root that cargo's configuration points to.
    pub files: Vec<String>,
    /// The files and directories that are needed and not below the root.
    pub outside: Vec<String>,
    /// Whether a registry may require a token.
    pub needs_token: bool,
    /// Whether any package comes from git.
    pub uses_git: bool,
    /// The hosts from which git repositories are fetched over SSH.
    pub ssh_hosts: BTreeSet<String>,
    /// Whether `prepare` may need the network, because the lockfile is missing or stale.
    pub resolves: bool,
    /// Whether a build script reads `.git`.
    pub reads_history: bool,
}

impl ImagePlan {
    /// Plans for these binaries, or for all if none is named.
    ///
    /// # Errors
    /// [`distil::Error::Selection`] if there is no such binary, or none at all.
    pub(super) fn new(workspace: &Workspace, names: &[String]) -> distil::Result<Self> {
        let chosen = choose(workspace, names)?;
        let binaries: BTreeSet<String> = chosen.iter().map(|(_, name)| name.clone()).collect();
        let binaries: Vec<String> = binaries.into_iter().collect();
        let locked = &workspace.lockfile.graph.packages;
        let sources: BTreeSet<&Source> = locked.iter().filter_map(|p| p.source.as_ref()).collect();
        let git: Vec<&GitSource> = sources.iter().filter_map(|source| source.as_git()).collect();
        let needs = workspace.configuration.needs.iter().cloned();
        let (mut outside, files): (Vec<_>, Vec<_>) =
            needs.partition(|path| path.starts_with("..") || path.starts_with('/'));
        let directories = workspace.packages.iter().map(|package| &package.directory);
        outside.extend(directories.filter(|path| path.starts_with("..")).cloned());
        Ok(Self {
            selection: Selection {
                packages: packages(workspace, &chosen),
                targets: Targets::Only(TargetFilter {
                    binaries: Rule::Named(binaries.clone()),
                    ..TargetFilter::default()
                }),
                features: features(workspace, &chosen),
            },
            binaries,
            toolchain: workspace.toolchain_file.as_ref().map(|file| file.path.clone()),
            has_config: workspace.configuration_file.is_some(),
            files,
            outside,
            needs_token: sources.iter().any(|s| s.as_git().is_none() && **s != Source::crates_io()),
            uses_git: !git.is_empty(),
            ssh_hosts: git.iter().filter_map(|git| git.ssh_host().map(str::to_owned)).collect(),
            resolves: workspace.lockfile.origin != LockfileOrigin::Found,
            reads_history: locked.iter().any(|p| READS_HISTORY.contains(&p.name.as_str())),
        })
    }

    /// `docker build` with the options that the network asks for.
    pub(super) fn build_command(&self) -> String {
        let mut command = String::from("docker build");
        if self.needs_token {
            command += " --secret id=cargo,src=$HOME/.cargo/credentials.toml";
        }
        if !self.ssh_hosts.is_empty() {
            command += " --ssh default";
        }
        command
    }

    /// A name for what is built, the first of its programs.
    pub(super) fn name(&self) -> &str {
        self.binaries.first().map_or("app", String::as_str)
    }
}

/// The binaries with their packages: the named ones, from any member, or else those that `cargo
/// build` builds.
fn choose(workspace: &Workspace, names: &[String]) -> distil::Result<Vec<(PackageIndex, String)>> {
    let binaries_of = |index: PackageIndex| {
        let targets = workspace.packages[index].targets.iter();
        let binaries = targets.filter(|target| target.kind == TargetKind::Binary);
        binaries.map(move |target| (index, target)).collect::<Vec<_>>()
    };
    if names.is_empty() {
        let members = workspace.default_members.iter().copied().flat_map(binaries_of);
        let buildable = members.filter(|(index, target)| {
            let package: &Package = &workspace.packages[*index];
            target.required_features.is_empty() || is_default(package, &target.required_features)
        });
        let chosen: Vec<_> = buildable.map(|(index, t)| (index, t.name.clone())).collect();
        if chosen.is_empty() {
            let message = "none of the default members has a binary".into();
            return Err(distil::Error::not_there(message, None));
        }
        return Ok(chosen);
    }
    let all: Vec<_> = workspace.members().flat_map(binaries_of).collect();
    let find = |name: &String| {
        let found = all.iter().find(|(_, target)| target.name == *name);
        found.map(|(index, target)| (*index, target.name.clone())).ok_or_else(|| {
            let known = all.iter().map(|(_, target)| target.name.as_str());
            let message = format!("no member of the workspace has the binary `{name}`");
            distil::Error::not_there(message, nearest(name, known))
        })
    };
    names.iter().map(find).collect()
}

/// Whether the default features include all of these.
fn is_default(package: &Package, features: &[String]) -> bool {
    let mut reached: BTreeSet<&str> = BTreeSet::from(["default"]);
    let mut open = vec!["default"];
    while let Some(feature) = open.pop() {
        for next in package.features.get(feature).into_iter().flatten() {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    features.iter().all(|feature| reached.contains(feature.as_str()))
}

/// The features without which a binary that was named is not built.
fn features(workspace: &Workspace, chosen: &[(PackageIndex, String)]) -> Features {
    let mut names = BTreeSet::new();
    for (index, name) in chosen {
        let package = &workspace.packages[*index];
        let target =
            package.targets.iter().find(|t| t.kind == TargetKind::Binary && t.name == *name);
        let required = target.map_or(&[][..], |target| &target.required_features);
        if !is_default(package, required) {
            names.extend(required.iter().map(|feature| format!("{}/{feature}", package.name)));
        }
    }
    Features { names: names.into_iter().collect(), ..Features::default() }
}

/// The packages to select. Cargo finds binaries of default members by itself; for others, the
/// package has to be named.
fn packages(workspace: &Workspace, chosen: &[(PackageIndex, String)]) -> Packages {
    if chosen.iter().all(|(index, _)| workspace.default_members.contains(index)) {
        return Packages::Default;
    }
    let names = chosen.iter().map(|(index, _)| workspace.packages[*index].name.clone());
    Packages::Named(names.collect::<BTreeSet<_>>().into_iter().collect())
}
