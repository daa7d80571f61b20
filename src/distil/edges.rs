//! What a local package asks of one of its dependencies, and where.
//!
//! The rules of cargo's feature resolver for one edge stand here and nowhere else. Resolution
//! ([`super::resolution`]) and the units that are built ([`super::units`]) both walk over edges, and
//! differ only in where they start and in which platforms they see.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::feature_value::FeatureValue;
use crate::workspace::{Dependency, Package};

/// What is active in a local package, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Active {
    /// Its features.
    pub features: BTreeMap<String, Condition>,
    /// Its optional dependencies, by their keys.
    pub optional: BTreeMap<String, Condition>,
}

/// What is asked of a dependency.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    /// Where it is there at all.
    pub presence: Condition,
    /// The features that are asked for; one may be there more than once.
    pub features: Vec<AskedFeature<'a>>,
}

/// A feature that is asked of a dependency.
#[derive(Clone, Debug)]
pub(crate) struct AskedFeature<'a> {
    /// Its name; `default` stands for the default features.
    pub name: &'a str,
    /// Where it is asked for.
    pub condition: Condition,
    /// Whether a manifest lists it, be it `default` by that name.
    pub is_listed: bool,
}

impl Active {
    /// Where a dependency is switched on.
    #[must_use]
    pub(super) fn dependency(&self, dependency: &Dependency) -> Condition {
        if dependency.optional {
            self.optional.get(&dependency.key).cloned().unwrap_or_default()
        } else {
            Condition::always()
        }
    }

    /// What a package asks of a dependency. `here` is where the package is there, and `platform`
    /// where the platforms of the dependency hold.
    #[must_use]
    pub(super) fn asked<'a>(
        &self,
        package: &'a Package,
        dependency: &'a Dependency,
        here: &Condition,
        platform: &Condition,
    ) -> Asked<'a> {
        let presence = here.and(&self.dependency(dependency)).and(platform);
        let mut features = Vec::new();
        if !presence.is_never() {
            let listed = dependency.features.iter().map(|name| (name.as_str(), true));
            let default = dependency.default_features.then_some(("default", false));
            features.extend(listed.chain(default).map(|(name, is_listed)| AskedFeature {
                name,
                condition: presence.clone(),
                is_listed,
            }));
            features.extend(self.added(package, dependency, &presence));
        }
        Asked { presence, features }
    }

    /// Features that active features of a package add to one of its dependencies, `key/feature`.
    fn added<'a>(
        &self,
        package: &'a Package,
        dependency: &Dependency,
        presence: &Condition,
    ) -> Vec<AskedFeature<'a>> {
        let mut added = Vec::new();
        for (name, condition) in &self.features {
            for value in package.features.get(name).into_iter().flatten() {
                if let FeatureValue::DependencyFeature { key, feature, .. } =
                    FeatureValue::parse(value)
                    && key == dependency.key
                {
                    let condition = presence.and(condition);
                    added.push(AskedFeature { name: feature, condition, is_listed: false });
                }
            }
        }
        added
    }
}
