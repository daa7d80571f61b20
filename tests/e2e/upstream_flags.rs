//! What users of upstream type, with what it means there.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create()
}

#[test]
fn the_dockerfile_for_one_binary() {
    let app = project()
        .lib("core", [dep("itoa", "1")])
        .bin("app", [path("core"), dep("serde", "1").no_default_features()])
        .bin("tool", [path("core"), dep("serde", "1"), dep("either", "1")])
        .create();
    for cook in ["--release", "--release --bin app"] {
        let layer = app.prepare("--bin app").cook(cook);
        let build = layer.build("--release --bin app");
        build.fresh(["itoa", "serde"]).prints("app (core (itoa 1.0.15), serde 1.0.0 +std)");
    }
}

#[test]
fn a_binary_of_a_member_that_is_not_built_by_default() {
    let app = project()
        .bin("app", [dep("either", "1")])
        .at_root()
        .bin("tool", [dep("itoa", "1")])
        .create();
    let recipe = app.prepare("--bin tool");
    for cook in ["", "--bin tool", "--package tool", "--package tool --bin tool"] {
        recipe.cook(cook).build("--package tool --bin tool").fresh(["itoa"]);
    }
    recipe.says("no default member has `--bin tool`, so the recipe is for `--package tool`");
    app.prepare("").cook("--bin tool").build("--package tool").fresh(["itoa"]);
    let both = app.prepare("--bin tool --bin app").says("`--package app --package tool`");
    both.cook("--bin tool --bin app").build("--workspace").fresh(["either", "itoa"]);
}

#[test]
fn a_package_in_the_place_of_a_binary() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest("[[bin]]\nname = \"served\"\npath = \"src/main.rs\"\n")
        .bin("tool", [dep("either", "1")])
        .create();
    let recipe = app.prepare("--bin app");
    recipe.cook("--release").build("--release --package app").fresh(["itoa"]);
    recipe.says("no default member has `--bin app`, so the recipe is for `--package app`");
}

#[test]
fn cook_repeats_the_binary_of_a_recipe_for_a_package() {
    app().prepare("--package app").cook("--bin app").build("--package app --bin app");
    let run = app().prepare("--package app").layer().chef("cook --lib").fails();
    assert_eq!(run.code, Some(2), "{run}");
}

#[test]
fn the_manifest_of_a_member() {
    let app = project()
        .bin("app", [dep("serde", "1").no_default_features()])
        .bin("tool", [dep("serde", "1"), dep("itoa", "1")])
        .create();
    let layer = app.prepare("").cook("--manifest-path app/Cargo.toml");
    layer.build("--manifest-path app/Cargo.toml").prints("app (serde 1.0.0)");
}

#[test]
fn timings() {
    let app = app();
    let layer = app.prepare("").cook("--timings");
    assert!(layer.root().join("target/cargo-timings/cargo-timing.html").exists());
}

#[test]
fn unstable_flags_reach_cargo() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.chef("cook -Z no-index-update -Z help").fails().says("`-Z` flag is only accepted");
    app.sandbox().set_environment("RUSTC_BOOTSTRAP", "1");
    layer.chef("cook -Z no-index-update -Z minimal-versions").succeeds();
    layer.chef("cook -Z no-such-flag").fails().says("unknown `-Z` flag specified: no-such-flag");
}

#[test]
fn no_std_is_not_needed() {
    let app = app();
    let recipe = app.prepare("");
    recipe.cook("--no-std").build("").fresh(["itoa"]);
    let said = "note: `--no-std` is not needed";
    recipe.layer().chef("cook --no-std --verbose").succeeds().says(said);
    let quiet = recipe.layer().chef("cook --no-std").succeeds();
    assert!(!quiet.stderr.contains("note"), "{quiet}");
}
