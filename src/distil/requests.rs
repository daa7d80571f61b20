//! Requests: what local packages ask of external ones.

use std::collections::BTreeMap;

use super::condition::{Condition, Side, Term, mixed};
use super::edges::{Asked, AskedFeature};
use crate::lockfile::LockedIndex;
use crate::source::Source;
use crate::workspace::Dependency;

/// What is asked of one external package, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CrateRequest {
    /// Where the package is needed at all.
    pub presence: Condition,
    /// Where its default features are requested.
    pub default_features: Condition,
    /// Where each of its features is requested, by name.
    pub features: BTreeMap<String, Condition>,
    /// The source as the manifests name it, if they do. It may differ from the locked one.
    pub source: Option<Source>,
}

/// The requests, by the package's entry in the lockfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CrateRequests(pub BTreeMap<LockedIndex, CrateRequest>);

impl CrateRequests {
    /// The request for a package, which is empty at first.
    pub(crate) fn entry(
        &mut self,
        package: LockedIndex,
        source: Option<&Source>,
    ) -> &mut CrateRequest {
        let request = self.0.entry(package).or_default();
        // A package may be known under its own source and under the one that it replaces. Take the
        // one that sorts last, so that the order of requests does not matter: a registry wins over
        // git.
        if let Some(source) = source
            && request.source.as_ref().is_none_or(|known| source > known)
        {
            request.source = Some(source.clone());
        }
        request
    }

    /// Adds what a dependency asks of a package.
    pub(crate) fn add(&mut self, package: LockedIndex, dependency: &Dependency, asked: &Asked<'_>) {
        let request = self.entry(package, dependency.source.as_ref());
        request.presence.unite(&asked.presence);
        for AskedFeature { name, condition, .. } in &asked.features {
            request.ask_feature(name, condition);
        }
    }

    /// Adds the same, but keeps listed features as they are written: where the manifests list
    /// `default` as a feature, so does the umbrella.
    pub(crate) fn add_as_written(
        &mut self,
        package: LockedIndex,
        dependency: &Dependency,
        asked: &Asked<'_>,
    ) {
        let request = self.entry(package, dependency.source.as_ref());
        request.presence.unite(&asked.presence);
        for AskedFeature { name, condition, is_listed } in &asked.features {
            if *is_listed {
                request.add_feature(name, condition);
            } else {
                request.ask_feature(name, condition);
            }
        }
    }

    /// Whether no package is requested anywhere.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.values().all(|request| request.presence.is_never())
    }
}

impl CrateRequest {
    /// Requests a feature where `condition` holds; `default` stands for the default features.
    pub(crate) fn ask_feature(&mut self, feature: &str, condition: &Condition) {
        if feature == "default" {
            self.default_features.unite(condition);
        } else {
            self.add_feature(feature, condition);
        }
    }

    /// Where a feature is requested; `default` stands for the default features.
    pub(crate) fn feature(&self, name: &str) -> Condition {
        match name {
            "default" => self.default_features.clone(),
            name => self.features.get(name).cloned().unwrap_or_default(),
        }
    }

    fn add_feature(&mut self, feature: &str, condition: &Condition) {
        if !condition.is_never() {
            self.features.entry(feature.to_owned()).or_default().unite(condition);
        }
    }

    /// The part of this request that none of `others` contains; `None` if they contain all of it.
    pub(crate) fn without(&self, others: &[&CrateRequest]) -> Option<CrateRequest> {
        let covered = |condition: &Condition,
                       facet: &dyn Fn(&CrateRequest) -> Option<Condition>| {
            let mut known = Condition::never();
            for other in others {
                known.unite(&facet(other).unwrap_or_default());
            }
            condition.implies(&known)
        };
        let mut left = CrateRequest { source: self.source.clone(), ..CrateRequest::default() };
        if !covered(&self.presence, &|other| Some(other.presence.clone())) {
            left.presence = self.presence.clone();
        }
        if !covered(&self.default_features, &|other| Some(other.default_features.clone())) {
            left.presence.unite(&self.default_features);
            left.default_features = self.default_features.clone();
        }
        for (feature, condition) in &self.features {
            if !covered(condition, &|other| other.features.get(feature).cloned()) {
                left.presence.unite(condition);
                left.features.insert(feature.clone(), condition.clone());
            }
        }
        (!left.presence.is_never()).then_some(left)
    }

    /// Splits the request by the condition on the target. Each part keeps the condition on the
    /// host.
    pub(crate) fn split_by_target(&self) -> BTreeMap<Term, CrateRequest> {
        self.split(|term| {
            let (below, rest): (Term, Term) =
                term.iter().cloned().partition(|atom| atom.side == Side::Target);
            Some((below, rest))
        })
    }

    /// Removes what depends on both a triple and a `cfg`, and returns it by triple.
    pub(crate) fn take_mixed(&mut self) -> BTreeMap<String, CrateRequest> {
        let taken = self.split(mixed);
        for condition in [&mut self.presence, &mut self.default_features]
            .into_iter()
            .chain(self.features.values_mut())
        {
            condition.take_mixed();
        }
        taken
    }

    /// Distributes the terms of all conditions among parts. `part` returns the key of a term's
    /// part, and what remains of the term there.
    fn split<K: Ord>(
        &self,
        part: impl Fn(&Term) -> Option<(K, Term)>,
    ) -> BTreeMap<K, CrateRequest> {
        let mut parts: BTreeMap<K, CrateRequest> = BTreeMap::new();
        let mut distribute =
            |condition: &Condition, add: &dyn Fn(&mut CrateRequest, &Condition)| {
                for term in condition.terms() {
                    if let Some((key, rest)) = part(term) {
                        let request = parts.entry(key).or_default();
                        request.source.clone_from(&self.source);
                        add(request, &Condition::from_term(rest));
                    }
                }
            };
        distribute(&self.presence, &|request, c| {
            request.presence.unite(c);
        });
        distribute(&self.default_features, &|request, c| {
            request.presence.unite(c);
            request.default_features.unite(c);
        });
        for (feature, condition) in &self.features {
            distribute(condition, &|request, c| {
                request.presence.unite(c);
                request.add_feature(feature, c);
            });
        }
        parts
    }
}
