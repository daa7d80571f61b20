//! What rustc keeps to compile a crate incrementally.
//!
//! Rustc finds out by itself what of it it can use, so nothing wrong can come of it. It is larger than
//! everything else, and is only of use where a crate is compiled: so it is brought over once it is
//! known which packages have changed, and only for these and those above them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::copy::{copy, incoming_in};
use super::document::Stored;
use super::unit_files::{Item, Key, UnitFiles, below};
use crate::files::Directory;
use crate::target_directory::parallel;
use crate::target_directory::project::Project;
use crate::target_directory::time::Time;
use crate::target_directory::units::{directories, profiles};

/// The directory for it in that of a profile.
const INCREMENTAL: &str = "incremental";

/// The crate of a build script, whatever the package is called.
const BUILD_SCRIPT: &str = "build_script_build";

/// A crate's files, in a directory for reuse.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The path of the crate's directory, relative to the build directory.
    pub key: Key,
    /// What the paths of the files are relative to.
    pub from: PathBuf,
    pub items: Vec<Item>,
    /// How much earlier all times are to be.
    pub shift: Duration,
}

/// Finds the files of all crates in a build directory.
pub(super) fn scan(build: &Path) -> UnitFiles {
    let all = profiles(build).into_iter().flat_map(|d| directories(&d.join(INCREMENTAL)));
    all.filter_map(|directory| {
        let path = directory.strip_prefix(build).ok()?.to_owned();
        let key = path.to_str()?.to_owned();
        Some((key, below(build, path)?))
    })
    .collect()
}

/// Whether the files are of one of these crates. Those of build scripts may be of any package.
fn is_of(key: &Key, crates: &BTreeSet<String>) -> bool {
    let name = key.rsplit('/').next().and_then(|name| Some(name.rsplit_once('-')?.0));
    name.is_some_and(|name| name == BUILD_SCRIPT || crates.contains(name))
}

/// Brings over what these packages and those above them can use. What cannot be copied is left out.
pub(super) fn bring(
    offers: &[Offer],
    project: &Project,
    packages: &BTreeSet<String>,
) -> std::io::Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let crates = project.crates_above(packages);
    let build = &project.build_directory;
    let wanted: Vec<&Offer> = offers
        .iter()
        .filter(|offer| is_of(&offer.key, &crates) && !build.join(&offer.key).exists())
        .collect();
    let build = Directory::open(build)?;
    let incoming = incoming_in(&build)?;
    let number = AtomicUsize::new(0);
    parallel::map_each(&wanted, |offer| {
        let place = incoming.join(number.fetch_add(1, Ordering::Relaxed).to_string());
        let time = |item: &Item| item.modified.minus(offer.shift);
        copy(offer.items.iter(), &offer.from, &build, |item| place.join(&item.path), time)?;
        let target = Path::new(&offer.key);
        build.create_all(target.parent().unwrap_or(Path::new("")))?;
        Ok::<_, std::io::Error>(build.rename(&place.join(&offer.key), target)?)
    });
    Ok(build.remove(&incoming)?)
}

/// What a build has left that is worth to be put back: of the crates of these packages, what it has
/// written and what is not known yet. What is known counts as used.
pub(super) fn used(
    known: &mut BTreeMap<Key, Stored>,
    project: &Project,
    packages: &BTreeSet<String>,
    started: Time,
    now: Time,
) -> UnitFiles {
    let crates = project.crates_of(packages);
    for (_, stored) in known.iter_mut().filter(|(key, _)| is_of(key, &crates)) {
        stored.used = now;
    }
    let is_new = |items: &Vec<Item>| items.iter().any(|item| item.modified >= started);
    let mut found = scan(&project.build_directory);
    found.retain(|key, items| is_of(key, &crates) && is_new(items));
    found
}
