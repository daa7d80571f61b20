//! The recipe: what `prepare` writes and `cook` reads.
//!
//! A recipe is JSON. Its `skeleton` is the established document; our part is in `chef`, which
//! readers that do not know it skip.
//!
//! A *workspace recipe* contains the manifests of a workspace, stripped of what cannot matter to a
//! dependency ([`crate::strip`]); `cook` selects from it. An *exact recipe* contains the umbrella
//! of one selection ([`crate::distil`]), and changes only when that does.

mod document;
mod error;
mod fit;
mod parse;

pub(crate) use document::{
    Chef, Kind, PreparedFor, Recipe, Skeleton, ToolchainFile, crates, exact_flags, short,
    short_digest,
};
pub(crate) use error::{Error, Result};
pub(crate) use fit::{agreed_scope, is_prepared_for};
