//! `inspect --restore`: what `cook` would build, as files.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros")])
        .bin("app", [path("core")])
        .file(".cargo/config.toml", "[build]\nincremental = false\n")
        .create()
}

#[test]
fn restores_into_an_empty_or_new_directory() {
    for prepare in ["", "--exact"] {
        let layer_app = app();
        let layer = layer_app.prepare(prepare).layer();
        fs_err::create_dir_all(layer.root().join("empty")).expect("the layer can be written");
        for directory in ["empty", "new", "a/new/one"] {
            let run = layer.chef(&format!("inspect --restore {directory}")).succeeds();
            assert_eq!(run.stdout, "");
            let config = layer.text(&format!("{directory}/.cargo/config.toml"));
            assert_eq!(config, "[build]\nincremental = false\n");
            let manifest = layer.text(&format!("{directory}/Cargo.toml"));
            assert!(manifest.contains("itoa"), "{manifest}");
            let directory = layer.root().join(directory);
            layer_app.sandbox().cargo(&directory, "build --offline").succeeds();
        }
    }
}

#[test]
fn chooses_from_a_workspace_recipe() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.chef("inspect --restore new --package macros").succeeds();
    assert!(!layer.text("new/Cargo.lock").contains("itoa"));
}

#[test]
fn leaves_a_directory_alone_that_is_not_empty() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write("full/mine.txt", "mine");
    let before = layer.files();
    let run = layer.chef("inspect --restore full");
    assert_eq!(layer.files(), before);
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `full` is not empty
    hint: name a directory that is empty or does not exist yet
    "#);
}
