//! The flags of `inspect`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::selection::SelectionFlags;
use crate::commands::inspect::{InspectOptions, Show};

#[derive(Debug, Args)]
pub(super) struct InspectFlags {
    /// The recipe; `-` for stdin
    #[arg(value_name = "RECIPE", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Show the crates of this name: their features, what they need and what needs them
    #[arg(long = "crate", value_name = "NAME")]
    named: Option<String>,
    /// Write what `cook` would build into this empty directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with_all = ["named", "format"])]
    restore: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
}

impl From<InspectFlags> for InspectOptions {
    fn from(flags: InspectFlags) -> Self {
        let InspectFlags { recipe_path, named, restore, format, selection } = flags;
        let as_json = format == Format::Json;
        let show = match (restore, named) {
            (Some(directory), _) => Show::Restore(directory),
            (None, Some(name)) => Show::Crate { name, as_json },
            (None, None) => Show::Summary { as_json },
        };
        Self { recipe_path, selection: selection.into(), show }
    }
}
