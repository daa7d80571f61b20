//! Finds what takes part in feature resolution without being built.

use std::collections::BTreeMap;

use super::condition::{Condition, Side};
use super::requests::{CrateRequest, CrateRequests};
use super::units::Class;
use crate::workspace::Resolver;

/// The requests that are resolved and not built. They may switch on features of what is built.
pub(super) fn only_resolved(
    resolver: Resolver,
    requests: &BTreeMap<Side, CrateRequests>,
    built: &BTreeMap<Class, CrateRequests>,
) -> BTreeMap<Side, CrateRequests> {
    let mut left: BTreeMap<Side, CrateRequests> = BTreeMap::new();
    for (&side, requests) in requests {
        for (&package, request) in &requests.0 {
            let same_side = built
                .iter()
                .filter(|(class, _)| resolver == Resolver::V1 || class.side() == side)
                .filter_map(|(_, requests)| requests.0.get(&package));
            // Resolver 1 unifies features across all platforms.
            let everywhere: Vec<CrateRequest> = match resolver {
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

fn unconditional(request: &CrateRequest) -> CrateRequest {
    let widen = |condition: &Condition| {
        if condition.is_never() { Condition::never() } else { Condition::always() }
    };
    CrateRequest {
        presence: widen(&request.presence),
        default_features: widen(&request.default_features),
        features: request.features.iter().map(|(name, c)| (name.clone(), widen(c))).collect(),
        source: request.source.clone(),
    }
}
