//! Our binary in the place of rustc, for the packages of an umbrella.
//!
//! An umbrella has no code, so nothing is compiled for it. Cargo runs `RUSTC_WORKSPACE_WRAPPER`
//! for workspace members only, and the umbrella's packages are the only members; dependencies and
//! their build scripts never come here. Cargo does not mind that no output appears: it would not
//! find the umbrella fresh the next time, and asks again.

use std::ffi::OsString;

use crate::process::{Command, Result};
use crate::project::UMBRELLA;

/// The environment variable by which our binary knows that cargo calls it for a compiler.
pub const MARK: &str = "CARGO_CHEF_RUSTC_WRAPPER";

/// The environment variable that names the user's own wrapper, which is to be called for
/// dependencies: our binary is then in its place, too.
pub const INNER: &str = "CARGO_CHEF_INNER_WRAPPER";

/// Whether cargo calls us for a compiler.
#[must_use]
pub fn is_called() -> bool {
    std::env::var_os(MARK).is_some()
}

/// The variable that names the rustdoc which our binary stands before.
const RUSTDOC: &str = "CARGO_CHEF_RUSTDOC";

/// Lets us answer for the umbrella where cargo would have it documented.
pub fn for_documentation(command: Command) -> Result<Command> {
    let rustdoc = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    Ok(command.env("RUSTDOC", std::env::current_exe()?).env(RUSTDOC, rustdoc))
}

/// Answers for the umbrella, and hands everything else to rustc or rustdoc. Called in the place of
/// rustc, `arguments` begin with its path.
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
        // sccache counts every variable of cargo's among what a compilation depends on.
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
