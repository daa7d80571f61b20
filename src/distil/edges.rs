//! What a local package asks of one of its dependencies, and where.
//!
//! The rules of cargo's feature resolver for a single edge are written here and nowhere else.
//! Resolution ([`super::resolution`]) and the units that are built ([`super::units`]) both walk
//! along edges; they differ only in where they start and which platforms they see.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::feature_value::FeatureValue;
use crate::workspace::{Dependency, Package};

/// The features and optional dependencies that are active in a local package, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Active {
    /// Where each feature is active, by its name.
    pub features: BTreeMap<String, Condition>,
    /// Where each optional dependency is switched on, by its key in the manifest.
    pub optional: BTreeMap<String, Condition>,
}

/// What a package asks of one of its dependencies.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    /// Where the package has the dependency at all.
    pub presence: Condition,
    /// The requested features. The same feature may occur more than once.
    pub features: Vec<AskedFeature<'a>>,
}

/// One feature that a package requests of a dependency.
#[derive(Clone, Debug)]
pub(crate) struct AskedFeature<'a> {
    /// The name of the feature; `default` stands for the default features.
    pub name: &'a str,
    /// Where the feature is requested.
    pub condition: Condition,
    /// Whether the manifest lists the feature by name. A listed `default` is told apart from
    /// default features that are merely not switched off.
    pub is_listed: bool,
}

impl Active {
    /// Where a dependency is switched on: everywhere, unless it is optional.
    pub(super) fn dependency(&self, dependency: &Dependency) -> Condition {
        if dependency.optional {
            self.optional.get(&dependency.key).cloned().unwrap_or_default()
        } else {
            Condition::always()
        }
    }

    /// What a package asks of a dependency. The package is present where `here` holds, and the
    /// dependency is limited to where `platform` holds.
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

    /// The features that `key/feature` entries of the active features request of the dependency.
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
