//! Everything that is asked of cargo, and of the rustc and rustup that come with it.

mod client;
mod directories;
mod error;
mod invocation;
mod messages;
mod options;
mod toolchain;
pub mod unit_graph;
mod users_wrapper;
pub mod wrapper;

pub use client::Cargo;
pub use directories::{Directories, directories, target_directory};
pub(crate) use directories::{OWN_DIRECTORY, own_directory};
pub use error::{Error, Result};
pub use invocation::{config_flags, invocation, settle_lockfile, target_flags};
pub(crate) use messages::{BuiltUnit, Line, Listening};
pub use options::{Action, BuildOptions, Talk};
pub use toolchain::{is_default as toolchain_is_default, target_cfgs};
