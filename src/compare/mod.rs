//! Explains why two recipes differ, and what that costs.
//!
//! A [`Difference`] lists what changed from an older recipe to a newer one. Along the graph of the
//! newer lockfile, it finds the crates that have to be compiled because of that. A lockfile does
//! not say what a feature switches on further down, so counts that depend on features are
//! estimates. Recipes differ if their bytes do. If nothing else explains that, the difference is
//! one of form.

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

pub(crate) use change::Certainty;
pub(crate) use contents::RecipeContents;
pub(crate) use difference::Difference;
pub(crate) use graph::{CrateGraph, Reach, is_crate};
pub(crate) use requests::{DEFAULT, DependencyEntry, User};
pub(crate) use sentences::Listed;
pub(crate) use settings::toolchain;
pub(crate) use values::flat;
