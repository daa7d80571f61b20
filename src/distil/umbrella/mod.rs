//! Writes requests down as packages: an umbrella.

mod layout;
mod manifest;
mod package;
mod project;
mod shape;
mod suffix;

pub(super) use layout::Layout;
pub use project::Umbrella;
