//! Recipes that are not there, or are none.

use super::{app, cook_manifest, cook_text};
use crate::support::files_below;

#[test]
fn no_recipe_and_no_checkout() {
    let app = app();
    let layer = app.prepare("").layer();
    fs_err::remove_file(layer.root().join("recipe.json")).expect("the layer can be changed");
    insta::assert_snapshot!(layer.chef("cook").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no recipe at `recipe.json`
    hint: run `cargo chef prepare --recipe-path recipe.json` first, or copy the recipe from the planner stage
    "#);
}

#[test]
fn a_recipe_that_is_named_and_missing() {
    let run = app().chef("cook --recipe-path other.json");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no recipe at `other.json`
    hint: run `cargo chef prepare --recipe-path other.json` first, or copy the recipe from the planner stage
    "#);
}

#[test]
fn a_recipe_that_is_a_directory() {
    let run = app().chef("cook --recipe-path core");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: failed to read from file `core`: Is a directory (os error 21)
    "#);
}

#[test]
fn an_empty_recipe() {
    insta::assert_snapshot!(cook_text("").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: it is empty
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_that_is_not_json() {
    insta::assert_snapshot!(cook_text("# Soup\n").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: expected value at line 1 column 1
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_that_is_cut_off() {
    let text = app().prepare("").text;
    let run = cook_text(&text[..400]);
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: EOF while parsing a string at line 1 column 400
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_that_is_other_json() {
    insta::assert_snapshot!(cook_text("{\"name\": \"soup\"}").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: missing field `skeleton` at line 1 column 16
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_of_a_newer_format() {
    let run = cook_text(r#"{"chef":{"format":99,"kind":"layered"},"skeleton":{"tiers":[]}}"#);
    insta::assert_snapshot!(run.report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` has recipe format 99, and this cargo-chef reads up to 1
    hint: use the version of cargo-chef that wrote it, or a newer one
    ");
}

#[test]
fn a_recipe_with_a_manifest_that_does_not_parse() {
    insta::assert_snapshot!(cook_manifest("Cargo.toml", "[package\n").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: `Cargo.toml`: unclosed table, expected `]`
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_without_a_root_manifest() {
    let run = cook_manifest("core/Cargo.toml", "[package]\nname = \"core\"\nversion = \"0.0.0\"\n");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: it has no `Cargo.toml` for its root
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_with_no_manifest_at_all() {
    let run = cook_text(
        r#"{"skeleton":{"manifests":[],"config_file":null,"lock_file":null,"rust_toolchain_file":null}}"#,
    );
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: it has no `Cargo.toml` for its root
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_that_leads_out_of_its_directory_stays_in_scratch() {
    for evil in ["../../../../evil/Cargo.toml", "core/../../../../../evil/Cargo.toml"] {
        let app = app();
        let layer = app.prepare("").layer();
        let evil = format!(
            "\"manifests\":[{{\"relative_path\":\"{evil}\",\"contents\":\"[package]\\nname=\\\"evil\\\"\",\"targets\":[]}},"
        );
        layer
            .write("recipe.json", &layer.text("recipe.json").replacen("\"manifests\":[", &evil, 1));
        layer.chef("cook").succeeds();
        let all = files_below(&app.sandbox().path(""));
        let written = all.iter().filter(|path| path.ends_with("evil/Cargo.toml"));
        let written: Vec<_> = written.map(|path| path.display().to_string()).collect();
        assert_eq!(written.len(), 1, "{written:?}");
        assert!(written[0].starts_with("layers/1/built/elsewhere/target/cargo-chef/workspace/"));
    }
}

#[test]
fn a_recipe_with_an_absolute_path() {
    let run = cook_manifest("/evil/Cargo.toml", "[package]\nname = \"evil\"\n");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe wants to write to `/evil/Cargo.toml`, which is outside of its directory
    hint: write it again with `cargo chef prepare`
    "#);
}

#[test]
fn a_recipe_whose_target_leads_out_of_its_directory() {
    let run = cook_text(
        r#"{"skeleton":{"manifests":[{"relative_path":"Cargo.toml","contents":"[package]\nname = \"a\"\nversion = \"0.0.0\"\n","targets":[{"path":"/evil.rs","kind":{"Lib":{"is_proc_macro":false}},"name":"a"}]}],"config_file":null,"lock_file":null,"rust_toolchain_file":null}}"#,
    );
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe wants to write to `/evil.rs`, which is outside of its directory
    hint: write it again with `cargo chef prepare`
    "#);
}
