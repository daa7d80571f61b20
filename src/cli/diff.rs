//! The flags of `diff`.

use clap::Args;

use super::format::Format;
use super::manifest::{ManifestFlags, Source};
use super::request::RequestFlags;
use crate::commands::diff::DiffOptions;

#[derive(Debug, Args)]
pub(super) struct DiffFlags {
    /// The older recipe, project or revision
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer recipe, project or revision
    #[arg(value_name = "NEW")]
    new: String,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    request: RequestFlags,
    #[command(flatten)]
    manifest: ManifestFlags,
}

impl From<DiffFlags> for DiffOptions {
    fn from(flags: DiffFlags) -> Self {
        let DiffFlags { old, new, format, request, manifest } = flags;
        let source = Source::from(manifest);
        let manifest_path = source.manifest_path.clone();
        let request = request.of(source);
        Self { old, new, manifest_path, request, as_json: format == Format::Json }
    }
}
