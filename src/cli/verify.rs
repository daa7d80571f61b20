//! The flags of `verify`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::manifest::{ManifestFlags, Source};
use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::commands::verify::VerifyOptions;

#[derive(Debug, Args)]
pub(super) struct VerifyFlags {
    /// The recipe; `-` for stdin
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
    #[command(flatten)]
    manifest: ManifestFlags,
}

impl From<VerifyFlags> for VerifyOptions {
    fn from(flags: VerifyFlags) -> Self {
        let VerifyFlags { recipe_path, format, selection, scope, manifest } = flags;
        // What is compared is what is locked, whether that is asked for or not.
        let Source { manifest_path, cargo, offline, frozen, locked: _ } = manifest.into();
        Self {
            recipe_path,
            manifest_path,
            selection: selection.into(),
            scope: scope.into(),
            cargo,
            is_offline: offline || frozen,
            as_json: format == Format::Json,
        }
    }
}
