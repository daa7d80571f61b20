//! Registries besides crates.io: named ones, ones that are named by their index, and ones that ask
//! for a token.

use crate::support::{App, Mirror, dep, project};

const TEXT: &str = "app (either 1.0.0)";

fn config(mirror: &Mirror) -> String {
    format!(
        "[registries.ours]\nindex = \"{}\"\ncredential-provider = \"cargo:token\"\n",
        mirror.sparse()
    )
}

/// A program with one crate from our registry and one from crates.io.
fn app(mirror: &Mirror, dependency: &str) -> App {
    let app = project()
        .bin("app", [dep("either", "1")])
        .manifest(dependency)
        .file(
            "app/src/main.rs",
            "fn main() { println!(\"app ({}) {}\", either::text(), itoa::text()) }",
        )
        .file(".cargo/config.toml", &config(mirror))
        .without_lockfile()
        .create();
    app.sandbox().set_environment("CARGO_REGISTRIES_OURS_TOKEN", "hunter2");
    app.cargo("generate-lockfile").succeeds();
    app
}

#[track_caller]
fn is_cooked(app: &App) {
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).silent();
        assert!(!recipe.text.contains("hunter2"), "{}", recipe.text);
        for flags in ["", "--locked"] {
            let layer = recipe.cook(flags);
            let build = layer.build(flags);
            build.fresh(["either", "itoa"]).rebuilt(["app"]).prints(&format!("{TEXT} itoa 1.0.15"));
        }
    }
}

#[test]
fn a_named_registry() {
    let mirror = Mirror::start();
    is_cooked(&app(&mirror, "[dependencies.itoa]\nversion = \"1\"\nregistry = \"ours\"\n"));
}

#[test]
fn a_registry_with_a_git_index() {
    let mirror = Mirror::start();
    let app = project()
        .bin("app", [])
        .manifest("[dependencies.itoa]\nversion = \"1\"\nregistry = \"ours\"\n")
        .file("app/src/main.rs", "fn main() { println!(\"{}\", itoa::text()) }")
        .file(".cargo/config.toml", &format!("[registries.ours]\nindex = \"{}\"\n", mirror.git()))
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    for flags in ["", "--exact"] {
        app.prepare(flags).silent().cook("").build("").fresh(["itoa"]).prints("itoa 1.0.15");
    }
}

#[test]
fn a_registry_that_the_environment_names() {
    let mirror = Mirror::start();
    let app = project()
        .bin("app", [])
        .manifest("[dependencies.itoa]\nversion = \"1\"\nregistry = \"ours\"\n")
        .file("app/src/main.rs", "fn main() { println!(\"{}\", itoa::text()) }")
        .env("CARGO_REGISTRIES_OURS_INDEX", &mirror.sparse())
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    for flags in ["", "--exact"] {
        app.prepare(flags).silent().cook("").build("").fresh(["itoa"]).prints("itoa 1.0.15");
    }
}

#[test]
fn a_registry_by_its_index() {
    let mirror = Mirror::start();
    let dependency =
        format!("[dependencies.itoa]\nversion = \"1\"\nregistry-index = \"{}\"\n", mirror.sparse());
    is_cooked(&app(&mirror, &dependency));
}

#[test]
fn a_registry_that_asks_for_a_token() {
    let mirror = Mirror::with_token("hunter2");
    let app = app(&mirror, "[dependencies.itoa]\nversion = \"1\"\nregistry = \"ours\"\n");
    is_cooked(&app);
    assert!(mirror.served().iter().any(|path| path == "crates/itoa/1.0.15.crate"));
}

#[test]
fn a_mirror_that_asks_for_a_token() {
    let mirror = Mirror::with_token("hunter2");
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file("../cargo-home/config.toml", "")
        .file(
            ".cargo/config.toml",
            &format!("[source.crates-io]\nreplace-with = \"ours\"\n{}", config(&mirror)),
        )
        .without_lockfile()
        .create();
    app.sandbox().set_environment("CARGO_REGISTRIES_OURS_TOKEN", "hunter2");
    app.cargo("generate-lockfile").succeeds();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).silent();
        assert!(!recipe.text.contains("hunter2"), "{}", recipe.text);
        recipe.cook("").build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
    }
}

#[test]
fn a_patch_of_a_named_registry() {
    let mirror = Mirror::start();
    let app = project()
        .bin("app", [])
        .manifest("[dependencies.serde_derive]\nversion = \"1\"\nregistry = \"ours\"\n")
        .root_manifest("[patch.ours]\nquote = { path = \"quote\" }\n")
        .file("app/src/main.rs", "fn main() { println!(\"{}\", serde_derive::text!()) }")
        .file(
            "quote/Cargo.toml",
            "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n",
        )
        .file("quote/src/lib.rs", "pub fn text() -> String { \"ours\".into() }\n")
        .file(".cargo/config.toml", &config(&mirror))
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).silent().cook("");
        let build = layer.build("");
        build.fresh(["serde_derive"]).rebuilt(["app"]).prints("serde_derive 1.0.0 (ours)");
    }
}
