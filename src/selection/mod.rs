//! What a cargo command line picks: packages, features, targets; and what it builds them for.
//!
//! A [`Selection`] and a [`Scope`] are what was typed, in cargo's terms. Which packages and units
//! that means is decided against a workspace, in [`crate::distil`].

mod flags;
mod value;

pub use value::{Features, Packages, Profile, Rule, Scope, Selection, TargetFilter, Targets};
