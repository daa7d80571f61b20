//! Projects, layers and what cargo says of them, in words that let a test read as a story.
//!
//! ```ignore
//! let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
//! let layer = app.prepare("--bin app").cook("--release");
//! app.edit("app/src/main.rs", r#"fn main() { println!("new") }"#);
//! layer.build("--release --bin app").fresh(["itoa"]).rebuilt(["core", "app"]).prints("new");
//! ```
//!
//! Crates come from a directory registry ([`registry`]) that every project has for itself. All
//! of a project, its cargo home and its layers stands below one temporary directory
//! ([`sandbox`]), which goes when the last of them is dropped.

mod build;
mod dependency;
mod layer;
mod mirror;
mod mounted;
mod project;
mod registry;
mod repository;
mod sandbox;

pub use dependency::{dep, path};
pub use layer::{Layer, Prepared};
pub use mirror::Mirror;
pub use mounted::Mounted;
pub use project::{App, ProjectBuilder, project};
pub use repository::Repository;
pub use sandbox::{Run, Sandbox, Started, files_below, without_digests};
