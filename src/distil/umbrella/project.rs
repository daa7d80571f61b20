//! Writes the packages of an umbrella as a project, with a lockfile and the replacing crates.

use std::collections::BTreeSet;

use semver::Version;
use toml::{Table, Value};

use super::layout::Layout;
use super::package::UmbrellaPackage;
use super::suffix::Suffix;
use crate::distil::error::Result;
use crate::distil::purpose::Purpose;
use crate::distil::{profiles, replacing};
use crate::files::prefix;
use crate::lockfile::{self, LockEntry, LockedIndex};
use crate::project::{Manifest, Project, UMBRELLA};
use crate::selection::{Profile, Selection};
use crate::workspace::{Package, PackageIndex, Resolver, Workspace};

/// A project that makes cargo compile the external crates of a selection, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Umbrella {
    /// The manifests, the lockfile and the replacing crates.
    pub project: Project,
    /// The selection. Where cargo would not find a binary otherwise, it names the packages.
    pub selection: Selection,
    /// The directories of replacing crates outside of the workspace's root.
    pub outside: Vec<String>,
    /// The number of external packages in the lockfile.
    pub crates: usize,
}

impl Layout<'_> {
    /// Writes the manifests and the lockfile, and adds the replacing crates.
    pub(crate) fn into_umbrella(
        self,
        workspace: &Workspace,
        purpose: &Purpose,
        replacing: &BTreeSet<PackageIndex>,
    ) -> Result<Umbrella> {
        let reached: Vec<_> = self.lockfile.reachable(self.roots()).into_iter().collect();
        let local: Vec<_> = replacing.iter().map(|&index| &workspace.packages[index]).collect();
        let at_root = local.iter().copied().find(|package| package.directory.is_empty());
        // Where the root is taken, the packages of the umbrella are in a directory of their own.
        let base = if at_root.is_some() { UMBRELLA } else { "" };
        let root =
            RootTables { workspace, profile: purpose.profile.as_ref(), local, reached, base };
        let is_taken = |path: &str| self.packages.keys().any(|it| root.directory(it) == path);
        let (mut manifests, sources) = replacing::restored(workspace, replacing, is_taken)?;
        let mut entries: Vec<_> =
            root.reached.iter().map(|&index| lockfile::entry(self.lockfile, index)).collect();
        if let Some(package) = at_root {
            let mut manifest = replacing::root_manifest(package);
            self.add_root_tables(&mut manifest, &root);
            let contents = manifest.to_string();
            let targets = Vec::new();
            manifests.push(Manifest { relative_path: "Cargo.toml".into(), contents, targets });
        }
        for (suffix, package) in &self.packages {
            let mut manifest = self.manifest(suffix, package);
            let directory = root.directory(suffix);
            if directory.is_empty() {
                self.add_root_tables(&mut manifest, &root);
            }
            manifests.push(Manifest {
                relative_path: format!("{}Cargo.toml", prefix(&directory)),
                contents: manifest.to_string(),
                targets: package.shape.targets(suffix),
            });
            entries.push(self.lock_entry(suffix, package));
        }
        manifests.sort();
        let directories = root.local.iter().map(|package| package.directory.clone());
        Ok(Umbrella {
            project: Project {
                manifests,
                lockfile: Some(lockfile::write(entries)),
                sources,
                config: replacing::config(workspace, replacing),
            },
            selection: purpose.selection.clone(),
            outside: directories.filter(|path| path.starts_with("..")).collect(),
            crates: root.reached.len(),
        })
    }

    fn add_root_tables(&self, manifest: &mut Table, root: &RootTables<'_>) {
        let directories = self.packages.keys().map(|suffix| root.directory(suffix));
        let members: Vec<Value> =
            directories.filter(|directory| !directory.is_empty()).map(Value::from).collect();
        let entries = self.packages.iter().filter(|(_, package)| package.is_entry);
        let default: Vec<Value> = entries
            .map(|(suffix, _)| match root.directory(suffix) {
                root if root.is_empty() => ".".into(),
                directory => directory.into(),
            })
            .collect();
        let resolver = match self.resolver {
            Resolver::V1 => "1",
            Resolver::V2 => "2",
        };
        let mut table = Table::new();
        if !members.is_empty() {
            table.insert("default-members".into(), default.into());
            table.insert("members".into(), members.into());
        }
        table.insert("resolver".into(), resolver.into());
        manifest.insert("workspace".into(), table.into());
        let RootTables { workspace, profile, local, reached, base: _ } = root;
        let own = &workspace.root_manifest;
        let kept = [
            ("cargo-features", own.get("cargo-features").cloned()),
            ("profile", profiles::profiles(own, *profile, self.lockfile, reached)),
            ("patch", profiles::patches(own, self.lockfile, reached, local)),
            ("replace", profiles::replacements(own, self.lockfile, reached, local)),
        ];
        for (key, value) in kept {
            if let Some(value) = value {
                manifest.insert(key.into(), value);
            }
        }
    }

    fn lock_entry(&self, suffix: &Suffix, package: &UmbrellaPackage) -> LockEntry {
        let locals = package.links.keys().map(|to| format!("{} 0.0.0", to.name()));
        let external = package.requests.keys().map(|&index| {
            let package = &self.lockfile.packages[index];
            lockfile::reference(&package.name, &package.version, package.source.as_ref())
        });
        let mut dependencies: Vec<_> = locals.chain(external).collect();
        dependencies.sort();
        LockEntry {
            name: suffix.name(),
            version: Version::new(0, 0, 0),
            source: None,
            checksum: None,
            dependencies,
            replaced_by: None,
        }
    }
}

/// What the tables of the root manifest are made from.
struct RootTables<'a> {
    workspace: &'a Workspace,
    profile: Option<&'a Profile>,
    /// The replacing crates.
    local: Vec<&'a Package>,
    /// The external packages that the umbrella depends on, directly or indirectly.
    reached: Vec<LockedIndex>,
    /// The directory of the umbrella's packages; empty for the root itself.
    base: &'a str,
}

impl RootTables<'_> {
    /// The directory of a package of the umbrella, relative to the root.
    fn directory(&self, suffix: &Suffix) -> String {
        match (self.base, suffix.directory()) {
            (base, "") => base.to_owned(),
            (base, directory) => prefix(base) + directory,
        }
    }
}
