//! Runs our binary instead of rustc for the packages of an umbrella.
//!
//! An umbrella has no code, so there is nothing to compile. Cargo runs `RUSTC_WORKSPACE_WRAPPER`
//! only for workspace members, and the packages of the umbrella are the only members; external
//! crates and their build scripts never come here. Where a replacing crate at the root is a member,
//! too, we are `RUSTC_WRAPPER` instead, and pass on all others. Cargo does not mind that no output
//! appears: it only considers the umbrella not fresh the next time, and calls us again.

use std::ffi::OsString;

use crate::process::{Command, Result};
use crate::project::UMBRELLA;

/// The environment variable that tells our binary that cargo calls it as a compiler.
pub const MARK: &str = "CARGO_CHEF_RUSTC_WRAPPER";

/// The environment variable that names the user's own wrapper, which our binary calls for
/// dependencies.
pub const INNER: &str = "CARGO_CHEF_INNER_WRAPPER";

/// Whether cargo calls us as a compiler.
#[must_use]
pub fn is_called() -> bool {
    std::env::var_os(MARK).is_some()
}

/// The environment variable that names the rustdoc which our binary replaces.
const RUSTDOC: &str = "CARGO_CHEF_RUSTDOC";

/// Makes cargo call our binary instead of rustdoc, which then skips the umbrella.
pub fn for_documentation(command: Command) -> Result<Command> {
    let rustdoc = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    Ok(command.env("RUSTDOC", std::env::current_exe()?).env(RUSTDOC, rustdoc))
}

/// Does nothing for packages of the umbrella, and runs rustc or rustdoc for all others. If cargo
/// calls us instead of rustc, `arguments` begin with the path of rustc.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    if package.starts_with(UMBRELLA) {
        return Ok(());
    }
    let mut arguments = arguments.peekable();
    let ours = std::env::current_exe()?;
    let is_for_umbrella = arguments.next_if(|argument| *argument == *ours).is_some();
    if let (Some(inner), false) = (std::env::var_os(INNER), is_for_umbrella)
        && std::env::var_os(RUSTDOC).is_none_or(|_| arguments.peek().is_some_and(is_rustc))
    {
        // Our variables must not reach sccache, which makes a compilation depend on every variable
        // that starts with `CARGO_`.
        return Command::new(inner).args(arguments).env_remove(MARK).env_remove(INNER).run();
    }
    let compiler = match (arguments.next_if(is_rustc), std::env::var_os(RUSTDOC)) {
        (Some(rustc), _) => rustc,
        (None, Some(rustdoc)) => rustdoc,
        (None, None) => match arguments.next() {
            Some(compiler) => compiler,
            None => return Ok(()),
        },
    };
    Command::new(compiler).args(arguments).run()
}

fn is_rustc(argument: &OsString) -> bool {
    std::path::Path::new(argument).file_stem().is_some_and(|name| name == "rustc")
}
