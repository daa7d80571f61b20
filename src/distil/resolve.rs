//! Which features are active, as cargo's feature resolver finds them.
//!
//! Cargo resolves for one set of targets and gets sets; here the target is not known, so each
//! fact carries the [`Condition`] under which it holds. All rules are monotone: facts are added
//! until nothing is news.
//!
//! Source of the rules: <https://doc.rust-lang.org/cargo/reference/resolver.html#features> and
//! cargo's feature resolver, whose unit graphs the tests compare with.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::Condition;
use super::platform::Targets;
use super::request::Requests;
use super::select::{FeatureValue, Selected};
use crate::workspace::lockfile::LockedIndex;
use crate::workspace::{Dependency, DependencyKind, Link, PackageIndex, Resolver, Workspace};

/// Whom features are resolved for. Resolver 1 knows only [`FeaturesFor::Target`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeaturesFor {
    /// Normal and dev-dependencies.
    Target,
    /// Build-dependencies and procedural macros, and all that they reach.
    Host,
}

/// One local package, for one side.
type Node = (PackageIndex, FeaturesFor);

/// What is active in one [`Node`].
#[derive(Clone, Debug, Default)]
struct Facts {
    presence: Condition,
    features: BTreeMap<String, Condition>,
    optional: BTreeMap<String, Condition>,
}

/// The outcome: what is active in local packages, and what is asked of external ones.
#[derive(Debug)]
pub struct Resolution<'a> {
    workspace: &'a Workspace,
    targets: &'a Targets,
    /// Members where dev-dependencies take part.
    with_dev: BTreeSet<PackageIndex>,
    facts: BTreeMap<Node, Facts>,
    /// All that resolution asks for, built or not.
    pub requests: BTreeMap<FeaturesFor, Requests>,
}

impl<'a> Resolution<'a> {
    /// Resolves the features of a selection. `dev_dependencies` tells whether one of the selected
    /// targets may use dev-dependencies; with resolver 1 they take part in any case.
    #[must_use]
    pub fn new(
        workspace: &'a Workspace,
        targets: &'a Targets,
        selected: &Selected,
        dev_dependencies: bool,
    ) -> Self {
        let dev = dev_dependencies || workspace.resolver == Resolver::V1;
        let roots = selected.roots.iter();
        let mut resolution = Self {
            workspace,
            targets,
            with_dev: roots.clone().filter(|_| dev).map(|(index, _)| *index).collect(),
            facts: BTreeMap::new(),
            requests: BTreeMap::new(),
        };
        let mut open = BTreeSet::new();
        let mut asked: BTreeMap<Node, &[FeatureValue]> = BTreeMap::new();
        for (index, values) in roots {
            let mut sides = vec![FeaturesFor::Target];
            if workspace.packages[*index].is_proc_macro() {
                sides.push(resolution.host());
            }
            for side in sides {
                let node = (*index, side);
                resolution.facts.entry(node).or_default().presence = Condition::always();
                asked.insert(node, values);
                open.insert(node);
            }
        }
        while let Some(node) = open.pop_first() {
            let values = asked.get(&node).copied().unwrap_or_default();
            resolution.settle(node, values, &mut open);
        }
        resolution
    }

    /// Where a feature of a local package is active.
    #[must_use]
    pub fn feature(&self, package: PackageIndex, side: FeaturesFor, name: &str) -> Condition {
        let facts = self.facts.get(&(package, self.side(side)));
        facts.and_then(|facts| facts.features.get(name)).cloned().unwrap_or_default()
    }

    /// Where a dependency of a local package is active, less its platform.
    #[must_use]
    pub fn dependency(
        &self,
        package: PackageIndex,
        side: FeaturesFor,
        dependency: &Dependency,
    ) -> Condition {
        if !dependency.optional {
            return Condition::always();
        }
        let facts = self.facts.get(&(package, self.side(side)));
        facts.and_then(|facts| facts.optional.get(&dependency.key)).cloned().unwrap_or_default()
    }

    /// Features that active features of a local package add to one of its dependencies.
    #[must_use]
    pub fn added_features(
        &self,
        package: PackageIndex,
        side: FeaturesFor,
        dependency: &Dependency,
    ) -> Vec<(String, Condition)> {
        let Some(facts) = self.facts.get(&(package, self.side(side))) else {
            return Vec::new();
        };
        let declared = &self.workspace.packages[package].features;
        let mut added = Vec::new();
        for (name, condition) in &facts.features {
            for value in declared.get(name).into_iter().flatten() {
                if let FeatureValue::DependencyFeature { key, feature, .. } =
                    FeatureValue::parse(value)
                    && key == dependency.key
                {
                    added.push((feature, condition.clone()));
                }
            }
        }
        added
    }

    /// The side on which a dependency of a node is built.
    #[must_use]
    pub fn side_of(&self, side: FeaturesFor, dependency: &Dependency, link: Link) -> FeaturesFor {
        let for_host = dependency.kind == DependencyKind::Build
            || matches!(link, Link::Local(index) if self.workspace.packages[index].is_proc_macro());
        if for_host { self.host() } else { side }
    }

    fn host(&self) -> FeaturesFor {
        self.side(FeaturesFor::Host)
    }

    /// Resolver 1 does not tell the sides apart.
    fn side(&self, side: FeaturesFor) -> FeaturesFor {
        match self.workspace.resolver {
            Resolver::V1 => FeaturesFor::Target,
            Resolver::V2 => side,
        }
    }

