//! Recipes both ways: whoever prepares and whoever cooks, cargo compiles nothing external again.

use std::path::Path;

use super::upstream;
use crate::support::{App, Layer, Prepared, dep, path, project};

/// A recipe of upstream's.
fn prepared_by_upstream<'a>(app: &'a App, flags: &str) -> Prepared<'a> {
    let before = app.files();
    let run = upstream(app.sandbox(), app.root(), &format!("prepare {flags}")).succeeds();
    let text = app.text("recipe.json");
    app.remove("recipe.json");
    assert_eq!(app.files(), before, "upstream changed the project");
    app.prepared(text, run)
}

fn cooked_by_upstream<'a>(app: &'a App, recipe: &Prepared<'a>, flags: &str) -> Layer<'a> {
    let layer = recipe.layer();
    upstream(app.sandbox(), layer.root(), &format!("cook {flags}")).succeeds();
    layer
}

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib(
            "core",
            [path("macros"), dep("serde", "1").features(["derive"]), dep("either", "1").optional()],
        )
        .manifest("[features]\nextra = [\"dep:either\"]\n")
        .bin(
            "app",
            [path("core"), dep("itoa", "1"), dep("cc", "1").build(), dep("proptest", "1").dev()],
        )
        .bin("tool", [dep("itoa", "0.4"), dep("log", "0.4").features(["std"])])
        .lib("tests-only", [dep("zlib-sys", "1").dev()])
        .file("core/tests/it.rs", "#[test] fn works() {}\n")
        .file("app/benches/fast.rs", "fn main() {}\n")
        .file("tests-only/examples/show.rs", "fn main() { println!(\"{}\", zlib_sys::text()) }\n")
        .file(".cargo/config.toml", "[build]\nincremental = false\n")
        .root_manifest(
            "[profile.release]\nlto = \"thin\"\n[profile.dev.package.itoa]\nopt-level = 1\n",
        )
        .create()
}

const SELECTIONS: [&str; 6] = [
    "",
    "--release",
    "--package app --features core/extra",
    "--workspace --all-targets",
    "--bin tool",
    "--tests",
];

#[test]
#[ignore = "needs upstream's binary"]
fn a_recipe_of_upstream_cooks_here() {
    let app = app();
    let recipe = prepared_by_upstream(&app, "");
    for flags in SELECTIONS {
        recipe.cook(flags).build(flags);
    }
}

#[test]
#[ignore = "needs upstream's binary"]
fn a_recipe_of_upstream_for_one_binary_cooks_here() {
    let app = app();
    let recipe = prepared_by_upstream(&app, "--bin tool");
    recipe.cook("--package tool").build("--package tool").fresh(["itoa", "log"]);
    recipe.cook("--release --package tool --bin tool").build("--release --package tool --bin tool");
}

#[test]
#[ignore = "needs upstream's binary"]
fn a_workspace_recipe_of_ours_cooks_with_upstream() {
    let app = app();
    let recipe = app.prepare("");
    for flags in SELECTIONS {
        cooked_by_upstream(&app, &recipe, flags).build_some(flags);
    }
}

#[test]
#[ignore = "needs upstream's binary"]
fn the_examples_from_crates_io() {
    // All but `registry`, whose registry is not here.
    let examples = [
        ("single", "tally"),
        ("sql", "migrate"),
        ("static", "greet"),
        ("toolchain", "compiled"),
        ("vendored", "shelf"),
        ("workspace", "api"),
    ];
    for (name, binary) in examples {
        let app = App::copy_of(&Path::new("examples").join(name));
        // Nor is that toolchain, nor the vendored crates.
        for file in ["rust-toolchain.toml", ".cargo/config.toml"] {
            if app.root().join(file).exists() {
                app.remove(file);
            }
        }
        prepared_by_upstream(&app, "").cook("").build("");
        cooked_by_upstream(&app, &app.prepare(""), "").build_some("");
        // What other members ask for is not in such a recipe, but counts unless the package is named.
        let flags = format!("--package {binary} --bin {binary}");
        prepared_by_upstream(&app, &format!("--bin {binary}")).cook(&flags).build(&flags);
    }
}

#[test]
#[ignore = "needs upstream's binary"]
fn stand_ins_for_a_recipe_of_upstream() {
    let app = app();
    let layer = prepared_by_upstream(&app, "").layer();
    layer.chef("cook --no-build").succeeds();
    app.sandbox().cargo(layer.root(), "build --offline --workspace --all-targets").succeeds();
}
