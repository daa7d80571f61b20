//! Decides whether a recipe fits a request.

use super::document::{Recipe, exact_flags};
use super::error::{Error, Result};
use crate::selection::{Packages, Rule, Scope, Selection, TargetFilter, Targets};
use crate::words::command_line;

/// The profile and targets to build for: those that are requested or, if none are, those that the
/// recipe was prepared for.
///
/// # Errors
/// [`Error::Conflict`] if the recipe is exact and the request is for something else. It may repeat
/// the recipe's selection, or name one of its binaries.
pub(crate) fn agreed_scope(recipe: &Recipe, selection: &Selection, scope: &Scope) -> Result<Scope> {
    let Some(prepared) = recipe.exact_selection() else {
        return Ok(scope.clone());
    };
    let prepared_scope = recipe.scope();
    let agreed = scope.or(&prepared_scope);
    if covers(&prepared_scope, &agreed) && is_part(selection, prepared) {
        return Ok(agreed);
    }
    let wanted = if selection.is_default() { prepared } else { selection };
    let shown = |selection: &Selection, scope: &Scope| {
        let flags = [selection.to_flags(), scope.to_flags()].concat();
        match &flags[..] {
            [] => "the default selection".to_owned(),
            flags => format!("`{}`", command_line(flags)),
        }
    };
    Err(Error::Conflict {
        recipe: shown(prepared, &prepared_scope),
        asked: shown(selection, scope),
        again: shown(wanted, &agreed),
    })
}

/// Whether a recipe was prepared for exactly this request.
pub(crate) fn is_prepared_for(recipe: &Recipe, selection: &Selection, scope: &Scope) -> bool {
    recipe.exact_selection() == Some(selection) && covers(&recipe.scope(), scope)
}

/// Whether what was prepared for one scope can be used for another.
fn covers(prepared: &Scope, asked: &Scope) -> bool {
    (prepared.profile.is_none() || prepared.profile == asked.profile)
        && (prepared.targets.is_empty() || prepared.targets == asked.targets)
}

/// Whether a selection needs nothing beyond the prepared one.
fn is_part(asked: &Selection, prepared: &Selection) -> bool {
    if asked.is_default() {
        return true;
    }
    // If the request names no packages, it means those of the recipe.
    let asked = match (&asked.packages, &prepared.packages) {
        (Packages::Default, Packages::Named(_)) => {
            &Selection { packages: prepared.packages.clone(), ..asked.clone() }
        }
        _ => asked,
    };
    if asked == prepared {
        return true;
    }
    match &asked.targets {
        Targets::Only(TargetFilter {
            library: false,
            binaries: Rule::Named(_),
            examples: Rule::None,
            tests: Rule::None,
            benches: Rule::None,
        }) => Selection { targets: Targets::Default, ..asked.clone() } == *prepared,
        _ => false,
    }
}

impl Recipe {
    /// The flags with which `prepare` makes such a recipe; none for a workspace recipe.
    pub(crate) fn prepare_flags(&self) -> Vec<String> {
        let Some(selection) = self.exact_selection() else { return Vec::new() };
        let index = self.is_settled().then(|| "--index".to_owned());
        exact_flags(selection, &self.scope()).into_iter().chain(index).collect()
    }
}
