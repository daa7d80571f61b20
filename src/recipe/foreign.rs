//! What the recipes of the established tool say otherwise than the workspace they are made of.

use toml::{Table, Value};

use super::Recipe;

/// Puts right what would make cargo compile something else.
pub fn repair(recipe: &mut Recipe) {
    for manifest in &mut recipe.skeleton.manifests {
        // One that is not TOML is refused with its name later.
        if let Ok(mut table) = manifest.contents.parse::<Table>()
            && name_macro(&mut table)
        {
            manifest.contents = table.to_string();
        }
    }
}

/// A procedural macro comes with `crate-type = ["lib"]` besides, and cargo believes that: the
/// macro's dependencies would be compiled for the target instead of the host.
fn name_macro(manifest: &mut Table) -> bool {
    let Some(library) = manifest.get_mut("lib").and_then(Value::as_table_mut) else {
        return false;
    };
    let is_macro = ["proc-macro", "proc_macro"]
        .iter()
        .any(|key| library.get(*key).and_then(Value::as_bool) == Some(true));
    let removed = ["crate-type", "crate_type"].map(|key| is_macro && library.remove(key).is_some());
    removed.contains(&true)
}
