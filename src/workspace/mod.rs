//! Reads a directory into a [`Workspace`]: the local packages, their dependencies, and the files
//! beside the manifests that decide how dependencies are compiled.
//!
//! Members, targets, features and dependencies come from `cargo metadata --no-deps`, so we see what
//! cargo sees, inheritance included. Manifests are kept as TOML, too, for what metadata leaves out:
//! profiles, patches and the resolver. In the workspace itself nothing is resolved or written. Only
//! a missing or stale lockfile makes cargo resolve, in a copy.

mod declared;
mod error;
mod links;
mod lock;
mod manifests_only;
mod model;
mod path_packages;
mod read;
mod read_ahead;
mod sources;

pub(crate) use declared::Declared;
pub use error::{Error, Result};
pub use model::{
    Dependency, LeftOut, Link, LockfileOrigin, Package, PackageIndex, Resolver, Target, TargetKind,
    Workspace, WorkspaceLockfile,
};
pub use read::{Reading, read};
pub(crate) use read::{find_manifest, local_packages};
