//! The flags of `prepare`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::manifest::{ManifestFlags, Source};
use super::request::RequestFlags;
use crate::commands::prepare::PrepareOptions;

#[derive(Debug, Args)]
pub(super) struct PrepareFlags {
    /// Where to write the recipe; `-` for stdout
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// How to tell what was prepared: a line on stderr, or JSON on stdout
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    request: RequestFlags,
    #[command(flatten)]
    manifest: ManifestFlags,
}

impl From<PrepareFlags> for PrepareOptions {
    fn from(flags: PrepareFlags) -> Self {
        let PrepareFlags { recipe_path, format, request, manifest } = flags;
        let as_json = format == Format::Json;
        let source = Source::from(manifest);
        let manifest_path = source.manifest_path.clone();
        Self { recipe_path, manifest_path, request: request.of(source), as_json }
    }
}
