//! Cargo's configuration files: where they are, what they point to, which replacing crates they name,
//! and how the terminal is to be used.

mod configuration;
mod hierarchy;
mod local;
mod needs;
mod terminal;
mod values;

pub(crate) use configuration::Configuration;
pub(crate) use hierarchy::{cargo_home, files_of, tables_of};
pub(crate) use local::remove_local;
pub(crate) use needs::{Need, NeedPurpose, includes, is_specification, needs};
pub(crate) use terminal::{Terminal, terminal};
