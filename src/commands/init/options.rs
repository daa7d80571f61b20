//! What `init` was asked for.

use std::path::PathBuf;

/// The recipe that a first layer is cooked from.
pub(super) const BASE_RECIPE: &str = "chef.base.json";

/// What `init` was asked for.
#[derive(Clone, Debug)]
pub(crate) struct InitOptions {
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
pub(crate) struct Style {
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
pub(crate) enum Runtime {
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
pub(crate) enum Output {
    /// To files, where there are none.
    NewFiles,
    /// To files, over those that are there.
    Files,
    /// To stdout.
    Stdout,
}
