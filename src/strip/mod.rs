//! The manifests of a workspace without what cannot matter to any dependency.
//!
//! Keys are kept unless they are known not to matter, so that a key that is unknown here reaches
//! cargo.

mod dependencies;
mod implied_dependencies;
mod locked_requirements;
mod manifest;
mod rules;
mod targets;
mod workspace;

pub use workspace::strip;
