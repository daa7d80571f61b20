//! Cargo's configuration files: where they are, what they point to, and what they say of local
//! crates.

mod configuration;
mod hierarchy;
mod local;
mod needs;
mod values;

pub use configuration::Configuration;
pub use hierarchy::files_of;
pub use local::remove_local;
pub use needs::{Need, Purpose, is_specification, needs};
