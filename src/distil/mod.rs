//! Distils a workspace and a selection into an umbrella: a project without code of its own that
//! depends on the external crates that the selection compiles, so that cargo compiles them in the
//! same way.
//!
//! `select` finds the members, `named_targets` checks that they have the requested targets,
//! `resolution` resolves their features, and `units` finds what is compiled; the last two both walk
//! along `edges`. `umbrella` writes the result down as packages, `profiles` adds the tables of the
//! root manifest that apply, and `replacing` the local crates that take the place of external ones.
//! Everything here is a pure function of values.

mod condition;
mod distillation;
mod edges;
mod error;
mod feature_value;
mod named_targets;
pub(crate) mod platforms;
pub(crate) mod profiles;
mod purpose;
pub(crate) mod replacing;
mod requests;
mod resolution;
mod select;
#[cfg(test)]
mod tests;
mod umbrella;
mod unbuilt;
mod units;
mod unsupported;

pub use distillation::distil;
pub use error::{Error, Result};
pub use purpose::Purpose;
pub use umbrella::Umbrella;
