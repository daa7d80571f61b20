//! `cargo chef init`: a `Dockerfile` and a `.dockerignore` fitted to the workspace.
//!
//! [`plan::ImagePlan`] finds out what the workspace needs, [`dockerfile`] and [`ignore`] write it
//! down; all of these are pure. No file that is there already is touched without being told to.

mod command;
mod dockerfile;
mod ignore;
mod options;
mod plan;
#[cfg(test)]
mod tests;

pub(crate) use command::init;
pub(crate) use options::{InitOptions, Output, Runtime, Style};
