//! Which package each dependency means, according to the lockfile.

use super::lockfile::{LockedIndex, Lockfile};
use super::{Dependency, DependencyKind, Package, PackageIndex};
use crate::error::{Error, Result};

/// What a dependency resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A package with a path.
    Local(PackageIndex),
    /// A package of a registry or a git repository.
    External(LockedIndex),
    /// Nothing: cargo does not resolve it for a package that is no member.
    Absent,
}

/// What the lockfile makes of local packages.
#[derive(Debug, Default)]
pub struct Links {
    /// For each package, for each of its dependencies, what it means.
    pub links: Vec<Vec<Link>>,
    /// For each package, its entry in the lockfile.
    pub locked: Vec<Option<LockedIndex>>,
}

/// Looks all packages up in the lockfile.
///
/// # Errors
/// [`Error::LockfileStale`] where the lockfile lacks a member or something that it needs.
pub fn link(packages: &[Package], lockfile: &Lockfile) -> Result<Links> {
    let linker = Linker { packages, lockfile };
    Ok(Links {
        links: (0..packages.len()).map(|index| linker.package(index)).collect::<Result<_>>()?,
        locked: packages.iter().map(|package| linker.locked(package)).collect(),
    })
}

struct Linker<'a> {
    packages: &'a [Package],
    lockfile: &'a Lockfile,
}

impl Linker<'_> {
    fn package(&self, index: PackageIndex) -> Result<Vec<Link>> {
        let package = &self.packages[index];
        let locked = self.locked(package);
        if locked.is_none() && package.is_member && !self.lockfile.packages.is_empty() {
            return Err(Error::LockfileStale(format!("it does not know `{}`", package.name)));
        }
        let link = |dependency| self.dependency(package, locked, dependency);
        package.dependencies.iter().map(link).collect()
    }

    /// The entry of a local package. Its version need not agree: cargo would only correct it.
    fn locked(&self, package: &Package) -> Option<LockedIndex> {
        let packages = &self.lockfile.packages;
        let named = (0..packages.len()).filter(|&index| {
            packages[index].source.is_none() && packages[index].name == package.name
        });
        named.min_by_key(|&index| packages[index].version != package.version)
    }

    fn dependency(
        &self,
        package: &Package,
        locked: Option<LockedIndex>,
        dependency: &Dependency,
    ) -> Result<Link> {
        if let Some(index) = self.local(dependency) {
            return Ok(Link::Local(index));
        }
        let candidates =
            locked.map_or(&[][..], |index| &self.lockfile.packages[index].dependencies);
        let found = candidates.iter().copied().filter(|&index| {
            let candidate = &self.lockfile.packages[index];
            candidate.name == dependency.name && dependency.requirement.matches(&candidate.version)
        });
        let nearest = found.min_by_key(|&index| self.distance(dependency, index));
        let replaced = nearest.and_then(|index| self.lockfile.packages[index].replaced_by);
        match replaced.filter(|&index| self.lockfile.packages[index].source.is_none()).or(nearest) {
            Some(index) if self.lockfile.packages[index].source.is_none() => self.patched(index),
            Some(index) => Ok(Link::External(index)),
            // Dev-dependencies of others than members are not resolved; nor are optional ones
            // that nobody switches on.
            None if !package.is_member
                && (dependency.optional || dependency.kind == DependencyKind::Development) =>
            {
                Ok(Link::Absent)
            }
            None => Err(Error::LockfileStale(format!(
                "`{}` depends on `{} {}`, which is not locked",
                package.name, dependency.name, dependency.requirement
            ))),
        }
    }

    fn local(&self, dependency: &Dependency) -> Option<PackageIndex> {
        let path = dependency.path.as_ref()?;
        self.packages.iter().position(|package| package.absolute == *path)
    }

    /// A dependency on a registry or git that the lockfile satisfies with a path.
    fn patched(&self, index: LockedIndex) -> Result<Link> {
        let locked = &self.lockfile.packages[index];
        let mut named = (0..self.packages.len()).filter(|&i| self.packages[i].name == locked.name);
        let exact = named.clone().find(|&i| self.packages[i].version == locked.version);
        exact.or_else(|| named.next()).map(Link::Local).ok_or_else(|| {
            Error::LockfileStale(format!("`{} {}` has no source", locked.name, locked.version))
        })
    }

    /// Prefers the source that the dependency names over one that is patched in.
    fn distance(&self, dependency: &Dependency, index: LockedIndex) -> u8 {
        let locked = self.lockfile.packages[index].source.as_deref();
        let locked = locked.and_then(|source| source.split('#').next());
        match (locked, dependency.source.as_deref()) {
            (Some(locked), Some(wanted)) if locked == wanted => 0,
            (None, _) => 1,
            _ => 2,
        }
    }
}