    /// Draws all conclusions from what is known of a node; nodes with news go into `open`.
    fn settle(&mut self, node: Node, asked: &[FeatureValue], open: &mut BTreeSet<Node>) {
        let mut seen = None;
        // Features of a package switch on each other and its dependencies: until it is stable.
        loop {
            let facts = self.facts.entry(node).or_default().clone();
            let count = (facts.features.clone(), facts.optional.clone());
            if seen.as_ref() == Some(&count) {
                break;
            }
            let always = Condition::always();
            for value in asked {
                self.activate(node, value, &always, open);
            }
            let declared = &self.workspace.packages[node.0].features;
            for (name, condition) in &facts.features {
                for value in declared.get(name).into_iter().flatten() {
                    self.activate(node, &FeatureValue::parse(value), condition, open);
                }
            }
            seen = Some(count);
        }
        self.ask(node, open);
    }

    fn activate(
        &mut self,
        node: Node,
        value: &FeatureValue,
        condition: &Condition,
        open: &mut BTreeSet<Node>,
    ) {
        match value {
            FeatureValue::Feature(name) => self.add_feature(node, name, condition),
            FeatureValue::Dependency(key) => {
                let facts = self.facts.entry(node).or_default();
                facts.optional.entry(key.clone()).or_default().unite(condition);
            }
            FeatureValue::DependencyFeature { key, feature, weak } => {
                self.activate_dependency_feature(node, (key, feature, *weak), condition, open);
            }
        }
    }

    fn add_feature(&mut self, node: Node, name: &str, condition: &Condition) {
        if self.workspace.packages[node.0].features.contains_key(name) {
            let facts = self.facts.entry(node).or_default();
            facts.features.entry(name.to_owned()).or_default().unite(condition);
        }
    }

    fn activate_dependency_feature(
        &mut self,
        node: Node,
        (key, feature, weak): (&str, &str, bool),
        condition: &Condition,
        open: &mut BTreeSet<Node>,
    ) {
        for (dependency, link) in self.edges(node) {
            if dependency.key != key {
                continue;
            }
            let mut here = condition.and(&self.platform(node.1, dependency));
            if dependency.optional {
                if weak {
                    here = here.and(&self.dependency(node.0, node.1, dependency));
                } else {
                    let facts = self.facts.entry(node).or_default();
                    facts.optional.entry(key.to_owned()).or_default().unite(&here);
                    self.add_feature(node, key, &here);
                }
            }
            let side = self.side_of(node.1, dependency, link);
            self.ask_features(link, side, dependency, [(feature, &here)], open);
        }
    }

    /// Passes on what the dependencies of a node are asked for.
    fn ask(&mut self, node: Node, open: &mut BTreeSet<Node>) {
        let presence = self.facts[&node].presence.clone();
        for (dependency, link) in self.edges(node) {
            let here = presence
                .and(&self.dependency(node.0, node.1, dependency))
                .and(&self.platform(node.1, dependency));
            if here.is_never() {
                continue;
            }
            let side = self.side_of(node.1, dependency, link);
            match link {
                Link::Local(index) => {
                    let facts = self.facts.entry((index, side)).or_default();
                    if facts.presence.unite(&here) {
                        open.insert((index, side));
                    }
                }
                Link::External(index) => {
                    self.request(side, index, dependency).presence.unite(&here);
                }
                Link::Absent => {}
            }
            let features = dependency.features.iter().map(|feature| (feature.as_str(), &here));
            let default = dependency.default_features.then_some(("default", &here));
            self.ask_features(link, side, dependency, features.chain(default), open);
        }
    }

    fn ask_features<'f>(
        &mut self,
        link: Link,
        side: FeaturesFor,
        dependency: &Dependency,
        features: impl IntoIterator<Item = (&'f str, &'f Condition)>,
        open: &mut BTreeSet<Node>,
    ) {
        for (feature, condition) in features {
            match link {
                Link::Local(index) => {
                    if !self.workspace.packages[index].features.contains_key(feature) {
                        continue;
                    }
                    let facts = self.facts.entry((index, side)).or_default();
                    if facts.features.entry(feature.to_owned()).or_default().unite(condition) {
                        open.insert((index, side));
                    }
                }
                Link::External(index) => {
                    let request = self.request(side, index, dependency);
                    if feature == "default" {
                        request.default_features.unite(condition);
                    } else {
                        request.add_feature(feature, condition);
                    }
                }
                Link::Absent => {}
            }
        }
    }

    fn request(
        &mut self,
        side: FeaturesFor,
        package: LockedIndex,
        dependency: &Dependency,
    ) -> &mut super::request::Request {
        self.requests.entry(side).or_default().entry(package, dependency.source.as_deref())
    }

    /// The dependencies of a node that take part in resolution.
    fn edges(&self, node: Node) -> Vec<(&'a Dependency, Link)> {
        let with_dev = self.with_dev.contains(&node.0);
        let workspace = self.workspace;
        let dependencies = &workspace.packages[node.0].dependencies;
        (dependencies.iter().zip(workspace.links[node.0].iter().copied()))
            .filter(|(dependency, _)| with_dev || dependency.kind != DependencyKind::Development)
            .collect()
    }

    /// Where resolution sees a dependency; resolver 1 sees it everywhere.
    fn platform(&self, side: FeaturesFor, dependency: &Dependency) -> Condition {
        if self.workspace.resolver == Resolver::V1 {
            return Condition::always();
        }
        self.targets.condition(side, dependency)
    }
}
