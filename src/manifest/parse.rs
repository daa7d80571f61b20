//! Parses TOML files.

use std::path::Path;

use fs_err as fs;

use super::error::{Error, Result};

pub(crate) fn read_toml(path: &Path) -> Result<toml::Table> {
    let text = fs::read_to_string(path)?;
    parse_toml(path, &text)
}

pub(crate) fn parse_toml(path: &Path, text: &str) -> Result<toml::Table> {
    text.parse().map_err(|error: toml::de::Error| Error::Toml {
        path: path.into(),
        reason: error.to_string(),
    })
}

/// The name in `[package]`, or in `[project]`, its old spelling.
pub(crate) fn package_name(manifest: &toml::Table) -> Option<&str> {
    manifest.get("package").or_else(|| manifest.get("project"))?.get("name")?.as_str()
}
