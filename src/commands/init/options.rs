//! The options of `init`.

use std::path::PathBuf;

use crate::installation::Installation;

/// The recipe that the first of two layers is cooked from.
pub(super) const BASE_RECIPE: &str = "chef.base.json";

#[derive(Clone, Debug)]
pub(crate) struct InitOptions {
    /// The manifest, if it is not that of the current directory.
    pub manifest_path: Option<PathBuf>,
    /// The binaries to build; empty for all.
    pub binaries: Vec<String>,
    /// Where `cargo-chef` comes from, if that was said.
    pub installation: Option<Installation>,
    pub style: Style,
    pub output: Output,
}

/// How the image is built.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    pub runtime: Runtime,
    /// Where the first stage has `cargo-chef` from.
    pub installation: Installation,
    /// Whether a base recipe is cooked in a layer below.
    pub layered: bool,
    /// Whether the registry is kept in cache mounts.
    pub cache_mounts: bool,
    /// Whether sccache compiles.
    pub sccache: bool,
    /// Where compiled crates outlive the layers; `None` if they do not.
    pub reuse: Option<Keeper>,
}

/// What keeps compiled crates from one build to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeper {
    /// A cache mount, which belongs to one builder.
    Mount,
    /// An image in a registry, for machines that come and go.
    Image,
}

/// The base of the final image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// Debian, with a shell.
    #[default]
    Debian,
    /// The C library and nothing else.
    Distroless,
    /// Alpine, with a shell; the program is linked statically.
    Alpine,
    /// An empty image; the program is linked statically.
    Scratch,
}

impl Runtime {
    /// Whether the program is linked statically.
    pub(super) fn is_static(self) -> bool {
        matches!(self, Self::Alpine | Self::Scratch)
    }
}

/// Where the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Files that do not exist yet.
    NewFiles,
    /// Files, even if they exist.
    Files,
    Stdout,
}
