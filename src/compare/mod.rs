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

pub(crate) use contents::RecipeContents;
pub(crate) use crates::source;
pub(crate) use difference::Difference;
pub(crate) use graph::{CrateGraph, Reach, is_crate};
pub(crate) use requests::{DEFAULT, DependencyEntry};
pub(crate) use settings::toolchain;
pub(crate) use values::flat;
