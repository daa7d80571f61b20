//! `cargo chef verify`: does this recipe cook what a cargo command will ask for?

mod command;
mod comparison;
mod report;

pub(crate) use command::{VerifyOptions, verify};
