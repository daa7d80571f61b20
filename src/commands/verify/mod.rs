//! `cargo chef verify`: checks whether a recipe cooks what a cargo command needs.

mod command;
mod comparison;
mod report;

pub(crate) use command::{VerifyOptions, verify};
