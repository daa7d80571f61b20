//! Requests that cannot be met.

use super::{app, prepare};

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
