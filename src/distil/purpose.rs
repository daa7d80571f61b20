//! The purpose of an umbrella: what is going to be built, and how.

use super::platforms::KnownPlatforms;
use crate::selection::{Profile, Selection};

/// What is going to be built, and how. The less is known, the more an umbrella has to cover.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// The packages, features and targets.
    pub selection: Selection,
    /// The profile; `None` if any may be used.
    pub profile: Option<Profile>,
    /// The platforms, as far as they are known.
    pub platforms: KnownPlatforms,
}

impl From<Selection> for Purpose {
    fn from(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }
}
