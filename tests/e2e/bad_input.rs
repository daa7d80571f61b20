//! What a user reads when something is wrong: the whole output with its exit code.
//!
//! A command that fails leaves everything as it was, and says what to do about it once.

use crate::support::{App, Run, dep, files_below, path, project};

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

#[test]
fn a_directory_without_a_manifest() {
    let app = app();
    let run = app.sandbox().chef(&app.sandbox().path("cargo-home"), "prepare");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: could not find `Cargo.toml` in `[DIR]/cargo-home` or any parent directory
    hint: run it inside a cargo project, or point to one with `--manifest-path`
    "#);
}

#[test]
fn a_manifest_path_to_nothing() {
    insta::assert_snapshot!(prepare(&app(), "--manifest-path no/Cargo.toml").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no manifest at `[DIR]/app/no/Cargo.toml`
    hint: restore it, or name another with `--manifest-path`
    "#);
}

#[test]
fn a_manifest_that_cargo_refuses() {
    let app = app();
    app.edit("core/Cargo.toml", "[package]\nname = \"core\"\nversion = \"one\"\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: unexpected character 'o' while parsing major version number
     --> core/Cargo.toml:3:11
      |
    3 | version = "one"
      |           ^^^^^
    error: failed to load manifest for workspace member `[DIR]/app/core`
    referenced by workspace at `[DIR]/app/Cargo.toml`
    "#);
}

#[test]
fn a_manifest_that_is_not_toml() {
    let app = app();
    app.edit("Cargo.toml", "[workspace\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: unclosed table, expected `]`
     --> Cargo.toml:1:11
      |
    1 | [workspace
      |           ^
    "#);
}

#[test]
fn a_member_that_is_missing() {
    let app = app();
    app.remove("core/Cargo.toml");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: failed to load manifest for workspace member `[DIR]/app/core`
    referenced by workspace at `[DIR]/app/Cargo.toml`

    Caused by:
      failed to read `[DIR]/app/core/Cargo.toml`

    Caused by:
      No such file or directory (os error 2)
    hint: copy the manifests of all members: cargo reads them, whichever is built
    "#);
}

#[test]
fn a_path_dependency_that_is_missing() {
    let app = project().lib("gone", []).excluded().bin("app", [path("gone")]).create();
    app.remove("gone/Cargo.toml");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no manifest at `[DIR]/app/gone/Cargo.toml`
    hint: restore it, or name another with `--manifest-path`
    "#);
}

#[test]
fn a_configuration_that_is_not_toml() {
    let app = app();
    app.edit(".cargo/config.toml", "[build\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: could not load Cargo configuration

    Caused by:
      could not parse TOML configuration in `[DIR]/app/.cargo/config.toml`

    Caused by:
      TOML parse error at line 1, column 7
        |
      1 | [build
        |       ^
      unclosed table, expected `]`
    "#);
}

#[test]
fn a_broken_lockfile() {
    let app = app();
    app.edit("Cargo.lock", "version = 4\n[[package]\n");
    for flags in ["", "--exact"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(prepare(&app, flags).report(), @r#"
            exit code: 2
            --- stdout
            --- stderr
            error: could not parse the lockfile `[DIR]/app/Cargo.lock`: TOML parse error at line 2, column 11
              |
            2 | [[package]
              |           ^
            unclosed array table, expected `]`
            hint: restore it from version control, or remove it and run `cargo generate-lockfile`
            "#);
        }
    }
}

#[test]
fn a_lockfile_of_an_unknown_format() {
    let app = app();
    app.edit("Cargo.lock", "version = 99\n");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: could not parse the lockfile `[DIR]/app/Cargo.lock`: invalid Cargo.lock format version: `99`
    hint: restore it from version control, or remove it and run `cargo generate-lockfile`
    "#);
}

#[test]
fn a_missing_lockfile() {
    let app = app();
    app.remove("Cargo.lock");
    insta::assert_snapshot!(app.chef("prepare").succeeds().report(), @"
    exit code: 0
    --- stdout
    --- stderr
    warning: there is no `Cargo.lock` in `[DIR]/app`; the newest versions that fit are used
    hint: commit a `Cargo.lock`, so that the recipe changes only when you change it
    prepared: `recipe.json`: workspace recipe, 2 crates, digest [DIGEST]
    hint: say what you build, such as `--bin NAME` or `--exact`, and the recipe changes less often
    ");
}

#[test]
fn a_missing_lockfile_with_locked() {
    let app = app();
    app.remove("Cargo.lock");
    insta::assert_snapshot!(app.chef("cook --locked").fails().report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no `Cargo.lock` in `[DIR]/app`, and with `--locked` none is made
    hint: run `cargo generate-lockfile` and commit `Cargo.lock`
    "#);
    assert!(!app.exists("target"));
    assert!(!app.exists("Cargo.lock"));
}

#[test]
fn an_outdated_lockfile() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "either"));
    insta::assert_snapshot!(app.chef("prepare").succeeds().report(), @"
    exit code: 0
    --- stdout
    --- stderr
    warning: `Cargo.lock` does not fit its manifests: `core` depends on `either ^1`, which is not locked; it was completed in a copy
    hint: run `cargo update --workspace` and commit `Cargo.lock`
    prepared: `recipe.json`: workspace recipe, 2 crates, digest [DIGEST]
    hint: say what you build, such as `--bin NAME` or `--exact`, and the recipe changes less often
    ");
}

#[test]
fn an_outdated_lockfile_with_locked() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "either"));
    for flag in ["--locked", "--frozen"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(app.chef(&format!("cook {flag}")).fails().report(), @r#"
            exit code: 2
            --- stdout
            --- stderr
            error: the lockfile does not fit its manifests: `core` depends on `either ^1`, which is not locked
            hint: run `cargo update --workspace` and commit `Cargo.lock`
            "#);
        }
    }
    assert!(!app.exists("target"));
}

#[test]
fn a_crate_that_does_not_exist() {
    let app = app();
    app.edit("core/Cargo.toml", &app.text("core/Cargo.toml").replace("itoa", "soup"));
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: no matching package found
    searched package name: `soup`
    perhaps you meant:      log
    location searched: directory source `[DIR]/registry` (which is replacing registry `crates-io`)
    required by package `core v0.1.0 ([DIR]/tmp/[RANDOM]/copy/core)`
    "#);
}

#[test]
fn an_unknown_package() {
    insta::assert_snapshot!(prepare(&app(), "--package coer").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: package `coer` is not a member of the workspace
    hint: did you mean `core`?
    "#);
    insta::assert_snapshot!(prepare(&app(), "--package something-else").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: package `something-else` is not a member of the workspace
    "#);
}

#[test]
fn an_unknown_package_for_a_workspace_recipe() {
    let app = app();
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook --package coer").fails().report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: package `coer` is not a member of the workspace
    hint: did you mean `core`?
    "#);
}

#[test]
fn an_unknown_excluded_package() {
    insta::assert_snapshot!(prepare(&app(), "--workspace --exclude ap").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: package `ap` is not a member of the workspace
    hint: did you mean `app`?
    "#);
}

#[test]
fn an_unknown_feature() {
    insta::assert_snapshot!(prepare(&app(), "--package core --features loging").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the package `core` does not have the feature `loging`
    hint: did you mean `logging`?
    "#);
    insta::assert_snapshot!(prepare(&app(), "--features soup").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the feature `soup`
    "#);
}

#[test]
fn an_unknown_binary() {
    insta::assert_snapshot!(prepare(&app(), "--bin ap").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the binary `ap`
    hint: did you mean `app`?
    "#);
}

#[test]
fn an_unknown_profile() {
    let app = app();
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook --profile fast").fails().report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
    error: profile `fast` is not defined
    "#);
}

#[test]
fn an_unknown_flag_and_an_unknown_command() {
    insta::assert_snapshot!(prepare(&app(), "--fast").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: unexpected argument '--fast' found

      tip: a similar argument exists: '--features'

    Usage: cargo chef prepare --features <FEATURES>

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(app().chef("coook").fails().report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unrecognized subcommand 'coook'

      tip: a similar subcommand exists: 'cook'

    Usage: cargo chef [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn flags_that_exclude_each_other() {
    insta::assert_snapshot!(app().chef("cook --release --profile dev").fails().report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--release' cannot be used with '--profile <NAME>'

    Usage: cargo chef cook --release [-- <CARGO ARGUMENTS>...]

    For more information, try '--help'.
    "#);
}

#[test]
fn a_target_directory_that_cannot_be_written() {
    let app = app();
    let layer = app.prepare("").layer();
    let run = layer.chef("cook --target-dir recipe.json/target").fails();
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: failed to create directory `[DIR]/layers/1/built/elsewhere/recipe.json/target`: Not a directory (os error 20)
    "#);
}

#[test]
fn a_recipe_path_that_cannot_be_written() {
    let run = app().chef("prepare --recipe-path no/such/directory/recipe.json").fails();
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: failed to write `no/such/directory/recipe.json`: No such file or directory (os error 2)
    "#);
    let run = app().chef("prepare --recipe-path core").fails();
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: failed to write `core`: Is a directory (os error 21)
    "#);
}

#[test]
fn a_cargo_that_is_not_there() {
    let app = app();
    let layer = app.prepare("").layer();
    app.sandbox().set_environment("CARGO", "/nonexistent/cargo");
    insta::assert_snapshot!(prepare(&app, "").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: could not run `/nonexistent/cargo metadata --format-version 1 --no-deps --manifest-path [DIR]/app/Cargo.toml`: No such file or directory (os error 2)
    hint: install Rust, or set `CARGO` to the cargo that should be used
    "#);
    insta::assert_snapshot!(layer.chef("cook").fails().report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: could not run `/nonexistent/cargo metadata --format-version 1 --no-deps --manifest-path [DIR]/tmp/[RANDOM]/Cargo.toml`: No such file or directory (os error 2)
    hint: install Rust, or set `CARGO` to the cargo that should be used
    "#);
}

#[test]
fn a_dependency_that_does_not_compile() {
    let app = project().bin("app", [dep("broken", "1")]).create();
    let layer = app.prepare("").layer();
    let run = layer.chef("cook").fails();
    assert_eq!(run.code, Some(101));
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 101
    --- stdout
    --- stderr
       Compiling broken v1.0.0
    error: this crate does not compile
     --> [DIR]/registry/broken-1.0.0/src/lib.rs:1:1
      |
    1 | compile_error!("this crate does not compile");
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error: could not compile `broken` (lib) due to 1 previous error
    "#);
}

#[test]
fn a_selection_that_contradicts_an_exact_recipe() {
    let app = app();
    let layer = app.prepare("--package core --features logging").layer();
    for flags in ["--package app", "--all-targets --package core"] {
        assert_eq!(layer.chef(&format!("cook {flags}")).fails().code, Some(2));
    }
    insta::assert_snapshot!(layer.chef("cook --package app").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe was prepared for `--package core --features logging`, not for `--package app`
    hint: leave these flags out, or prepare the recipe again with `--package app`
    ");
    let layer = app.prepare("--exact").layer();
    insta::assert_snapshot!(layer.chef("cook --tests").fails().report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe was prepared for the default selection, not for `--tests`
    hint: leave these flags out, or prepare the recipe again with `--tests`
    ");
}

#[test]
fn an_unknown_target_of_each_kind() {
    let app = app();
    app.edit("core/tests/it.rs", "");
    app.edit("core/examples/show.rs", "fn main() {}");
    insta::assert_snapshot!(prepare(&app, "--test its").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the test `its`
    hint: did you mean `it`?
    "#);
    insta::assert_snapshot!(prepare(&app, "--example shows").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the example `shows`
    hint: did you mean `show`?
    "#);
    insta::assert_snapshot!(prepare(&app, "--bench speed").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the benchmark `speed`
    "#);
    insta::assert_snapshot!(prepare(&app, "--package core --bin app").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the package `core` does not have the binary `app`
    "#);
    insta::assert_snapshot!(prepare(&app, "--bin sou*").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the binary `sou*`
    "#);
}

#[test]
fn an_unknown_binary_for_a_workspace_recipe() {
    let app = app();
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook --bin ap").fails().report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the selected packages has the binary `ap`
    hint: did you mean `app`?
    "#);
}

#[test]
fn a_package_without_a_library() {
    insta::assert_snapshot!(prepare(&app(), "--package app --lib").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the package `app` does not have a library
    "#);
}
