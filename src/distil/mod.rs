//! Distils a workspace and a selection into an umbrella: a project that has no code of its own
//! and asks for the external crates that the selection compiles, in the same way.
//!
//! `select` finds the members, `named_targets` whether they have the targets that are asked for,
//! `resolution` their features, `units` what is compiled of what, both along `edges`;
//! `umbrella` writes that down as packages, `profiles` what goes with them, and `replacing` the
//! local crates that take the place of external ones. Everything here is a pure function of values.

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

pub use distillation::distil;
pub use error::{Error, Result};
pub use purpose::Purpose;
pub use umbrella::Umbrella;
