//! The whole way from a workspace and a purpose to an umbrella.

use std::collections::BTreeSet;

use super::condition::{Condition, Side};
use super::error::Result;
use super::named_targets::{self, with_owners};
use super::purpose::Purpose;
use super::replacing;
use super::resolution::Resolution;
use super::select::{Selected, select};
use super::umbrella::{Layout, Umbrella};
use super::unbuilt::only_resolved;
use super::units::Units;
use super::unsupported;
use crate::workspace::{PackageIndex, Workspace};

/// Distils what `cargo build` compiles of external crates for this purpose.
///
/// # Errors
/// [`super::Error::Selection`] if the selection names something that does not exist;
/// [`super::Error::ReplacingInTheWay`] if a replacing crate occupies the place of a package of the
/// umbrella; [`super::Error::Unsupported`] if the selection needs an unstable feature of cargo that no
/// umbrella can express.
pub fn distil(workspace: &Workspace, purpose: &Purpose) -> Result<Umbrella> {
    let selection = with_owners(workspace, &purpose.selection);
    let purpose = &Purpose { selection, ..purpose.clone() };
    let selected = select(workspace, &purpose.selection)?;
    named_targets::check(workspace, &selected.packages, &purpose.selection.targets)?;
    // Which crates are replacing ones depends on what is reached, and what is reached depends on
    // which crates are replacing ones. So start with none and repeat until no more are found.
    let mut replacing = BTreeSet::new();
    loop {
        let view = replacing::as_external(workspace, &replacing);
        let layout = lay_out(&view, purpose, &selected, &replacing)?;
        let found = view.local_below(layout.roots());
        if found.is_subset(&replacing) {
            return layout.into_umbrella(&view, purpose, &found);
        }
        replacing.extend(found);
    }
}

fn lay_out<'a>(
    workspace: &'a Workspace,
    purpose: &Purpose,
    selected: &Selected<'_>,
    replacing: &BTreeSet<PackageIndex>,
) -> Result<Layout<'a>> {
    let Purpose { selection, platforms, .. } = purpose;
    let requested = replacing::selected(workspace, selected, replacing);
    let dev = selection.needs_dev_dependencies();
    let mut resolution = Resolution::new(workspace, platforms, selected, dev);
    for request in requested.values() {
        let requests = resolution.requests.entry(Side::Target).or_default();
        request.add_to(requests, &Condition::always());
    }
    unsupported::check(workspace, &resolution)?;
    let units = Units {
        workspace,
        platforms,
        selection,
        selected,
        replacing: &requested,
        resolution: &resolution,
    };
    let built = units.requests();
    let resolved = only_resolved(workspace.resolver, &resolution.requests, &built);
    Ok(Layout::new(&workspace.lockfile.graph, workspace.resolver, built, resolved))
}
