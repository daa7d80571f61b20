//! The text of `.dockerignore`.

use super::plan::ImagePlan;

/// What docker need not be given. Patterns are anchored at the root, so that a module of the name
/// `target` stays.
pub(super) fn ignore(plan: &ImagePlan) -> String {
    let mut lines = vec!["target", "recipe.json", "Dockerfile", ".dockerignore"];
    if !plan.reads_history {
        lines.push(".git");
    }
    lines.join("\n") + "\n"
}
