//! Lockfiles were altered, or not followed.

use crate::support::{App, dep, path, project};

fn app() -> App {
    let app =
        project().lib("shared", [dep("itoa", "=1.0.11")]).bin("app", [path("shared")]).create();
    app.replace("shared/Cargo.toml", "=1.0.11", "1");
    app
}

/// The newest versions were built, and not those of the lockfile.
#[test]
fn issue_252_the_versions_of_the_lockfile() {
    let app = app();
    for flags in ["", "--package app --bin app"] {
        let layer = app.prepare(flags).cook(&format!("--release {flags}"));
        let build = layer.build(&format!("--release {flags}"));
        build.fresh(["itoa"]).prints("app (shared (itoa 1.0.11))");
    }
}

/// No thread was found; the phrase is "lockfile altered, `--locked` fails".
#[test]
fn issue_305_locked_all_the_way() {
    let app = app();
    let lockfile = app.text("Cargo.lock");
    for flags in ["", "--exact", "--bin app"] {
        let layer = app.prepare(flags).cook("--locked");
        assert!(!layer.root().join("Cargo.lock").exists());
        layer.build("--locked").fresh(["itoa"]);
        assert_eq!(layer.text("Cargo.lock"), lockfile);
    }
    assert_eq!(app.text("Cargo.lock"), lockfile);
}
