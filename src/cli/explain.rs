//! The flags of the commands that explain recipes.

use std::path::PathBuf;

use clap::Args;

use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use super::{Format, parse_selection};
use crate::diff::DiffOptions;
use crate::inspect::{InspectOptions, Show};
use crate::log::LogOptions;
use crate::prepare::Request;
use crate::selection::{Scope, Selection};

/// What goes into a recipe.
#[derive(Debug, Args)]
pub(super) struct RequestFlags {
    /// Write an exact recipe, for what `cargo build` selects on its own; any flag that selects
    /// packages, targets, features, a profile or a target triple does so, too
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
}

#[derive(Debug, Args)]
pub(super) struct InspectFlags {
    /// The recipe; `-` for stdin
    #[arg(value_name = "RECIPE", default_value = "recipe.json")]
    recipe_path: PathBuf,
    /// Show the crates of this name: their features, what they need and what needs them
    #[arg(long = "crate", value_name = "NAME")]
    named: Option<String>,
    /// Write what cook would build into this empty directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with_all = ["named", "format"])]
    restore: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
}

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

#[derive(Debug, Args)]
pub(super) struct LogFlags {
    /// The newest commit, or a range such as `v1.0..HEAD` [default: HEAD]
    #[arg(value_name = "REVISION")]
    range: Option<String>,
    /// How many commits to look at [default: 100, or the whole range]
    #[arg(short = 'n', long = "max-count", value_name = "N")]
    limit: Option<usize>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    request: RequestFlags,
}

impl From<RequestFlags> for Request {
    fn from(flags: RequestFlags) -> Self {
        let RequestFlags { exact, selection, scope } = flags;
        let (selection, scope) = (Selection::from(selection), Scope::from(scope));
        let is_exact = exact || !selection.is_default() || scope != Scope::default();
        Self { selection: is_exact.then_some(selection), scope }
    }
}

impl From<DiffFlags> for DiffOptions {
    fn from(flags: DiffFlags) -> Self {
        let DiffFlags { old, new, format, request } = flags;
        Self {
            old,
            new,
            request: request.into(),
            parse_selection: |flags| parse_selection(flags).ok(),
            as_json: format == Format::Json,
        }
    }
}

impl From<LogFlags> for LogOptions {
    fn from(flags: LogFlags) -> Self {
        let LogFlags { range, limit, format, request } = flags;
        Self { range, limit, request: request.into(), as_json: format == Format::Json }
    }
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
