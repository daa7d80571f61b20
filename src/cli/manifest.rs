//! The flags that say which project is read, and what cargo is told when it reads it.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cargo::Cargo;

#[derive(Debug, Args)]
pub(super) struct ManifestFlags {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    manifest_path: Option<PathBuf>,
    /// Assert that the lockfile fits
    #[arg(long, help_heading = "Manifest Options")]
    locked: bool,
    /// Run without accessing the network
    #[arg(long, help_heading = "Manifest Options")]
    offline: bool,
    /// Equivalent to `--locked --offline`
    #[arg(long, help_heading = "Manifest Options")]
    frozen: bool,
    /// Override a configuration value, as cargo's flag of this name
    #[arg(long, value_name = "KEY=VALUE|PATH", display_order = 905)]
    config: Vec<String>,
    /// Unstable flag of cargo, for nightly toolchains; may be repeated
    #[arg(short = 'Z', value_name = "FLAG", display_order = 906)]
    unstable: Vec<String>,
}

/// What these flags mean.
pub(super) struct Source {
    pub(super) manifest_path: Option<PathBuf>,
    pub(super) cargo: Cargo,
    pub(super) locked: bool,
    pub(super) offline: bool,
    pub(super) frozen: bool,
}

impl From<ManifestFlags> for Source {
    fn from(flags: ManifestFlags) -> Self {
        let ManifestFlags { manifest_path, locked, offline, frozen, config, unstable } = flags;
        let config = config.into_iter().map(absolute).collect();
        let cargo = Cargo { offline: offline || frozen, unstable, config, ..Cargo::inherited() };
        Self { manifest_path, cargo, locked, offline, frozen }
    }
}

/// A value of `--config`. Where it is the path of a file, it is made absolute: cargo runs elsewhere.
fn absolute(value: String) -> String {
    let path = Path::new(&value);
    let absolute = path.is_file().then(|| std::path::absolute(path).ok()).flatten();
    absolute.and_then(|path| path.to_str().map(str::to_owned)).unwrap_or(value)
}
