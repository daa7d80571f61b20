//! A planner that is given manifests, lockfile and configuration, and no source.

use crate::support::{App, dep, path, project};

const NOTE: &str = "note: there are no sources";

fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1")])
        .proc_macro("macros", [dep("quote", "1")])
        .bin(
            "app",
            [path("core"), path("macros"), dep("serde", "1").build(), dep("proptest", "1").dev()],
        )
        .manifest("[[test]]\nname = \"it\"\n")
        .file("app/tests/it.rs", "#[test] fn works() {}\n")
        .lib("apart", [dep("either", "1")])
        .excluded()
        .lib("uses-apart", [path("apart")])
        .create()
}

/// The same project without anything that a compiler reads.
fn bare(app: &App) -> App {
    let bare = app.copy_to("bare");
    for file in bare.files() {
        if file.extension().is_some_and(|extension| extension == "rs") {
            bare.remove(&file.to_string_lossy());
        }
    }
    bare
}

/// Cooks a recipe of the bare project where the sources come later.
#[track_caller]
fn cook_for(app: &App, text: &str, flags: &str) {
    let layer = app.prepare("").layer();
    layer.write("recipe.json", text);
    layer.chef(&format!("cook {flags}")).succeeds();
    layer.build(flags);
}

#[test]
fn recipes_of_both_kinds() {
    let app = app();
    let bare = bare(&app);
    for flags in ["", "--exact", "--bin app", "--workspace --all-targets"] {
        let before = bare.files();
        let recipe = bare.prepare(flags).says(NOTE);
        assert_eq!(bare.files(), before);
        cook_for(&app, &recipe.text, if flags == "--exact" { "" } else { flags });
    }
    for flags in ["--bin app", "--package core", "--package macros", "--tests"] {
        cook_for(&app, &bare.prepare("").text, flags);
    }
}

#[test]
fn a_package_at_the_root() {
    let app = project().bin("app", [dep("itoa", "1")]).at_root().create();
    let bare = bare(&app);
    let recipe = bare.prepare("--exact").says(NOTE);
    cook_for(&app, &recipe.text, "");
}

#[test]
fn a_patch_needs_its_sources() {
    let app = project()
        .bin("app", [dep("serde_derive", "1")])
        .root_manifest("[patch.crates-io]\nquote = { path = \"patched/quote\" }\n")
        .file("patched/quote/Cargo.toml", "[package]\nname = \"quote\"\nversion = \"1.0.7\"\n")
        .file("patched/quote/src/lib.rs", "pub fn text() -> String { String::new() }\n")
        .create();
    let bare = bare(&app);
    insta::assert_snapshot!(bare.chef("prepare").fails().report(), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: external crates are compiled with the local crate `quote`, whose sources are not here
    hint: copy all of it to the planner: `COPY patched/quote patched/quote`
    ");
    bare.edit("patched/quote/src/lib.rs", &app.text("patched/quote/src/lib.rs"));
    cook_for(&app, &bare.prepare("--exact").says(NOTE).text, "");
}

#[test]
fn a_manifest_that_is_wrong_is_cargos_to_refuse() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let bare = bare(&app);
    bare.edit("app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"one\"\n");
    insta::assert_snapshot!(bare.chef("prepare").fails().report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: unexpected character 'o' while parsing major version number
     --> app/Cargo.toml:3:11
      |
    3 | version = "one"
      |           ^^^^^
    error: failed to load manifest for workspace member `[DIR]/bare/app`
    referenced by workspace at `[DIR]/bare/Cargo.toml`
    "#);
}
