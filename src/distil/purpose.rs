//! What an umbrella is made for.

use super::platforms::KnownPlatforms;
use crate::selection::{Profile, Selection};

/// What an umbrella is made for.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// Packages, features and targets.
    pub selection: Selection,
    /// The profile; `None` where any may be used.
    pub profile: Option<Profile>,
    /// The platforms, as far as they are known.
    pub platforms: KnownPlatforms,
}

impl From<Selection> for Purpose {
    fn from(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }
}
