//! `cargo chef inspect`: shows what a recipe contains.

mod command;
mod report;
mod summary;

pub(crate) use command::{InspectOptions, Show, inspect};
