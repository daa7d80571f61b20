//! Which toolchain reads a workspace, which one builds, and what its compiler says of targets.
//!
//! Under rustup, `cargo` is whatever toolchain the directory pins, and rustup downloads one that is
//! missing. To read manifests any cargo will do, so where we are not called by a cargo, which then
//! is that cargo, one is chosen from those that are installed.

use std::path::Path;
use std::str::FromStr as _;

use cargo_platform::Cfg;

use super::error::{Error, Result};
use crate::process::{self, Command};
use crate::project_files::ProjectFileKind;

/// How rustup is told which toolchain to use.
pub(super) const VARIABLE: &str = "RUSTUP_TOOLCHAIN";

/// How rustup tells where its choice came from, since 1.29.
pub(super) const SOURCE_VARIABLE: &str = "RUSTUP_TOOLCHAIN_SOURCE";

/// An installed toolchain for a directory that pins one, the pinned one if possible; `None` where
/// nothing is pinned or rustup has no say.
pub(super) fn installed(directory: &Path) -> Option<String> {
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
        let file = ProjectFileKind::Toolchain.find(ancestor).unwrap_or_default()?;
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

/// Whether rustup has chosen the toolchain for want of anything better: neither the command line
/// nor the environment nor a toolchain file asked for it.
#[must_use]
pub fn is_default() -> bool {
    if let Some(source) = std::env::var_os(SOURCE_VARIABLE) {
        return source == "default";
    }
    // Before 1.29, rustup did not tell.
    let (Some(chosen), Some(_)) = (std::env::var_os(VARIABLE), std::env::var_os("CARGO")) else {
        return false;
    };
    let default = Command::new("rustup").arg("default").output();
    let default = default.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    default.is_ok_and(|text| text.split_whitespace().next().is_some_and(|name| chosen == *name))
}

/// What `rustc --print cfg` says of each of these targets.
pub fn target_cfgs(
    toolchain: Option<&str>,
    directory: &Path,
    triples: &[String],
) -> Result<Vec<(String, Vec<Cfg>)>> {
    let cfgs = |triple: &String| {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let rustc = Command::new(rustc);
        let rustc = match toolchain {
            Some(toolchain) => rustc.env(VARIABLE, toolchain),
            None => rustc,
        };
        let command = rustc.args(["--print", "cfg", "--target", triple]).directory(directory);
        let lines = process::text(&command.stdout().map_err(Error::of_rustc)?);
        let cfgs = lines.lines().filter_map(|line| Cfg::from_str(line).ok()).collect();
        Ok((triple.clone(), cfgs))
    };
    triples.iter().map(cfgs).collect()
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
