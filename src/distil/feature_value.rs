//! Entries of a feature's list or of `--features`: what they switch on.

/// One entry of a feature's list or of `--features`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FeatureValue<'a> {
    /// `name`: another feature of the package.
    Feature(&'a str),
    /// `dep:name`: an optional dependency.
    Dependency(&'a str),
    /// `key/feature`: a feature of a dependency, which is also switched on; or `key?/feature`,
    /// which leaves the dependency as it is.
    DependencyFeature {
        /// The key of the dependency in the manifest.
        key: &'a str,
        /// The feature of the dependency.
        feature: &'a str,
        /// Whether the entry is written with a question mark.
        weak: bool,
    },
}

impl<'a> FeatureValue<'a> {
    /// Parses an entry as cargo does.
    pub(crate) fn parse(text: &'a str) -> Self {
        match text.split_once('/') {
            Some((key, feature)) => Self::DependencyFeature {
                key: key.trim_end_matches('?'),
                feature,
                weak: key.ends_with('?'),
            },
            None => match text.strip_prefix("dep:") {
                Some(key) => Self::Dependency(key),
                None => Self::Feature(text),
            },
        }
    }
}
