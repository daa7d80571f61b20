//! `verify`: whether a recipe and a build agree, told so that it is understood without a manual.

use serde_json::Value;

use crate::support::{App, Run, dep, path, project};

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros")])
        .bin("a", [path("core"), dep("log", "0.4")])
        .manifest("[features]\nstd = [\"log/std\"]\nkv = [\"log/kv\"]\n")
        .bin("b", [path("core"), dep("serde", "1"), dep("zlib-sys", "1")])
        .create()
}

/// Prepares a recipe, changes the project, and verifies.
fn verify(app: &App, prepare: &str, change: impl FnOnce(&App), flags: &str) -> Run {
    app.edit("recipe.json", &app.prepare(prepare).text);
    change(app);
    let before = app.files();
    let run = app.chef(&format!("verify {flags}"));
    assert_eq!(app.files(), before, "verify wrote to the project");
    run
}

fn nothing(_: &App) {}

#[test]
fn a_recipe_that_agrees() {
    let run = verify(&app(), "--exact", nothing, "");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 0
    --- stdout
    `recipe.json` cooks all 9 external units of `cargo build`, and no other
    --- stderr
    "#);
}

#[test]
fn a_workspace_recipe_agrees_with_every_selection() {
    for flags in ["", "--workspace --all-targets", "--bin a --release", "--package a --features kv"]
    {
        let run = verify(&app(), "", nothing, flags).succeeds().silent();
        assert_eq!(run.stdout.lines().count(), 1, "{run}");
    }
}

#[test]
fn an_exact_recipe_agrees_with_its_selection() {
    for flags in ["--workspace --all-targets", "--bin a --release", "--package a --features kv"] {
        verify(&app(), flags, nothing, flags).succeeds().silent();
    }
}

#[test]
fn a_recipe_for_one_binary_and_a_build_of_the_workspace() {
    let run = verify(&app(), "--bin a", nothing, "--workspace");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --workspace` compiles 6 of its 9 external units again

    compiled again:
      it was not cooked
        cc 1.0.0
        libc 0.2.0
        serde 1.0.0
        zlib-sys 1.0.0 (3 units)
    --- stderr
    hint: build what the recipe was prepared for, `cargo build --bin a`, or prepare it for this build, `cargo chef prepare --workspace`
    "#);
}

#[test]
fn a_recipe_for_the_workspace_and_a_build_of_one_binary() {
    let run = verify(&app(), "--workspace", nothing, "--bin a --release");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --release --bin a` compiles none of its 3 external units again, but not all that was cooked is used

    cooked but unused:
      the build does not use it
        cc 1.0.0
        libc 0.2.0
        serde 1.0.0
        zlib-sys 1.0.0 (3 units)
    --- stderr
    hint: build what the recipe was prepared for, `cargo build --release --workspace`, or prepare it for this build, `cargo chef prepare --bin a --release`
    "#);
}

#[test]
fn other_features() {
    let run = verify(&app(), "--package a", nothing, "--package a --features kv,std");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --package a --features kv,std` compiles 2 of its 4 external units again

    compiled again:
      features: the build wants `kv`, `std`, too
        log 0.4.0
      it was not cooked
        value-bag 1.0.0
    --- stderr
    hint: build what the recipe was prepared for, `cargo build --package a`, or prepare it for this build, `cargo chef prepare --package a --features kv,std`
    "#);
}

#[test]
fn another_profile() {
    let run = verify(&app(), "--bin a --release", nothing, "--bin a");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --bin a` compiles 3 of its 3 external units again

    compiled again:
      profile: the build wants debug-assertions = true, not false; overflow-checks = true, not false; strip = none, not debuginfo
        quote 1.0.0
      profile: the build wants opt-level = 0, not 3; debuginfo = 2, not 0; debug-assertions = true, not false; and 2 more
        itoa 1.0.15
        log 0.4.0
    --- stderr
    hint: build what the recipe was prepared for, `cargo build --release --bin a`, or prepare it for this build, `cargo chef prepare --bin a`
    "#);
}

#[test]
fn a_profile_that_was_changed() {
    let change = |app: &App| {
        let text = app.text("Cargo.toml");
        app.edit("Cargo.toml", &format!("{text}\n[profile.release.package.itoa]\nopt-level = 1\n"));
    };
    let run = verify(&app(), "", change, "--release");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --release` compiles 1 of its 9 external units again

    compiled again:
      profile: the build wants opt-level = 1, not 3
        itoa 1.0.15
    --- stderr
    hint: the recipe is older than the checkout: prepare it again, `cargo chef prepare`
    "#);
}

#[test]
fn a_version_that_was_changed() {
    let change = |app: &App| {
        app.replace("core/Cargo.toml", "version = \"1\"", "version = \"=1.0.11\"");
        app.lock();
    };
    let run = verify(&app(), "--bin a", change, "--bin a");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    after `recipe.json` was cooked, `cargo build --bin a` compiles 1 of its 3 external units again

    compiled again:
      version: the build wants 1.0.11, not 1.0.15
        itoa 1.0.11
    --- stderr
    hint: the recipe is older than the checkout: prepare it again, `cargo chef prepare --bin a`
    "#);
}

#[test]
fn a_configuration_that_came_later() {
    let change = |app: &App| {
        app.edit(".cargo/config.toml", "[build]\nrustflags = [\"-Cdebuginfo=1\"]\n");
    };
    let run = verify(&app(), "", change, "--bin a");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 1
    --- stdout
    `recipe.json` cooks all 3 external units of `cargo build --bin a`, but was prepared with another `.cargo/config.toml`: all may be compiled again
    --- stderr
    hint: the recipe is older than the checkout: prepare it again, `cargo chef prepare`
    "#);
}

#[test]
fn a_configuration_that_does_not_matter_or_is_the_same() {
    let idle = |app: &App| app.edit(".cargo/config.toml", "[alias]\nt = \"test\"\n");
    verify(&app(), "", idle, "").succeeds();
    let app = app();
    app.edit(".cargo/config.toml", "[build]\nincremental = false\n");
    verify(&app, "--bin a", idle_comment, "--bin a").succeeds();
}

fn idle_comment(app: &App) {
    app.edit(".cargo/config.toml", "# quick\n[build]\nincremental = false\n");
}

#[test]
fn json_has_the_same_facts() {
    let run = verify(&app(), "--package a", nothing, "--package b --format json").silent();
    assert_eq!(run.code, Some(1), "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(answer["same"], false);
    let names = |list: &str| -> Vec<String> {
        let units = answer[list].as_array().expect("it is a list").iter();
        let name = |unit: &Value| unit["package"].as_str().expect("it has a name").to_owned();
        let mut names: Vec<_> = units.map(name).collect();
        names.dedup();
        names
    };
    assert_eq!(names("compiled_again"), ["cc", "libc", "serde", "zlib-sys"]);
    assert_eq!(names("needless"), ["log"]);
    assert!(answer["hint"].as_str().is_some_and(|hint| hint.contains("prepare --package b")));

    let run = verify(&app(), "--package a", nothing, "--package a --format json").succeeds();
    let answer: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(answer["same"], true);
    assert_eq!(answer["hint"], Value::Null);
}

#[test]
fn a_recipe_that_is_missing() {
    insta::assert_snapshot!(app().chef("verify --recipe-path no.json").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no recipe at `no.json`
    hint: run `cargo chef prepare --recipe-path no.json` first, or copy the recipe from the planner stage
    "#);
}
