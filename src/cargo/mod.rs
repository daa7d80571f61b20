//! All that is asked of cargo, and of what comes with it: rustc and rustup.

mod client;
mod directories;
mod error;
mod invocation;
mod options;
mod toolchain;
pub mod unit_graph;
mod users_wrapper;
pub mod wrapper;

pub use client::Cargo;
pub use directories::{Directories, directories, scratch, target_directory};
pub use error::{Error, Result};
pub use invocation::{config_flags, invocation, settle_lockfile, target_flags};
pub use options::{Action, BuildOptions};
pub use toolchain::{is_default as toolchain_is_default, target_cfgs};
