//! Writes the text of `.dockerignore`.

use super::plan::ImagePlan;
use crate::installation::Installation;

/// What docker does not need. The patterns only apply at the root, so that a module with the name
/// `target` is not ignored.
pub(super) fn ignore(plan: &ImagePlan, installation: &Installation) -> String {
    let mut lines = vec!["target", "recipe.json", "Dockerfile", ".dockerignore"];
    let compiled;
    if let Installation::Source(directory) = installation {
        compiled = format!("{directory}/target");
        lines.push(&compiled);
    }
    if !plan.reads_history {
        lines.push(".git");
    }
    lines.join("\n") + "\n"
}
