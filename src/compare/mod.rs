//! Why two recipes differ, and what that costs.
//!
//! A [`Difference`] lists what changed from an older recipe to a newer one, and which crates have
//! to be compiled because of it, along the graph of the newer lockfile. What a feature switches on
//! further down is not in a lockfile, so a count that rests on features is an estimate. Recipes
//! differ where their bytes do: what cannot be named otherwise is named as such.

mod change;
mod contents;
mod crates;
mod difference;
mod features;
mod graph;
mod manifests;
mod requests;
mod sentences;
mod settings;
#[cfg(test)]
mod tests;
mod values;

pub use change::{Certainty, Change, Group, What};
pub use contents::RecipeContents;
pub use crates::source;
pub use difference::Difference;
pub use graph::{CrateGraph, Reach, is_crate};
pub use requests::{DEFAULT, DependencyEntry};
pub use settings::toolchain;
pub use values::flat;
