//! Links dependencies to packages, as the lockfile resolves them.

use std::collections::HashMap;
use std::path::Path;

use super::declared::{Declared, kind, source};
use super::model::{Link, Package, PackageIndex};
use crate::lockfile::{Error, LockedIndex, Lockfile, Result};
use crate::manifest::DependencyKind;
use crate::source::Source;

/// A package's entry in the lockfile, and what each of its dependencies resolves to.
type Links = (Option<LockedIndex>, Vec<Link>);

/// Looks up all packages in the lockfile.
///
/// # Errors
/// [`Error::Stale`] if the lockfile lacks a member or one of its dependencies.
pub(super) fn link(declared: &[Declared], lockfile: &Lockfile) -> Result<Vec<Links>> {
    let linker = Linker::new(declared, lockfile);
    declared.iter().map(|package| linker.package(package)).collect()
}

pub(super) fn packages(declared: Vec<Declared>, links: Vec<Links>) -> Vec<Package> {
    let linked = declared.into_iter().zip(links);
    linked.map(|(package, (locked, links))| package.linked(locked, links)).collect()
}

struct Linker<'a> {
    declared: &'a [Declared],
    lockfile: &'a Lockfile,
    /// The local packages by their directories.
    by_directory: HashMap<&'a Path, PackageIndex>,
    /// The same by their names.
    by_name: HashMap<&'a str, Vec<PackageIndex>>,
    /// The packages of the lockfile without a source, by name.
    locked_by_name: HashMap<&'a str, Vec<LockedIndex>>,
}

impl<'a> Linker<'a> {
    fn new(declared: &'a [Declared], lockfile: &'a Lockfile) -> Self {
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (index, package) in declared.iter().enumerate() {
            by_name.entry(package.package.name.as_str()).or_default().push(index);
        }
        let mut locked_by_name: HashMap<_, Vec<_>> = HashMap::new();
        let locked = lockfile.packages.iter().enumerate();
        for (index, package) in locked.filter(|(_, package)| package.source.is_none()) {
            locked_by_name.entry(package.name.as_str()).or_default().push(index);
        }
        let directories = declared.iter().map(|package| package.absolute.as_path()).zip(0..);
        Self { declared, lockfile, by_directory: directories.collect(), by_name, locked_by_name }
    }

    fn package(&self, declared: &Declared) -> Result<Links> {
        let locked = self.locked(declared);
        if locked.is_none() && declared.is_member && !self.lockfile.packages.is_empty() {
            return Err(Error::Stale(format!("it does not know `{}`", declared.package.name)));
        }
        let link = |dependency| self.dependency(declared, locked, dependency);
        let links = declared.package.dependencies.iter().map(link).collect::<Result<_>>()?;
        Ok((locked, links))
    }

    /// The entry of a local package. The version may differ, because cargo would merely correct it.
    fn locked(&self, declared: &Declared) -> Option<LockedIndex> {
        let package = &declared.package;
        let named = self.locked_by_name.get(package.name.as_str())?.iter().copied();
        named.min_by_key(|&index| self.lockfile.packages[index].version != package.version)
    }

    fn dependency(
        &self,
        declared: &Declared,
        locked: Option<LockedIndex>,
        dependency: &cargo_metadata::Dependency,
    ) -> Result<Link> {
        // For packages that are not members, cargo does not resolve dev-dependencies, nor optional
        // dependencies that no feature switches on, nor anything if nobody uses the package.
        let may_lack = !declared.is_member
            && (locked.is_none()
                || dependency.optional
                || kind(dependency) == DependencyKind::Development);
        if let Some(index) = self.local(dependency) {
            let is_unlocked = self.locked(&self.declared[index]).is_none();
            if is_unlocked && !may_lack && !self.lockfile.packages.is_empty() {
                return Err(Error::Stale(format!("it does not know `{}`", dependency.name)));
            }
            return Ok(Link::Local(index));
        }
        let candidates =
            locked.map_or(&[][..], |index| &self.lockfile.packages[index].dependencies);
        let found = candidates.iter().copied().filter(|&index| {
            let candidate = &self.lockfile.packages[index];
            candidate.name == dependency.name && dependency.req.matches(&candidate.version)
        });
        let wanted = source(dependency);
        let nearest = found.min_by_key(|&index| self.distance(wanted.as_ref(), index));
        let replaced = nearest.and_then(|index| self.lockfile.packages[index].replaced_by);
        match replaced.filter(|&index| self.lockfile.packages[index].source.is_none()).or(nearest) {
            Some(index) if self.lockfile.packages[index].source.is_none() => self.patched(index),
            Some(index) => Ok(Link::External(index)),
            None if may_lack => Ok(Link::Absent),
            None => Err(Error::Stale(format!(
                "`{}` depends on `{} {}`, which is not locked",
                declared.package.name, dependency.name, dependency.req
            ))),
        }
    }

    fn local(&self, dependency: &cargo_metadata::Dependency) -> Option<PackageIndex> {
        let path = dependency.path.as_ref()?;
        self.by_directory.get(path.as_std_path()).copied()
    }

    /// The local package to which the lockfile resolves a dependency on a registry or git.
    fn patched(&self, index: LockedIndex) -> Result<Link> {
        let locked = &self.lockfile.packages[index];
        let named = self.by_name.get(locked.name.as_str()).map_or(&[][..], Vec::as_slice);
        let is_exact =
            |index: &&PackageIndex| self.declared[**index].package.version == locked.version;
        let found = named.iter().find(is_exact).or(named.first());
        found.map(|&index| Link::Local(index)).ok_or_else(|| {
            Error::Stale(format!("`{} {}` has no source", locked.name, locked.version))
        })
    }

    /// The rank of a locked package as a match for a dependency: first the source that the
    /// dependency names, then a patch with a path, then anything else.
    fn distance(&self, wanted: Option<&Source>, index: LockedIndex) -> u8 {
        match (&self.lockfile.packages[index].source, wanted) {
            (Some(locked), Some(wanted)) if locked.unlocked_id() == wanted.id() => 0,
            (None, _) => 1,
            _ => 2,
        }
    }
}
