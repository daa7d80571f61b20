//! Our binary in the place of rustc, for the packages of an umbrella.
//!
//! An umbrella has no code, so nothing is compiled for it. Cargo runs `RUSTC_WORKSPACE_WRAPPER`
//! for workspace members only, and the umbrella's packages are the only members; dependencies and
//! their build scripts never come here. Cargo does not mind that no output appears: it would not
//! find the umbrella fresh the next time, and asks again.

use std::ffi::OsString;

use crate::distil::UMBRELLA;
use crate::error::Result;
use crate::process::Command;

/// The environment variable by which our binary knows that cargo calls it for a compiler.
pub const MARK: &str = "CARGO_CHEF_RUSTC_WRAPPER";

/// Whether cargo calls us for a compiler.
#[must_use]
pub fn is_called() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Answers for the umbrella, and hands everything else to rustc. `arguments` begin with the
/// path of rustc.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    if package.starts_with(UMBRELLA) {
        return Ok(());
    }
    let Some(rustc) = arguments.next() else {
        return Ok(());
    };
    Command::new(rustc).args(arguments).run()
}
