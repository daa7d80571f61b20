//! The flags for what a recipe should contain, shared by all commands that make one.

use clap::Args;

use super::manifest::Source;
use super::scope::ScopeFlags;
use super::selection::SelectionFlags;
use crate::recipe_of::RecipeRequest;
use crate::selection::{Scope, Selection};

/// What goes into a recipe.
#[derive(Debug, Args)]
pub(super) struct RequestFlags {
    /// Write an exact recipe, for what `cargo build` selects on its own; any flag that selects
    /// packages, targets, features, a profile or a target triple does so, too
    #[arg(long)]
    exact: bool,
    /// Write an exact recipe, and have cargo take out of its lockfile what no feature switches on. The
    /// recipe changes less often; cargo needs the registry's index, from its cache or the network
    #[arg(long)]
    index: bool,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    scope: ScopeFlags,
    /// Keep an environment variable of cargo's configuration that would otherwise be left out,
    /// because it may hold a secret; may be repeated
    #[arg(long, value_name = "NAME")]
    keep_env: Vec<String>,
}

impl RequestFlags {
    /// What is requested of the project that is read.
    pub(super) fn of(self, source: Source) -> RecipeRequest {
        let Self { exact, index, selection, scope, keep_env } = self;
        let (selection, scope) = (Selection::from(selection), Scope::from(scope));
        let is_exact = exact || index || !selection.is_default() || scope != Scope::default();
        let kept_variables = keep_env.into_iter().collect();
        let Source { cargo, locked, frozen, .. } = source;
        let selection = is_exact.then_some(selection);
        RecipeRequest {
            selection,
            scope,
            is_settled: index,
            kept_variables,
            cargo,
            is_locked: locked || frozen,
        }
    }
}
