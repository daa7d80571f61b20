//! Chooses the toolchain that reads a workspace, tells whether one was chosen for the build, and
//! asks its compiler about targets.
//!
//! Under rustup, `cargo` is the toolchain that the directory pins, and rustup downloads it if it is
//! missing. Any cargo can read manifests. So unless a cargo called us, in which case we use that
//! one, we choose a toolchain that is installed.

use std::path::Path;
use std::str::FromStr as _;

use cargo_platform::Cfg;

use super::error::{Error, Result};
use crate::process::{self, Command};
use crate::project_files::ProjectFileKind;

/// The variable that tells rustup which toolchain to use.
pub(super) const VARIABLE: &str = "RUSTUP_TOOLCHAIN";

/// The variable in which rustup tells where its choice comes from, since 1.29.
pub(super) const SOURCE_VARIABLE: &str = "RUSTUP_TOOLCHAIN_SOURCE";

/// An installed toolchain for a directory that pins one, preferably the pinned one; `None` if
/// nothing is pinned or if the choice is not rustup's.
pub(super) fn installed(directory: &Path) -> Option<String> {
    if ["CARGO", VARIABLE].iter().any(|variable| std::env::var_os(variable).is_some()) {
        return None;
    }
    let channel = pinned(directory)?;
    // Without rustup, there is only one cargo, which ignores toolchain files.
    let list = Command::new("rustup").args(["toolchain", "list"]).directory(directory).output();
    choose(&String::from_utf8_lossy(&list.ok()?.stdout), &channel)
}

/// The channel that the nearest toolchain file names. It is empty if the file names none or cannot
/// be read, which is reported elsewhere.
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

/// Chooses from the output of `rustup toolchain list`: the toolchain of this channel, else the
/// default one, else any.
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

/// Whether rustup fell back on the default toolchain: neither the command line nor the environment
/// nor a toolchain file asked for another.
#[must_use]
pub fn is_default() -> bool {
    if let Some(source) = std::env::var_os(SOURCE_VARIABLE) {
        return source == "default";
    }
    // Before 1.29, rustup did not tell, so compare with its default.
    let (Some(chosen), Some(_)) = (std::env::var_os(VARIABLE), std::env::var_os("CARGO")) else {
        return false;
    };
    let default = Command::new("rustup").arg("default").output();
    let default = default.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    default.is_ok_and(|text| text.split_whitespace().next().is_some_and(|name| chosen == *name))
}

/// The `cfg`s that `rustc --print cfg` lists for each of these targets.
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
