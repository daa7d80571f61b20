//! What a cargo command line selects: packages, features and targets, and what they are built for.
//!
//! A [`Selection`] and a [`Scope`] are what was typed, in cargo's terms. [`crate::distil`] decides
//! which packages and units of a workspace they mean.

mod flags;
mod value;

pub use value::{Features, Packages, Profile, Rule, Scope, Selection, TargetFilter, Targets};
