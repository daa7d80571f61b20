//! Strips a whole workspace.

use std::collections::{BTreeSet, HashMap};

use super::manifest::{manifest, strip_root};
use super::rules::Rules;
use crate::distil::replacing;
use crate::lockfile;
use crate::project::{Manifest, Project};
use crate::workspace::{Package, PackageIndex, Workspace};

/// The stripped manifests and lockfile of a workspace. Replacing crates keep their manifests and
/// files.
#[must_use]
pub fn strip(workspace: &Workspace) -> Project {
    let replacing = workspace.below_externals();
    let is_inside = |index: &PackageIndex| workspace.packages[*index].is_inside();
    let whole: BTreeSet<_> = replacing.iter().copied().filter(is_inside).collect();
    let rules = Rules::new(workspace, &replacing, &whole);
    let has_lockfile = !workspace.lockfile.graph.packages.is_empty();
    let (mut manifests, lockfile) = std::thread::scope(|scope| {
        let lockfile = scope.spawn(|| has_lockfile.then(|| lockfile(&rules)));
        let manifests = workspace.packages.iter().enumerate().map(|(index, package)| {
            match whole.contains(&index) {
                true if package.directory.is_empty() => whole_root(&rules, package),
                true => replacing::manifest(package),
                false => manifest(&rules, index),
            }
        });
        let manifests: Vec<Manifest> = manifests.collect();
        (manifests, lockfile.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    if workspace.is_virtual() {
        let mut root = workspace.root_manifest.clone();
        strip_root(&rules, &mut root);
        manifests.push(Manifest {
            relative_path: "Cargo.toml".into(),
            contents: root.to_string(),
            targets: Vec::new(),
        });
    }
    manifests.sort();
    let local = &workspace.configuration.local;
    Project {
        manifests,
        lockfile,
        sources: whole.iter().map(|&index| replacing::source(&workspace.packages[index])).collect(),
        config: (!local.is_empty()).then(|| local.to_string()),
    }
}

/// The manifest of a replacing crate at the root.
fn whole_root(rules: &Rules<'_>, package: &Package) -> Manifest {
    let mut manifest = package.manifest.clone();
    strip_root(rules, &mut manifest);
    let contents = manifest.to_string();
    Manifest { relative_path: "Cargo.toml".into(), contents, targets: Vec::new() }
}

/// The lockfile, with the versions of local packages masked as in their manifests, and without the
/// dependencies that their manifests no longer name.
fn lockfile(rules: &Rules<'_>) -> String {
    let Rules { workspace, versions, implied, .. } = rules;
    let mut masked = workspace.lockfile.graph.clone();
    let mut named: HashMap<&str, Vec<PackageIndex>> = HashMap::new();
    for (index, package) in workspace.packages.iter().enumerate() {
        named.entry(&package.name).or_default().push(index);
    }
    for package in masked.packages.iter_mut().filter(|package| package.source.is_none()) {
        if let Some(&[index]) = named.get(&*package.name).map(Vec::as_slice) {
            package.dependencies.retain(|&locked| implied.is_locked_for(index, locked));
        }
        package.version = versions.version(&package.name, &package.version);
    }
    lockfile::write(lockfile::entries(&masked))
}
