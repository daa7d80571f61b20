//! `cargo chef init`: writes a `Dockerfile` and a `.dockerignore` for the workspace.
//!
//! [`plan::ImagePlan`] finds out what the workspace needs, [`dockerfile`] and [`ignore`] write that
//! down, and [`obstacles`] lists what a build would stumble over. All of these are pure. No existing
//! file is overwritten without `--force`.

mod command;
mod dockerfile;
mod ignore;
mod image;
mod obstacles;
mod options;
mod plan;
#[cfg(test)]
mod tests;

pub(crate) use command::init;
pub(crate) use options::{InitOptions, Keeper, Output, Runtime, Style};
