//! The flags of `diff`.

use clap::Args;

use super::format::Format;
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
}

impl From<DiffFlags> for DiffOptions {
    fn from(flags: DiffFlags) -> Self {
        let DiffFlags { old, new, format, request } = flags;
        Self { old, new, request: request.into(), as_json: format == Format::Json }
    }
}
