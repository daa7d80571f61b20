//! `cargo chef inspect`: what a recipe holds.

mod command;
mod report;
mod summary;

pub(crate) use command::{InspectOptions, Show, inspect};
