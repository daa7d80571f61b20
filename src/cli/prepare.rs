//! The flags of `prepare`.

use std::path::PathBuf;

use clap::Args;

use super::request::RequestFlags;
use crate::commands::prepare::PrepareOptions;

#[derive(Debug, Args)]
pub(super) struct PrepareFlags {
    /// Where to write the recipe; `-` for stdout
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    request: RequestFlags,
}

impl From<PrepareFlags> for PrepareOptions {
    fn from(flags: PrepareFlags) -> Self {
        let PrepareFlags { recipe_path, manifest_path, request } = flags;
        Self { recipe_path, manifest_path, request: request.into() }
    }
}
