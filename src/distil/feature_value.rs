//! What switches something on: an entry of a feature's list, or of `--features`.

/// One entry of a feature's list, or of `--features`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FeatureValue<'a> {
    /// `name`: another feature of the package.
    Feature(&'a str),
    /// `dep:name`: an optional dependency.
    Dependency(&'a str),
    /// `name/feature`, and `name?/feature` which does not switch the dependency on.
    DependencyFeature {
        /// The dependency's key in the manifest.
        key: &'a str,
        /// A feature of it.
        feature: &'a str,
        /// Written with a question mark.
        weak: bool,
    },
}

impl<'a> FeatureValue<'a> {
    /// Reads an entry as cargo does.
    #[must_use]
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
