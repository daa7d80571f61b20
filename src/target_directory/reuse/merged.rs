//! What two ledgers know together.

use std::time::Duration;

use crate::target_directory::ledger::{Entry, Ledger};
use crate::target_directory::units::Units;

/// The ledger for a build directory that has `units` of its own and gets those of another.
///
/// A file that has one content in both gets the later of the two times: neither has a unit that was
/// compiled from another content at or after that time. Any other file is not known. The times of the
/// other ledger are made earlier by `shift`. The result vouches for no unit of the other directory
/// yet.
pub(super) fn merged(own: &Ledger, units: &Units, other: &Ledger, shift: Duration) -> Ledger {
    let moved =
        |entry: &Entry| Entry { since: entry.since.minus(shift), left: None, ..entry.clone() };
    let others = || other.entries.iter().map(|(path, entry)| (path.clone(), moved(entry)));
    if units.0.is_empty() {
        // Nothing here was compiled from anything else.
        let entries = others().collect();
        return Ledger { entries, units: Units::default(), ..other.clone() };
    }
    let both = others().filter_map(|(path, entry)| {
        let known = own.entries.get(&path)?;
        let is_same = known.kind == entry.kind && known.digest == entry.digest;
        let since = known.since.max(entry.since);
        is_same.then(|| (path, Entry { since, left: known.left.clone(), ..entry }))
    });
    let mut named = own.named.clone();
    for (path, packages) in &other.named {
        named.entry(path.clone()).or_default().extend(packages.iter().cloned());
    }
    // Where both have written the same file, the other one's units have replaced ours.
    let outputs = own.outputs.iter().chain(&other.outputs);
    let outputs = outputs.map(|(path, digest)| (path.clone(), digest.clone())).collect();
    Ledger {
        entries: both.collect(),
        units: units.clone(),
        named,
        outputs,
        written: own.written.max(other.written),
    }
}
