//! The `cargo-chef` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cargo_chef::cli::run(std::env::args_os()))
}
