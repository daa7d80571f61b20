//! What a user reads when something is wrong: the whole output with its exit code.
//!
//! A command that fails leaves everything as it was, and says what to do about it once.

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
    run
}

#[test]
fn no_recipe_and_no_checkout() {
    let app = app();
    let layer = app.prepare("").layer();
    fs_err::remove_file(layer.root().join("recipe.json")).expect("the layer can be changed");
    insta::assert_snapshot!(layer.chef("cook").report(), @"");
}

#[test]
fn a_recipe_that_is_named_and_missing() {
    let run = app().chef("cook --recipe-path other.json");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_that_is_a_directory() {
    let run = app().chef("cook --recipe-path core");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn an_empty_recipe() {
    insta::assert_snapshot!(cook_text("").report(), @"");
}

#[test]
fn a_recipe_that_is_not_json() {
    insta::assert_snapshot!(cook_text("# Soup\n").report(), @"");
}

#[test]
fn a_recipe_that_is_cut_off() {
    let text = app().prepare("").text;
    let run = cook_text(&text[..text.len() / 2]);
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_that_is_other_json() {
    insta::assert_snapshot!(cook_text("{\"name\": \"soup\"}").report(), @"");
}

#[test]
fn a_recipe_of_a_newer_format() {
    let run = cook_text(r#"{"chef":{"format":99,"kind":"layered"},"skeleton":{"tiers":[]}}"#);
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_with_a_manifest_that_does_not_parse() {
    insta::assert_snapshot!(cook_manifest("Cargo.toml", "[package\n").report(), @"");
}

#[test]
fn a_recipe_without_a_root_manifest() {
    let run = cook_manifest("core/Cargo.toml", "[package]\nname = \"core\"\nversion = \"0.0.0\"\n");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_with_no_manifest_at_all() {
    let run = cook_text(
        r#"{"skeleton":{"manifests":[],"config_file":null,"lock_file":null,"rust_toolchain_file":null}}"#,
    );
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_that_leads_out_of_its_directory() {
    let run = cook_manifest("../../../evil/Cargo.toml", "[package]\nname = \"evil\"\n");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_that_leads_out_of_its_directory_by_a_detour() {
    let run = cook_manifest("core/../../../evil/Cargo.toml", "[package]\nname = \"evil\"\n");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_with_an_absolute_path() {
    let run = cook_manifest("/evil/Cargo.toml", "[package]\nname = \"evil\"\n");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_whose_target_leads_out_of_its_directory() {
    let run = cook_text(
        r#"{"skeleton":{"manifests":[{"relative_path":"Cargo.toml","contents":"[package]\nname = \"a\"\nversion = \"0.0.0\"\n","targets":[{"path":"/evil.rs","kind":{"Lib":{"is_proc_macro":false}},"name":"a"}]}],"config_file":null,"lock_file":null,"rust_toolchain_file":null}}"#,
    );
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_directory_without_a_manifest() {
    let app = app();
    let run = app.sandbox().chef(&app.sandbox().path("cargo-home"), "prepare");
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_manifest_path_to_nothing() {
    insta::assert_snapshot!(prepare(&app(), "--manifest-path no/Cargo.toml").report(), @"");
}

#[test]
fn a_manifest_that_cargo_refuses() {
    let app = app();
    app.edit("core/Cargo.toml", "[package]\nname = \"core\"\nversion = \"one\"\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn a_manifest_that_is_not_toml() {
    let app = app();
    app.edit("Cargo.toml", "[workspace\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn a_member_that_is_missing() {
    let app = app();
    app.remove("core/Cargo.toml");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn a_configuration_that_is_not_toml() {
    let app = app();
    app.edit(".cargo/config.toml", "[build\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn a_broken_lockfile() {
    let app = app();
    app.edit("Cargo.lock", "version = 4\n[[package]\n");
    for flags in ["", "--exact"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(prepare(&app, flags).report(), @"");
        }
    }
}

#[test]
fn a_lockfile_of_an_unknown_format() {
    let app = app();
    app.edit("Cargo.lock", "version = 99\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn a_missing_lockfile() {
    let app = app();
    app.remove("Cargo.lock");
    insta::assert_snapshot!(app.chef("prepare").succeeds().report(), @"");
}

#[test]
fn a_missing_lockfile_with_locked() {
    let app = app();
    app.remove("Cargo.lock");
    insta::assert_snapshot!(app.chef("cook --locked").fails().report(), @"");
    assert!(!app.exists("target"));
    assert!(!app.exists("Cargo.lock"));
}

#[test]
fn an_outdated_lockfile() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "either"));
    insta::assert_snapshot!(app.chef("prepare").succeeds().report(), @"");
}

#[test]
fn an_outdated_lockfile_with_locked() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "either"));
    for flag in ["--locked", "--frozen"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(app.chef(&format!("cook {flag}")).fails().report(), @"");
        }
    }
    assert!(!app.exists("target"));
}

#[test]
fn a_crate_that_does_not_exist() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "soup"));
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
}

#[test]
fn an_unknown_package() {
    insta::assert_snapshot!(prepare(&app(), "--package coer").report(), @"");
    insta::assert_snapshot!(prepare(&app(), "--package something-else").report(), @"");
}

#[test]
fn an_unknown_package_for_a_workspace_recipe() {
    let app = app();
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook --package coer").fails().report(), @"");
}

#[test]
fn an_unknown_excluded_package() {
    insta::assert_snapshot!(prepare(&app(), "--workspace --exclude ap").report(), @"");
}

#[test]
fn an_unknown_feature() {
    insta::assert_snapshot!(prepare(&app(), "--package core --features loging").report(), @"");
    insta::assert_snapshot!(prepare(&app(), "--features soup").report(), @"");
}

#[test]
fn an_unknown_binary() {
    insta::assert_snapshot!(prepare(&app(), "--bin ap").report(), @"");
}

#[test]
fn an_unknown_profile() {
    let app = app();
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook --profile fast").fails().report(), @"");
}

#[test]
fn an_unknown_flag_and_an_unknown_command() {
    insta::assert_snapshot!(prepare(&app(), "--fast").report(), @"");
    insta::assert_snapshot!(app().chef("coook").fails().report(), @"");
}

#[test]
fn flags_that_exclude_each_other() {
    insta::assert_snapshot!(app().chef("cook --release --profile dev").fails().report(), @"");
}

#[test]
fn a_target_directory_that_cannot_be_written() {
    let app = app();
    let layer = app.prepare("").layer();
    let run = layer.chef("cook --target-dir recipe.json/target").fails();
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_recipe_path_that_cannot_be_written() {
    let run = app().chef("prepare --recipe-path no/such/directory/recipe.json").fails();
    insta::assert_snapshot!(run.report(), @"");
    let run = app().chef("prepare --recipe-path core").fails();
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_cargo_that_is_not_there() {
    let app = app();
    let layer = app.prepare("").layer();
    app.sandbox().set_environment("CARGO", "/nonexistent/cargo");
    insta::assert_snapshot!(prepare(&app, "").report(), @"");
    insta::assert_snapshot!(layer.chef("cook").fails().report(), @"");
}

#[test]
fn a_dependency_that_does_not_compile() {
    let app = project().bin("app", [dep("broken", "1")]).create();
    let layer = app.prepare("").layer();
    let run = layer.chef("cook").fails();
    assert_eq!(run.code, Some(101));
    insta::assert_snapshot!(run.report(), @"");
}

#[test]
fn a_selection_that_contradicts_an_exact_recipe() {
    let app = app();
    let layer = app.prepare("--package core --features logging").layer();
    for flags in ["--package app", "--all-targets --package core"] {
        assert_eq!(layer.chef(&format!("cook {flags}")).fails().code, Some(2));
    }
    insta::assert_snapshot!(layer.chef("cook --package app").report(), @"");
    let layer = app.prepare("--exact").layer();
    insta::assert_snapshot!(layer.chef("cook --tests").fails().report(), @"");
}
