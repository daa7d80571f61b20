//! Writes the text of `.dockerignore`.

use super::plan::ImagePlan;

/// What docker does not need. The patterns only apply at the root, so that a module with the name
/// `target` is not ignored.
pub(super) fn ignore(plan: &ImagePlan) -> String {
    let mut lines = vec!["target", "recipe.json", "Dockerfile", ".dockerignore"];
    if !plan.reads_history {
        lines.push(".git");
    }
    lines.join("\n") + "\n"
}
