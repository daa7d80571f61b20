//! Reads a directory into a [`Workspace`]: the packages that live there, what they ask for, and
//! the files beside them that decide how dependencies are compiled.
//!
//! Members, targets, features and dependencies come from `cargo metadata --no-deps`, so they are
//! what cargo itself sees, inheritance included. The manifests are kept as TOML besides, for what
//! metadata leaves out: profiles, patches, the resolver. Nothing is resolved, nothing is
//! downloaded and nothing is written.

mod declared;
mod error;
mod links;
mod lock;
mod manifests_only;
mod model;
mod path_packages;
mod read;
mod sources;

pub(crate) use declared::Declared;
pub use error::{Error, Result};
pub use model::{
    Dependency, Link, LockfileOrigin, Package, PackageIndex, Resolver, Target, TargetKind,
    Workspace, WorkspaceLockfile,
};
pub use read::{Reading, read};
pub(crate) use read::{find_manifest, local_packages};
