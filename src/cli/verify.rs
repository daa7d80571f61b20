//! The flags of `verify`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::commands::verify::VerifyOptions;

#[derive(Debug, Args)]
pub(super) struct VerifyFlags {
    /// The recipe; `-` for stdin
    #[arg(long, value_name = "PATH", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
}

impl From<VerifyFlags> for VerifyOptions {
    fn from(flags: VerifyFlags) -> Self {
        let VerifyFlags { recipe_path, manifest_path, format, selection, scope } = flags;
        Self {
            recipe_path,
            manifest_path,
            selection: selection.into(),
            scope: scope.into(),
            as_json: format == Format::Json,
        }
    }
}
