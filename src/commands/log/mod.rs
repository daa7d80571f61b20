//! `cargo chef log`: shows which commits changed the recipe, and why, as a list or as a picture.

mod command;
mod picture;

pub(crate) use command::{LogOptions, log};
