//! A Docker daemon, base images, a registry, and what a build says.

mod context;
mod daemon;
mod image_registry;
mod images;
mod machine;
mod output;
mod registry;
mod run;

pub use context::{Context, Image, name_of};
pub use daemon::Docker;
pub use image_registry::Images;
pub use images::RUST_IMAGE;
pub use machine::{Builder, Machine};
pub use registry::token;
pub use run::{command, finish};
