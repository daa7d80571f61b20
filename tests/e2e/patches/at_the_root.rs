//! A package at the root that external crates are compiled with.

use super::{SOURCE, TEXT, app};
use crate::support::ProjectBuilder;

/// `quote` at the root, with more in its manifest.
fn at_the_root(resolver: &str, more: &str) -> ProjectBuilder {
    app()
        .file(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n{more}\n\
                 [workspace]\nmembers = [\"app\"]\nresolver = \"{resolver}\"\n\
                 [patch.crates-io]\nquote = {{ path = \".\" }}\n"
            ),
        )
        .file("src/lib.rs", SOURCE)
}

#[test]
fn is_cooked() {
    for resolver in ["1", "2"] {
        let app = at_the_root(resolver, "").create();
        for flags in ["", "--package app"] {
            let layer =
                app.prepare(flags).cook(if flags.is_empty() { "--package app" } else { "" });
            let build = layer.build("--package app");
            build.fresh(["serde_derive"]).rebuilt(["app"]).prints(TEXT);
        }
        app.edit("recipe.json", &app.prepare("--package app").text);
        app.chef("verify --package app").succeeds();
        app.remove("recipe.json");
        app.chef("cook --package app").succeeds();
        app.build("--package app").fresh(["serde_derive"]).rebuilt(["app"]).prints(TEXT);
    }
}

#[test]
fn what_is_told_of_it() {
    let app = at_the_root("2", "").create();
    app.edit("recipe.json", &app.prepare("").text);
    let told = app.chef("inspect").succeeds().stdout;
    assert!(told.contains("1 crate compiled with them: .\n"), "{told}");
    app.edit("src/lib.rs", &SOURCE.replace("patched", "edited"));
    let told = app.chef("diff recipe.json .").fails().stdout;
    assert!(
        told.starts_with("the code of the local crate `quote` was changed: 1 of 1 crate has"),
        "{told}"
    );
}

/// As `proc-macro2` has it, whose tests use a crate that depends on it.
#[test]
fn that_is_tested_itself() {
    let more = "[features]\nloud = []\n[dependencies]\neither = \"1\"\n\
                [dev-dependencies]\nserde_derive = \"1\"\n[profile.dev]\nopt-level = 1\n";
    let app = at_the_root("2", more).file("tests/it.rs", "#[test]\nfn it() {}\n").create();
    for flags in ["--tests", "--tests --features loud", "", "--workspace"] {
        let exact = if flags.is_empty() { "--exact" } else { flags };
        for (prepare, cook) in [("", flags), (exact, "")] {
            let layer = app.prepare(prepare).cook(cook);
            layer.build(flags).has_fresh_externals();
        }
    }
}
