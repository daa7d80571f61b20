//! `cargo chef init`: a `Dockerfile` and a `.dockerignore` fitted to the workspace.
//!
//! [`Plan`] finds out what the workspace needs, [`dockerfile`] and [`ignore`] write it down; both
//! are pure. No file that is there already is touched without being told to.

mod dockerfile;
mod ignore;
mod plan;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::prepare::{self, PrepareOptions, prepare, warn_of_lockfile};
use crate::selection::{Scope, Selection};
use crate::shell;
use crate::tree::write_atomically;
use crate::workspace::{ReadOptions, Workspace, find_manifest};

pub use dockerfile::dockerfile;
pub use ignore::ignore;
pub use plan::Plan;

/// The recipe that a first layer is cooked from.
pub const BASE_RECIPE: &str = "chef.base.json";

/// What `init` was asked for.
#[derive(Clone, Debug)]
pub struct InitOptions {
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// The binaries that are built; all where none is named.
    pub binaries: Vec<String>,
    /// How the image is built.
    pub style: Style,
    /// Where the text goes.
    pub output: Output,
}

/// How the image is built.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// What the program runs on.
    pub runtime: Runtime,
    /// An image with Rust and `cargo-chef`, to begin with; else one is made of that of Rust.
    pub image: Option<String>,
    /// Whether a base recipe is cooked in a first layer.
    pub layered: bool,
    /// Whether the registry is kept in cache mounts.
    pub cache_mounts: bool,
    /// Whether sccache compiles.
    pub sccache: bool,
}

/// What the program runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Runtime {
    /// Debian, with a shell.
    #[default]
    Debian,
    /// The C library and nothing else.
    Distroless,
    /// Alpine, with a shell; the program is linked statically.
    Alpine,
    /// Nothing; the program is linked statically.
    Scratch,
}

/// Where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// To files, where there are none.
    NewFiles,
    /// To files, over those that are there.
    Files,
    /// To stdout.
    Stdout,
}

/// Writes the files.
pub fn init(options: &InitOptions) -> Result<()> {
    let manifest_path = match &options.manifest_path {
        Some(path) => path.clone(),
        None => find_manifest(&std::env::current_dir()?)?,
    };
    let mut read = ReadOptions::new(manifest_path);
    let mut workspace = Workspace::read(&read)?;
    let root = workspace.root.clone();
    if workspace.root.join("Cargo.toml") != read.manifest_path {
        read.manifest_path = root.join("Cargo.toml");
        workspace = Workspace::read(&read)?;
    }
    warn_of_lockfile(&workspace);
    let plan = Plan::new(&workspace, &options.binaries)?;
    for directory in &plan.outside {
        shell::warning(&format!("`{directory}` is outside of the directory that docker is given"));
        shell::hint("build with a directory above as context, and copy from there");
    }
    let files =
        [("Dockerfile", dockerfile(&plan, &options.style)), (".dockerignore", ignore(&plan))];
    if options.output == Output::Stdout {
        let text = files.map(|(name, text)| format!("# {name}\n{text}"));
        shell::output(&text.join("\n"));
        return Ok(());
    }
    if options.output == Output::NewFiles
        && let Some((name, _)) = files.iter().find(|(name, _)| root.join(name).exists())
    {
        return Err(Error::WouldOverwrite(root.join(name)));
    }
    for (name, text) in files {
        write_atomically(&root.join(name), text.as_bytes())?;
        shell::note("wrote", name);
    }
    let base = root.join(BASE_RECIPE);
    if options.style.layered && !base.exists() {
        prepare(&PrepareOptions {
            recipe_path: base,
            manifest_path: Some(root.join("Cargo.toml")),
            request: prepare::Request {
                selection: Some(Selection::clone(&plan.selection)),
                scope: Scope::default(),
            },
        })?;
        shell::note("wrote", BASE_RECIPE);
    }
    Ok(())
}
