//! Lockfiles: found, missing and outdated ones, and cargo's flags about them.

use crate::support::{App, ProjectBuilder, dep, path, project};

fn builder() -> ProjectBuilder {
    project()
        .lib("core", [dep("log", "0.4").features(["std"])])
        .bin("app", [path("core"), dep("itoa", "1"), dep("serde", "1")])
}

/// A version of itoa comes out that is newer than all that the registry had.
fn publish_newer_itoa(app: &App) {
    for file in ["src/lib.rs", ".cargo-checksum.json", "Cargo.toml"] {
        let text = app.text(&format!("../registry/itoa-1.0.15/{file}"));
        app.edit(&format!("../registry/itoa-1.0.99/{file}"), &text.replace("1.0.15", "1.0.99"));
    }
}

#[test]
fn without_a_lockfile_the_versions_of_prepare_are_those_of_the_build() {
    for flags in ["", "--exact"] {
        let app = builder().without_lockfile().create();
        let recipe = app.prepare(flags).says("warning: there is no `Cargo.lock`");
        assert!(!app.exists("Cargo.lock"));
        publish_newer_itoa(&app);
        let layer = recipe.cook("");
        assert!(layer.text("Cargo.lock").contains("1.0.15"));
        layer
            .build("--locked")
            .fresh(["itoa", "log", "serde"])
            .prints("app (core (log 0.4.0 +std), itoa 1.0.15, serde 1.0.0 +std)");
    }
}

#[test]
fn without_a_lockfile_a_recipe_is_verified_with_its_own() {
    for flags in ["", "--exact"] {
        let app = builder().without_lockfile().create();
        app.chef(&format!("prepare {flags} --recipe-path ../recipe.json")).succeeds();
        publish_newer_itoa(&app);
        let before = app.files();
        let run = app.chef("verify --recipe-path ../recipe.json --offline").succeeds();
        assert!(run.stdout.contains("and no other"), "{run}");
        assert_eq!(app.files(), before);
    }
}

#[test]
fn a_lockfile_that_is_there_is_not_replaced_by_a_made_one() {
    let app = builder().without_lockfile().create();
    let layer = app.prepare("").layer();
    app.cargo("generate-lockfile --offline").succeeds();
    let lockfile = app.text("Cargo.lock");
    layer.write("Cargo.lock", &lockfile);
    layer.chef("cook").succeeds();
    assert_eq!(layer.text("Cargo.lock"), lockfile);
}

#[test]
fn a_lockfile_that_is_found_is_not_written_beside() {
    let app = builder().create();
    let layer = app.prepare("").silent().cook("");
    assert!(!layer.root().join("Cargo.lock").exists());
}

#[test]
fn an_outdated_lockfile_is_completed_in_a_copy() {
    for flags in ["", "--exact"] {
        let app = builder().create();
        app.replace(
            "core/Cargo.toml",
            "[package]",
            "[dependencies.either]\nversion = \"1\"\n[package]",
        );
        let lockfile = app.text("Cargo.lock");
        publish_newer_itoa(&app);
        let recipe = app.prepare(flags).says("warning: `Cargo.lock` does not fit its manifests");
        assert_eq!(app.text("Cargo.lock"), lockfile);
        recipe
            .cook("")
            .build("")
            .fresh(["either", "itoa", "log", "serde"])
            .prints("app (core (log 0.4.0 +std), itoa 1.0.15, serde 1.0.0 +std)");
    }
}

#[test]
fn a_newer_version_in_the_registry_is_not_taken() {
    let app = builder().create();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).silent();
        publish_newer_itoa(&app);
        recipe.cook("").build("--locked").fresh(["itoa", "log", "serde"]);
    }
}

#[test]
fn locked_offline_and_frozen() {
    let app = builder().create();
    for prepare in ["", "--exact"] {
        let recipe = app.prepare(prepare);
        for flag in ["--locked", "--offline", "--frozen"] {
            recipe.cook(flag).build(flag).fresh(["itoa", "log", "serde"]);
        }
    }
    for flag in ["--locked", "--offline", "--frozen"] {
        app.chef(&format!("cook {flag}")).succeeds();
    }
}

#[test]
fn locked_after_a_member_got_another_version() {
    let app = builder().create();
    app.replace("core/Cargo.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    app.lock();
    for prepare in ["", "--exact"] {
        app.prepare(prepare).cook("--locked").build("--locked");
    }
}

#[test]
fn every_format_of_a_lockfile() {
    let app = builder().create();
    let newest = app.prepare("").text;
    let text = app.text("Cargo.lock");
    assert!(text.contains("version = 4"), "{text}");
    app.edit("Cargo.lock", &text.replace("version = 4", "version = 3"));
    assert_eq!(app.prepare("").silent().text, newest);
}
