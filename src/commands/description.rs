//! What programs are told of a recipe. `docs/json.md` describes all that is written as JSON.

use serde::Serialize;

use crate::recipe::{Kind, Recipe};

/// The version of what is written as JSON. It is raised where a program that reads it would have to be
/// changed, and not where something is added.
pub(crate) const VERSION: u64 = 1;

/// What a recipe is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Description {
    pub kind: &'static str,
    /// What an exact recipe is for.
    pub prepared_for: Option<PreparedFor>,
    /// The short digest of the text.
    pub digest: String,
}

/// What an exact recipe was prepared for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PreparedFor {
    /// The selection, as cargo's flags.
    pub selection: Vec<String>,
    /// The profile; `None` if any may be used.
    pub profile: Option<String>,
    /// The target triples; empty if any may be used.
    pub targets: Vec<String>,
}

impl Description {
    /// Describes a recipe, which has this short digest.
    pub(crate) fn new(recipe: &Recipe, digest: String) -> Self {
        let kind = match recipe.chef.as_ref().map(|chef| &chef.kind) {
            None => "foreign",
            Some(Kind::Workspace) => "workspace",
            Some(Kind::Exact(_)) => "exact",
        };
        let scope = recipe.scope();
        let prepared_for = recipe.exact_selection().map(|selection| PreparedFor {
            selection: selection.to_flags(),
            profile: scope.profile.map(|profile| profile.name().to_owned()),
            targets: scope.targets,
        });
        Self { kind, prepared_for, digest }
    }
}

/// The text of a document in JSON.
pub(crate) fn document(value: &impl Serialize) -> std::io::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
