//! Workspaces of the size that people have trouble with, made from what crates.io has of two programs:
//! rust-analyzer (34 local crates, and 230 from elsewhere) and watchexec (7 and some 320).
//!
//! Each is put together in the same way each time: the sources are those of one release, and the
//! lockfile is the one that was published with its program, less what changes because the crates
//! are local. Nothing is compiled for that; the first run needs a network.

mod assemble;
mod checkout;
mod edit;
mod sources;

use std::fmt;

pub use assemble::{Workspace, assemble, program_holds};
pub use checkout::Checkout;
pub use edit::Edit;

/// A program on crates.io that becomes a workspace again.
#[derive(Debug)]
pub struct Program {
    /// The package with the program and the lockfile.
    package: &'static str,
    /// What is on crates.io under names that begin like this is local.
    prefix: &'static str,
    /// Without these features, one of the local crates would not be asked for at all.
    features: &'static [&'static str],
    pub binary: &'static str,
    /// The manifest at the root.
    manifest: &'static str,
    /// What is edited in a crate that few others depend on: where, and a text there that the program
    /// holds and that can be made longer.
    leaf: [&'static str; 2],
    /// The same in one that stands between the first and the last.
    middle: [&'static str; 2],
    /// Dependencies with a later version that changes no other package: first one that few others
    /// depend on, then one that many do.
    pub bumps: &'static [[&'static str; 2]],
}

/// All local crates that a release needs, which may have versions of their own.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    pub program: &'static Program,
    pub version: &'static str,
}

static RUST_ANALYZER: Program = Program {
    package: "ra_ap_rust-analyzer",
    prefix: "ra_ap_",
    features: &["in-rust-tree"],
    binary: "rust-analyzer",
    manifest: RUST_ANALYZER_MANIFEST,
    leaf: [
        "crates/ide_diagnostics/src/handlers/functional_record_update_on_non_struct.rs",
        "functional record update syntax requires a struct",
    ],
    middle: [
        "crates/hir_def/src/find_path.rs",
        "ran out of fuel while searching for a path for item ",
    ],
    bumps: &[
        ["walkdir", "2.5.1"],
        ["libc", "0.2.191"],
        ["anyhow", "1.0.105"],
        ["cfg-if", "1.0.5"],
        ["crossbeam-utils", "0.8.23"],
        ["either", "1.19.0"],
        ["itoa", "1.0.19"],
        ["log", "0.4.35"],
        ["serde_json", "1.0.154"],
        ["smol_str", "0.3.7"],
    ],
};

static WATCHEXEC: Program = Program {
    package: "watchexec-cli",
    prefix: "watchexec",
    features: &[],
    binary: "watchexec",
    manifest: "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n",
    leaf: ["crates/watchexec-cli/src/args/logging.rs", "Failed to determine log file name"],
    middle: ["crates/watchexec/src/error/runtime.rs", "keyboard watcher error"],
    bumps: &[["serde_json", "1.0.154"], ["libc", "0.2.191"]],
};

/// Of rust-analyzer two releases in a row; Rust 1.95 compiles no later one.
pub const RELEASES: [Release; 3] = [
    Release { program: &RUST_ANALYZER, version: "0.0.347" },
    Release { program: &RUST_ANALYZER, version: "0.0.348" },
    Release { program: &WATCHEXEC, version: "2.8.0" },
];

impl Release {
    /// The release that [`fmt::Display`] writes like this.
    pub fn named(name: &str) -> Result<Self, String> {
        let known = RELEASES.map(|release| release.to_string()).join(", ");
        let found = RELEASES.into_iter().find(|release| release.to_string() == name);
        found.ok_or_else(|| format!("there are {known}"))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.program.binary, self.version)
    }
}

/// With the profiles of rust-analyzer's own repository, since a published package does not have those
/// of its workspace.
const RUST_ANALYZER_MANIFEST: &str = r#"[workspace]
members = ["crates/*"]
resolver = "2"

[profile.dev]
debug = 1

[profile.dev.package]
rowan.opt-level = 3
rustc-hash.opt-level = 3
smol_str.opt-level = 3
text-size.opt-level = 3
serde.opt-level = 3
salsa.opt-level = 3
miniz_oxide.opt-level = 3

[profile.release]
incremental = true
debug = 0
"#;
