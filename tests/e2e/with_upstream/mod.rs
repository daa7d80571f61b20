//! Next to upstream, the established cargo-chef 0.1.78: what its users type works here, and recipes
//! travel both ways.
//!
//! `CARGO_CHEF_UPSTREAM` names its binary. Where it is not installed these tests are not run:
//! `cargo install cargo-chef --version 0.1.78 --locked --root DIRECTORY`.

mod flags;
mod log;
mod recipes;

use std::path::Path;

use crate::support::{Run, Sandbox};

/// Runs upstream's binary as cargo would.
fn upstream(sandbox: &Sandbox, directory: &Path, flags: &str) -> Run {
    let binary = std::env::var("CARGO_CHEF_UPSTREAM")
        .expect("`CARGO_CHEF_UPSTREAM` names the binary of cargo-chef 0.1.78");
    // Cargo tells a subcommand which cargo it is.
    sandbox.set_environment("CARGO", "cargo");
    sandbox.run(&binary, directory, &format!("chef {flags}"))
}
