//! Strips the manifests of a workspace: removes what cannot matter to any dependency.
//!
//! A key is only removed if it is known not to matter, so that keys that are unknown here reach
//! cargo.

mod declared;
mod dependencies;
mod implied_dependencies;
mod locked_requirements;
mod manifest;
mod rules;
mod targets;
mod workspace;

pub(crate) use declared::declared;
pub use workspace::strip;
