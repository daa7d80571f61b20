//! Distils a workspace and a selection into an umbrella: a project that has no code of its own
//! and asks for the external crates that the selection compiles, in the same way.
//!
//! [`select`] finds the members, `names` whether they have the targets that are asked for,
//! [`resolve`] their features, [`units`] what is compiled of what; `umbrella` writes that down as
//! packages, [`profiles`] what goes with them, and `carried` the local packages that are compiled.
//! Everything here is a pure function of values.

pub mod carried;
pub mod condition;
mod names;
pub mod platform;
pub mod profiles;
pub mod request;
pub mod resolve;
pub mod select;
mod umbrella;
pub mod units;

pub use names::with_owners;

use std::collections::{BTreeMap, BTreeSet};

use condition::Condition;
use request::{Request, Requests};
use resolve::{FeaturesFor, Resolution};

use crate::error::Result;
use crate::project::Project;
use crate::selection::{Profile, Selection};
use crate::workspace::{PackageIndex, Resolver, Workspace};

/// The package name of the umbrella; its other packages have names that begin with it.
pub const UMBRELLA: &str = "cargo-chef-umbrella";

/// The project that is cooked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Umbrella {
    /// Its manifests and lockfile.
    pub project: Project,
    /// Directories of local crates that it is compiled with and that stand outside of the root.
    pub outside: Vec<String>,
    /// The number of external packages in its lockfile.
    pub crates: usize,
}

/// What an umbrella is made for.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// Packages, features and targets.
    pub selection: Selection,
    /// The profile; `None` where any may be used.
    pub profile: Option<Profile>,
    /// The platforms, as far as they are known.
    pub targets: platform::Targets,
}

impl From<Selection> for Purpose {
    fn from(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }
}

/// Distils what `cargo build` compiles of external crates for this purpose.
///
/// # Errors
/// [`crate::Error::Selection`] where the selection names something that is not there;
/// [`crate::Error::LocalUnderExternal`] where a local package replaces an external one, and stands
/// where the umbrella has to.
pub fn distil(workspace: &Workspace, purpose: &Purpose) -> Result<Umbrella> {
    let selection = with_owners(workspace, &purpose.selection);
    let purpose = &Purpose { selection, ..purpose.clone() };
    let selected = select::select(workspace, &purpose.selection)?;
    names::check(workspace, &selected.packages, &purpose.selection.targets)?;
    let mut carried = BTreeSet::new();
    loop {
        let view = carried::as_external(workspace, &carried);
        let mut plan = plan(&view, purpose, &selected, &carried);
        let found = view.local_below(plan.roots());
        if found.is_subset(&carried) {
            return plan.into_umbrella(&view, purpose.profile.as_ref(), &found);
        }
        carried.extend(found);
    }
}

fn plan<'a>(
    workspace: &'a Workspace,
    purpose: &Purpose,
    selected: &select::Selected,
    carried: &BTreeSet<PackageIndex>,
) -> umbrella::Plan<'a> {
    let Purpose { selection, targets, .. } = purpose;
    let dev = selection.needs_dev_dependencies();
    let own = carried::selected(workspace, selected, carried);
    let mut resolution = Resolution::new(workspace, targets, selected, dev);
    for selection in own.values() {
        let requests = resolution.requests.entry(FeaturesFor::Target).or_default();
        selection.add_to(requests, &Condition::always());
    }
    let built = units::built_requests(workspace, targets, selection, (selected, &own), &resolution);
    let resolved = only_resolved(workspace.resolver, &resolution.requests, &built);
    umbrella::Plan::new(&workspace.lockfile, workspace.resolver, built, resolved)
}

/// What features are resolved for without being built: it may switch features on in what is.
fn only_resolved(
    resolver: Resolver,
    requests: &BTreeMap<FeaturesFor, Requests>,
    built: &BTreeMap<units::Class, Requests>,
) -> BTreeMap<FeaturesFor, Requests> {
    let mut left: BTreeMap<FeaturesFor, Requests> = BTreeMap::new();
    for (&side, requests) in requests {
        for (&package, request) in &requests.0 {
            let same_side = built
                .iter()
                .filter(|(class, _)| resolver == Resolver::V1 || class.side() == side)
                .filter_map(|(_, requests)| requests.0.get(&package));
            // Resolver 1 unifies features over all platforms.
            let everywhere: Vec<Request> = match resolver {
                Resolver::V1 => same_side.map(unconditional).collect(),
                Resolver::V2 => same_side.cloned().collect(),
            };
            if let Some(rest) = request.without(&everywhere.iter().collect::<Vec<_>>()) {
                left.entry(side).or_default().0.insert(package, rest);
            }
        }
    }
    left
}

fn unconditional(request: &Request) -> Request {
    let widen = |condition: &Condition| {
        if condition.is_never() { Condition::never() } else { Condition::always() }
    };
    Request {
        presence: widen(&request.presence),
        default_features: widen(&request.default_features),
        features: request.features.iter().map(|(name, c)| (name.clone(), widen(c))).collect(),
        source: request.source.clone(),
    }
}

#[cfg(test)]
mod tests;
