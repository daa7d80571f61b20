//! Finds flags of cargo among the arguments that are passed on unchanged.
//!
//! We have to know which manifest and target directory cargo uses, in whichever way they were
//! typed. A file that looks older than it is must not be seen by a cargo that builds somewhere
//! else.

use std::path::PathBuf;

use toml::Table;

use super::command::BuildCommand;
use crate::cargo::Action;

/// Subcommands that build into cargo's target directory. Others may have their own, as coverage
/// tools do.
const BUILDERS: [&str; 17] = [
    "auditable",
    "bench",
    "build",
    "check",
    "clippy",
    "deb",
    "doc",
    "hack",
    "ndk",
    "nextest",
    "run",
    "rustc",
    "rustdoc",
    "test",
    "xwin",
    "zigbuild",
    "fix",
];

impl BuildCommand {
    /// Moves these flags to where they belong.
    pub(crate) fn with_flags_behind(mut self) -> Self {
        for (flag, value) in self.build.take_flags(&["--target-dir", "--manifest-path", "--config"])
        {
            match flag.as_str() {
                "--target-dir" => self.build.target_directory = Some(PathBuf::from(value)),
                "--manifest-path" => self.manifest_path = Some(PathBuf::from(value)),
                _ => self.build.cargo.config.push(value.to_string_lossy().into_owned()),
            }
        }
        self
    }

    /// Whether cargo, which is `configured` by these tables, certainly builds into the target
    /// directory that it names.
    pub(crate) fn builds_in_place<'t>(
        &self,
        mut configured: impl Iterator<Item = &'t Table>,
    ) -> bool {
        let Action::With(words) = &self.build.action else {
            return true;
        };
        let Some((word, flags)) = words.split_first() else {
            return false;
        };
        // What cargo does not bring itself may be an alias.
        let variable = format!("CARGO_ALIAS_{}", word.to_uppercase().replace('-', "_"));
        let is_alias = std::env::var_os(variable).is_some()
            || configured.any(|table| table.get("alias").and_then(|all| all.get(word)).is_some());
        BUILDERS.contains(&word.as_str()) && !is_alias && !flags.iter().any(|f| f.starts_with('-'))
    }
}
