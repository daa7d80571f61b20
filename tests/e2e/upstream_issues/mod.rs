//! What users of upstream have reported, by the numbers of its tracker
//! (<https://github.com/LukeMathWalker/cargo-chef/issues>); what was seen but never filed has no
//! number. Each test says in a sentence what went wrong there. #64, `[patch]` with a path, stands with
//! the rest of its kind in `patches`.

mod files;
mod lockfile;
mod manifests;
mod names;
mod selection;
mod stability;
mod target_directory;
mod targets;
mod versions;

use crate::support::App;

/// Cooks and builds a selection, from both kinds of recipe: all that is external is fresh, and
/// nothing was cooked in vain.
#[track_caller]
fn is_cooked(app: &App, flags: &str) {
    app.prepare("").cook(flags).build(flags);
    app.prepare(&format!("--exact {flags}")).cook("").build(flags);
}
