//! A Docker daemon, base images, a registry, and what a build says.

mod context;
mod daemon;
mod images;
mod output;
mod registry;
mod run;

pub use context::{Context, Image};
pub use daemon::Docker;
pub use images::RUST_IMAGE;
pub use registry::token;
pub use run::command;
