//! What a user reads when something is wrong: the whole output with its exit code.
//!
//! A command that fails leaves everything as it was, and says what to do about it once.

mod recipe;
mod request;
mod workspace;

use crate::support::{App, Run, dep, path, project};

fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1"), dep("log", "0.4").optional()])
        .manifest("[features]\nlogging = [\"dep:log\"]\n")
        .bin("app", [path("core")])
        .create()
}

/// Cooks this recipe in a bare directory, where nothing may appear.
fn cook_text(recipe: &str) -> Run {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write("recipe.json", recipe);
    let before = layer.files();
    let run = layer.chef("cook").fails();
    assert_eq!(layer.files(), before, "a recipe that is refused leaves nothing behind");
    run
}

/// Cooks a recipe of one manifest.
fn cook_manifest(path: &str, contents: &str) -> Run {
    let recipe = serde_json::json!({
        "skeleton": {
            "manifests": [{ "relative_path": path, "contents": contents, "targets": [] }],
            "config_file": null,
            "lock_file": null,
            "rust_toolchain_file": null,
        }
    });
    cook_text(&recipe.to_string())
}

/// Prepares in a directory where a recipe of earlier is; it stays.
fn prepare(app: &App, flags: &str) -> Run {
    let fresh = app.chef(&format!("prepare {flags}")).fails();
    assert!(!app.exists("recipe.json"), "{fresh}");
    app.edit("recipe.json", "of earlier");
    let before = app.files();
    let run = app.chef(&format!("prepare {flags}")).fails();
    assert_eq!(app.text("recipe.json"), "of earlier");
    assert_eq!(app.files(), before);
    app.remove("recipe.json");
    run
}
