//! Distils a workspace and a selection into an umbrella: a project that has no code of its own
//! and asks for the external crates that the selection compiles, in the same way.
//!
//! [`select`] finds the members, `named_targets` whether they have the targets that are asked for,
//! [`resolution`] their features, [`units`] what is compiled of what, both along [`edges`];
//! `umbrella` writes that down as packages, [`profiles`] what goes with them, and [`replacing`] the
//! local crates that take the place of external ones. Everything here is a pure function of values.

pub mod condition;
mod distillation;
pub mod edges;
mod error;
pub mod feature_value;
mod named_targets;
pub mod platforms;
pub mod profiles;
mod purpose;
pub mod replacing;
pub mod requests;
pub mod resolution;
pub mod select;
#[cfg(test)]
mod tests;
mod umbrella;
mod unbuilt;
pub mod units;

pub use distillation::distil;
pub use error::{Error, Result};
pub use purpose::Purpose;
pub use umbrella::Umbrella;
