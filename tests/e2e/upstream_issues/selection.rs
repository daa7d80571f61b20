//! `cook` compiled something else than the build asked for.

use super::is_cooked;
use crate::support::{App, dep, path, project};

/// Three members that ask for other features of the same crate.
fn app() -> App {
    project()
        .bin("app", [dep("serde", "1").no_default_features()])
        .bin("app2", [dep("serde", "1"), dep("itoa", "1")])
        .bin("app3", [dep("log", "0.4").features(["std", "kv"])])
        .create()
}

/// In a workspace, what was cooked for all members had other features than one of them needs.
#[test]
fn issue_115_one_package_of_a_workspace() {
    let app = app();
    is_cooked(&app, "--package app");
    is_cooked(&app, "--package app --bin app");
    is_cooked(&app, "--package app2 --package app3");
}

/// No thread was found; the phrase is "unknown cargo flags". What `cook` does not know goes to
/// cargo behind `--`.
#[test]
fn issue_237_flags_of_cargo() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.chef("cook --config build.incremental=false -- --keep-going --quiet").succeeds();
    layer.build_some("--config build.incremental=false");
}

/// No thread was found; the phrase is "cook and build select differently": default members.
#[test]
fn issue_238_default_members() {
    let app = app();
    app.replace("Cargo.toml", "[workspace]", "[workspace]\ndefault-members = [\"app\"]");
    is_cooked(&app, "");
    is_cooked(&app, "--workspace");
    app.prepare("").cook("").build("").fresh(["serde"]).prints("app (serde 1.0.0)");
}

/// `prepare` took one `--bin` only.
#[test]
fn issue_284_several_binaries() {
    let app = app();
    let recipe = app.prepare("--bin app --bin app3");
    recipe.cook("").build("--bin app --bin app3");
    recipe.cook("--bin app3 --bin app").build("--bin app --bin app3");
}

/// There was no `--example`, and with `--examples` not all dependencies were the right ones.
#[test]
fn issue_322_one_example() {
    let app = project()
        .lib("shared", [dep("itoa", "1"), dep("serde", "1").dev(), dep("proptest", "1").dev()])
        .file("shared/examples/mine.rs", "fn main() { println!(\"{}\", serde::text()) }\n")
        .file("shared/examples/other.rs", "fn main() {}\n")
        .create();
    is_cooked(&app, "--release --package shared --example mine");
}

/// For one binary, the manifests of all members were asked for, without advice. Cargo itself reads
/// them all; the recipe does not change with those that the binary does not need.
#[test]
fn issue_345_a_manifest_that_the_binary_does_not_need() {
    let app = app();
    let recipe = app.prepare("--package app --bin app").text;
    app.replace("app3/Cargo.toml", "kv", "std");
    app.lock();
    assert_eq!(app.prepare("--package app --bin app").text, recipe);
    app.remove("app3/Cargo.toml");
    let run = app.chef("prepare --package app --bin app").fails();
    run.says("hint: copy the manifests of all members: cargo reads them, whichever is built");
}

/// Never filed: where the root was a package too, a recipe for a binary lost the root manifest,
/// and its profiles with it.
#[test]
fn unfiled_one_binary_where_the_root_is_a_package() {
    let app = project()
        .bin("app", [path("shared"), dep("either", "1")])
        .at_root()
        .lib("shared", [dep("itoa", "1")])
        .bin("tool", [path("shared"), dep("serde", "1")])
        .root_manifest("[profile.release]\nopt-level = 1\nlto = true\n")
        .create();
    app.prepare("--bin app").cook("--release").build("--release --bin app");
    app.prepare("--bin tool").cook("--release --bin tool").build("--release --package tool");
}
