//! Workspaces that cargo does not take.

use super::{app, prepare};
use crate::support::{dep, path, project};

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
fn a_package_without_a_library() {
    insta::assert_snapshot!(prepare(&app(), "--package app --lib").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the package `app` does not have a library
    "#);
}
