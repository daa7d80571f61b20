//! `cargo chef log`: shows which commits changed the recipe, and why.

mod command;
mod picture;

pub(crate) use command::{LogOptions, log};
