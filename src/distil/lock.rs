//! The part of the lockfile that an umbrella needs.

use crate::error::{Error, Result};
use crate::workspace::lockfile::{LockedIndex, Lockfile, reference};

/// All packages that these roots reach, ascending.
///
/// # Errors
/// [`Error::LocalUnderExternal`] where one of them has a path.
pub fn reached(
    lockfile: &Lockfile,
    roots: impl IntoIterator<Item = LockedIndex>,
) -> Result<Vec<LockedIndex>> {
    let reached: Vec<_> = lockfile.reachable(roots).into_iter().collect();
    for &index in &reached {
        let package = &lockfile.packages[index];
        let local = package.dependencies.iter().find(|&&d| lockfile.packages[d].source.is_none());
        if let Some(&local) = local {
            return Err(Error::LocalUnderExternal {
                external: package.name.clone(),
                local: lockfile.packages[local].name.clone(),
            });
        }
    }
    Ok(reached)
}

/// How other entries refer to a locked package.
pub fn package_reference(lockfile: &Lockfile, index: LockedIndex) -> String {
    let package = &lockfile.packages[index];
    reference(&package.name, &package.version, package.source.as_deref())
}
