//! Finds the active features, as cargo's feature resolver does.
//!
//! Cargo resolves features for known targets and gets sets of features. Here the target is not
//! known, so each fact carries the [`Condition`] under which it holds. Rules only add facts; they
//! run to the fixed point.
//!
//! The rules come from <https://doc.rust-lang.org/cargo/reference/resolver.html#features> and from
//! cargo's feature resolver, whose unit graphs the tests compare with.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::{Condition, Side};
use super::edges::{Active, Asked, AskedFeature};
use super::feature_value::FeatureValue;
use super::platforms::KnownPlatforms;
use super::requests::CrateRequests;
use super::select::Selected;
use crate::manifest::DependencyKind;
use crate::workspace::{Dependency, Link, Package, PackageIndex, Resolver, Workspace};

/// One local package on one side. Resolver 1 knows only [`Side::Target`].
type Node = (PackageIndex, Side);

#[derive(Clone, Debug, Default)]
struct Facts {
    presence: Condition,
    active: Active,
}

/// The result of resolution: what is active in local packages, and what is asked of external ones.
#[derive(Debug)]
pub(super) struct Resolution<'a> {
    workspace: &'a Workspace,
    platforms: &'a KnownPlatforms,
    /// The members whose dev-dependencies take part.
    with_dev: BTreeSet<PackageIndex>,
    /// What the command line switches on in the nodes where resolution starts.
    typed: BTreeMap<Node, &'a [FeatureValue<'a>]>,
    facts: BTreeMap<Node, Facts>,
    /// Everything that resolution requests, whether it is built or not.
    pub requests: BTreeMap<Side, CrateRequests>,
}

impl<'a> Resolution<'a> {
    /// Resolves the features of a selection. `dev_dependencies` says whether a selected target may
    /// use dev-dependencies; with resolver 1 they always take part.
    pub(super) fn new(
        workspace: &'a Workspace,
        platforms: &'a KnownPlatforms,
        selected: &'a Selected<'a>,
        dev_dependencies: bool,
    ) -> Self {
        let dev = dev_dependencies || workspace.resolver == Resolver::V1;
        let roots = selected.roots.iter();
        let mut resolution = Self {
            workspace,
            platforms,
            with_dev: roots.clone().filter(|_| dev).map(|(index, _)| *index).collect(),
            typed: BTreeMap::new(),
            facts: BTreeMap::new(),
            requests: BTreeMap::new(),
        };
        let mut open = BTreeSet::new();
        for (index, values) in roots {
            let mut sides = vec![Side::Target];
            if workspace.packages[*index].is_proc_macro() {
                sides.push(resolution.side(Side::Host));
            }
            for side in sides {
                let node = (*index, side);
                resolution.facts.entry(node).or_default().presence = Condition::always();
                resolution.typed.insert(node, values);
                open.insert(node);
            }
        }
        while let Some(node) = open.pop_first() {
            resolution.settle(node);
            resolution.ask(node, &mut open);
        }
        resolution
    }

    /// What is active in a local package; `None` if resolution does not reach it on this side.
    pub(super) fn active(&self, package: PackageIndex, side: Side) -> Option<&Active> {
        self.facts.get(&(package, self.side(side))).map(|facts| &facts.active)
    }

    /// The local packages that resolution reaches.
    pub(super) fn present(&self) -> BTreeSet<PackageIndex> {
        let present = self.facts.iter().filter(|(_, facts)| !facts.presence.is_never());
        present.map(|((index, _), _)| *index).collect()
    }

