//! A workspace of the size that people have trouble with, made from what crates.io has of
//! rust-analyzer: 34 local crates, a program, and 230 crates from elsewhere.
//!
//! It is put together in the same way each time: the sources are those of one release, and the
//! lockfile is the one that was published with its program, less what changes because the crates
//! are local. Nothing is compiled for that; the first run needs a network.

mod assemble;
mod checkout;
mod edit;
mod sources;

pub use assemble::{Workspace, assemble};
pub use checkout::Checkout;
pub use edit::Edit;

/// Two releases in a row, the older one first; Rust 1.95 compiles no later one.
pub const RELEASES: [Release; 2] = [Release { version: "0.0.347" }, Release { version: "0.0.348" }];

/// What is on crates.io under names that begin like this is local.
const PREFIX: &str = "ra_ap_";

/// The package with the program and the lockfile.
const PROGRAM_PACKAGE: &str = "ra_ap_rust-analyzer";

/// Without these features, one of the local crates would not be asked for at all.
const FEATURES: &[&str] = &["in-rust-tree"];

const BINARY: &str = "rust-analyzer";

/// What is edited: where, and a text there that the program holds and that can be made longer.
const LEAF: [&str; 2] = [
    "crates/ide_diagnostics/src/handlers/functional_record_update_on_non_struct.rs",
    "functional record update syntax requires a struct",
];
const MIDDLE: [&str; 2] =
    ["crates/hir_def/src/find_path.rs", "ran out of fuel while searching for a path for item "];

/// The manifest at the root, with the profiles of rust-analyzer's own repository, since a published
/// package does not have those of its workspace.
const ROOT_MANIFEST: &str = r#"[workspace]
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

/// All local crates have the same version in a release.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    pub version: &'static str,
}

impl Release {
    /// The release with this version.
    pub fn named(version: &str) -> Option<Self> {
        RELEASES.into_iter().find(|release| release.version == version)
    }
}
