//! Which toolchain reads a workspace.
//!
//! Under rustup, `cargo` is whatever toolchain the directory pins, and rustup downloads one that is
//! missing. To read manifests any cargo will do, so where we are not called by a cargo, which then
//! is that cargo, one is chosen from those that are installed.

use std::path::Path;

use super::read::first_file;
use crate::process::Command;

/// How rustup is told which toolchain to use.
pub const VARIABLE: &str = "RUSTUP_TOOLCHAIN";

/// Rustup prefers the name without an extension.
pub const FILES: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

/// An installed toolchain for a directory that pins one, the pinned one if possible; `None` where
/// nothing is pinned or rustup has no say.
pub fn installed(directory: &Path) -> Option<String> {
    if ["CARGO", VARIABLE].iter().any(|variable| std::env::var_os(variable).is_some()) {
        return None;
    }
    let channel = pinned(directory)?;
    // Without rustup there is one cargo, which reads no such file.
    let list = Command::new("rustup").args(["toolchain", "list"]).directory(directory).output();
    choose(&String::from_utf8_lossy(&list.ok()?.stdout), &channel)
}

/// The channel that the nearest toolchain file names; empty for a file that names none, and for one
/// that cannot be read, which is said elsewhere.
fn pinned(directory: &Path) -> Option<String> {
    directory.ancestors().find_map(|ancestor| {
        let file = first_file(ancestor, &FILES).unwrap_or_default()?;
        Some(match file.contents.parse::<toml::Table>() {
            Ok(table) => {
                let channel = table.get("toolchain").and_then(|t| t.get("channel")?.as_str());
                channel.unwrap_or_default().to_owned()
            }
            Err(_) => file.contents.trim().to_owned(),
        })
    })
}

/// From `rustup toolchain list`: the toolchain of this channel, or the default one, or any.
fn choose(list: &str, channel: &str) -> Option<String> {
    let names = || list.lines().filter_map(|line| line.split_whitespace().next());
    let is_channel = |name: &&str| {
        let rest = name.strip_prefix(channel);
        !channel.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let default = || list.lines().find(|line| line.contains("default"))?.split_whitespace().next();
    let is_toolchain = |name: &str| !name.is_empty() && !list.starts_with("no installed");
    let found = names().find(is_channel).or_else(default).or_else(|| names().next());
    found.filter(|name| is_toolchain(name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::choose;

    const LIST: &str = "1.95.0-x86_64-unknown-linux-gnu\nstable-x86_64-unknown-linux-gnu (default)\n\
                        nightly-x86_64-unknown-linux-gnu\n";

    #[test]
    fn the_pinned_toolchain_or_the_default_or_any() {
        let chosen = |list, channel| choose(list, channel).unwrap_or_default();
        assert_eq!(chosen(LIST, "1.95.0"), "1.95.0-x86_64-unknown-linux-gnu");
        assert_eq!(chosen(LIST, "1.95"), "stable-x86_64-unknown-linux-gnu");
        assert_eq!(chosen(LIST, "1.60.0"), "stable-x86_64-unknown-linux-gnu");
        assert_eq!(chosen(LIST, ""), "stable-x86_64-unknown-linux-gnu");
        assert_eq!(chosen("nightly-x86_64-apple-darwin\n", "1"), "nightly-x86_64-apple-darwin");
        assert_eq!(chosen("no installed toolchains\n", "1"), "");
    }
}
