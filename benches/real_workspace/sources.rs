//! Where cargo keeps the sources of a release.
//!
//! A package that asks for the program is enough: cargo fetches what the program needs, and says
//! where it has put it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use cargo_chef::cargo::Cargo;
use cargo_metadata::Metadata;
use fs_err as fs;

use super::{Program, Release};

/// The packages that become local, and the lockfile that the program was published with.
pub struct Sources {
    pub packages: Vec<Source>,
    pub lockfile: String,
}

pub struct Source {
    /// As on crates.io.
    pub name: String,
    pub directory: PathBuf,
}

impl Source {
    /// Where it lies in the workspace.
    pub fn member(&self) -> String {
        format!("crates/{}", short_name(&self.name))
    }
}

/// A name without what all crates of rust-analyzer begin with.
pub fn short_name(package: &str) -> &str {
    package.strip_prefix("ra_ap_").unwrap_or(package)
}

pub fn fetch(release: Release) -> Result<Sources> {
    let Program { package: program, prefix, .. } = *release.program;
    let scratch = tempfile::tempdir()?;
    fs::create_dir(scratch.path().join("src"))?;
    fs::write(scratch.path().join("src/lib.rs"), "")?;
    fs::write(scratch.path().join("Cargo.toml"), manifest(release))?;
    let output = Cargo::inherited()
        .program
        .args(["metadata", "--format-version", "1"])
        .directory(scratch.path())
        .stdout()
        .with_context(|| format!("while fetching {program} {}", release.version))?;
    let metadata: Metadata = serde_json::from_slice(&output)?;

    let mut packages = Vec::new();
    for package in metadata.packages {
        if let Some(directory) = package.manifest_path.parent()
            && package.name.starts_with(prefix)
        {
            packages.push(Source {
                name: package.name.to_string(),
                directory: directory.as_std_path().to_owned(),
            });
        }
    }
    let program = (packages.iter().find(|source| source.name == program))
        .with_context(|| format!("cargo names no {program}"))?;
    let lockfile = fs::read_to_string(program.directory.join("Cargo.lock"))?;
    Ok(Sources { packages, lockfile })
}

fn manifest(Release { program, version }: Release) -> String {
    let Program { package, features, .. } = program;
    format!(
        "[package]\nname = \"sources\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n\
         {package} = {{ version = \"={version}\", features = {features:?} }}\n"
    )
}