    /// The dependencies of a local package that are used anywhere.
    pub(super) fn dependencies(&self, package: PackageIndex) -> Vec<&'a Dependency> {
        let nodes = self.facts.iter().filter(|((index, _), _)| *index == package);
        let used = nodes.flat_map(|(&node, facts)| {
            let is_used = move |dependency: &&Dependency| {
                let platform = self.platform(node.1, dependency);
                let asked =
                    facts.active.asked(self.package(node), dependency, &facts.presence, &platform);
                !asked.presence.is_never()
            };
            self.edges(node).filter(is_used)
        });
        used.collect()
    }

    /// Where a feature of a local package is active.
    pub(super) fn feature(&self, package: PackageIndex, side: Side, name: &str) -> Condition {
        let active = self.active(package, side);
        active.and_then(|active| active.features.get(name)).cloned().unwrap_or_default()
    }

    /// The side on which a dependency of a node is built.
    pub(super) fn side_of(&self, side: Side, dependency: &Dependency) -> Side {
        let is_macro = |index: PackageIndex| self.workspace.packages[index].is_proc_macro();
        let for_host = dependency.kind == DependencyKind::Build
            || matches!(dependency.link, Link::Local(index) if is_macro(index));
        if for_host { self.side(Side::Host) } else { side }
    }

    /// Resolver 1 does not distinguish the sides.
    fn side(&self, side: Side) -> Side {
        match self.workspace.resolver {
            Resolver::V1 => Side::Target,
            Resolver::V2 => side,
        }
    }

    /// Finds everything that is active in a node: features switch on further features and
    /// dependencies of the node, until nothing is added.
    fn settle(&mut self, node: Node) {
        let typed = self.typed.get(&node).copied().unwrap_or_default();
        let package = self.package(node);
        loop {
            let before = self.facts.entry(node).or_default().active.clone();
            for value in typed {
                self.activate(node, *value, &Condition::always());
            }
            for (name, condition) in &before.features {
                for value in package.features.get(name).into_iter().flatten() {
                    self.activate(node, FeatureValue::parse(value), condition);
                }
            }
            if self.facts.entry(node).or_default().active == before {
                break;
            }
        }
    }

    fn activate(&mut self, node: Node, value: FeatureValue<'_>, condition: &Condition) {
        match value {
            FeatureValue::Feature(name) => self.add_feature(node, name, condition),
            FeatureValue::Dependency(key) => self.add_optional(node, key, condition),
            // `Active::asked` passes the feature on wherever the dependency is switched on
            // otherwise.
            FeatureValue::DependencyFeature { weak: true, .. } => {}
            FeatureValue::DependencyFeature { key, weak: false, .. } => {
                for dependency in self.edges(node).filter(|d| d.optional && d.key == key) {
                    let here = condition.and(&self.platform(node.1, dependency));
                    self.add_optional(node, key, &here);
                    self.add_feature(node, key, &here);
                }
            }
        }
    }

    fn add_feature(&mut self, node: Node, name: &str, condition: &Condition) {
        if self.package(node).features.contains_key(name) {
            let active = &mut self.facts.entry(node).or_default().active;
            active.features.entry(name.to_owned()).or_default().unite(condition);
        }
    }

    fn add_optional(&mut self, node: Node, key: &str, condition: &Condition) {
        let active = &mut self.facts.entry(node).or_default().active;
        active.optional.entry(key.to_owned()).or_default().unite(condition);
    }

    /// Passes on what a node asks of its dependencies. Local ones for which something was added go
    /// into `open`.
    fn ask(&mut self, node: Node, open: &mut BTreeSet<Node>) {
        let Facts { presence, active } = self.facts[&node].clone();
        let package = self.package(node);
        let typed = self.typed.get(&node).copied().unwrap_or_default();
        for dependency in self.edges(node) {
            let platform = self.platform(node.1, dependency);
            let mut asked = active.asked(package, dependency, &presence, &platform);
            if asked.presence.is_never() {
                continue;
            }
            for value in typed {
                if let FeatureValue::DependencyFeature { key, feature, .. } = value
                    && *key == dependency.key
                {
                    let condition = asked.presence.clone();
                    asked.features.push(AskedFeature {
                        name: feature,
                        condition,
                        is_listed: false,
                    });
                }
            }
            let side = self.side_of(node.1, dependency);
            match dependency.link {
                Link::Local(index) => {
                    if self.ask_local((index, side), &asked) {
                        open.insert((index, side));
                    }
                }
                Link::External(index) => {
                    self.requests.entry(side).or_default().add(index, dependency, &asked);
                }
                Link::Absent => {}
            }
        }
    }

    /// Adds what is asked of a local package. Returns whether that changed anything.
    fn ask_local(&mut self, node: Node, asked: &Asked<'_>) -> bool {
        let package = self.package(node);
        let facts = self.facts.entry(node).or_default();
        let mut has_changed = facts.presence.unite(&asked.presence);
        for AskedFeature { name, condition, .. } in &asked.features {
            if package.features.contains_key(*name) {
                let known = facts.active.features.entry((*name).to_owned()).or_default();
                has_changed |= known.unite(condition);
            }
        }
        has_changed
    }

    fn package(&self, node: Node) -> &'a Package {
        &self.workspace.packages[node.0]
    }

    /// The dependencies of a node that take part in resolution.
    fn edges(&self, node: Node) -> impl Iterator<Item = &'a Dependency> + use<'a> {
        let with_dev = self.with_dev.contains(&node.0);
        (self.package(node).dependencies.iter())
            .filter(move |d| with_dev || d.kind != DependencyKind::Development)
    }

    /// Where resolution sees a dependency. Resolver 1 ignores platforms.
    fn platform(&self, side: Side, dependency: &Dependency) -> Condition {
        match self.workspace.resolver {
            Resolver::V1 => Condition::always(),
            Resolver::V2 => self.platforms.condition(side, dependency),
        }
    }
}
