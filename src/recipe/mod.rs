//! The recipe: what `prepare` writes and `cook` reads.
//!
//! A recipe is JSON. Its `skeleton` is the established document of recipes; what is ours stands
//! under `chef`, which readers that do not know it skip.
//!
//! A *workspace recipe* holds the manifests of a workspace without what cannot matter to a
//! dependency ([`crate::strip`]); `cook` chooses from it. An *exact recipe* holds the umbrella of
//! one selection ([`crate::distil`]), and changes only when that does.

mod document;
mod error;
mod fit;

pub(crate) use document::{
    Chef, Kind, PreparedFor, Recipe, Skeleton, ToolchainFile, exact_flags, short_digest,
};
pub(crate) use error::{Error, Result};
pub(crate) use fit::{agreed_scope, is_prepared_for};
