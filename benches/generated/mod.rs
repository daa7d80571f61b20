//! Generated workspaces: each member has an external dependency and three on members before it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use cargo_chef::cargo::Cargo;
use cargo_chef::workspace::{Workspace, read};
use fs_err as fs;

/// A member depends on those so far before it.
const BEFORE: [usize; 3] = [1, 2, 7];

/// A workspace with this many members, as it is read from a directory.
pub fn workspace(members: usize) -> Workspace {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    write(directory.path(), members).expect("it can be written");
    let cargo = Cargo { offline: true, ..Cargo::inherited() };
    read(&cargo, &directory.path().join("Cargo.toml")).expect("it can be read").workspace
}

/// Writes the manifests, empty sources and a lockfile.
pub fn write(root: &Path, members: usize) -> Result<()> {
    fs::create_dir_all(root)?;
    fs::write(root.join("Cargo.toml"), "[workspace]\nresolver = \"2\"\nmembers = [\"m*\"]\n")?;
    let mut lockfile = String::from(
        "version = 4\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    );
    for member in 0..members {
        let directory = root.join(format!("m{member}"));
        fs::create_dir_all(directory.join("src"))?;
        fs::write(directory.join("src/lib.rs"), "")?;
        let mut manifest = format!(
            "[package]\nname = \"m{member}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
             [features]\ndefault = [\"a\"]\na = []\n[dependencies]\nitoa = \"1\"\n"
        );
        let mut locked = String::from("\"itoa\"");
        for before in BEFORE.iter().filter_map(|distance| member.checked_sub(*distance)) {
            writeln!(manifest, "m{before} = {{ path = \"../m{before}\" }}")?;
            write!(locked, ", \"m{before}\"")?;
        }
        fs::write(directory.join("Cargo.toml"), manifest)?;
        writeln!(
            lockfile,
            "[[package]]\nname = \"m{member}\"\nversion = \"0.1.0\"\ndependencies = [{locked}]"
        )?;
    }
    Ok(fs::write(root.join("Cargo.lock"), lockfile)?)
}
