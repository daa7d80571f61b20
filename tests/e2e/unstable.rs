//! What only nightly's cargo allows: it is cooked exactly, or refused by its name.

use crate::support::{App, ProjectBuilder, dep, path, project};

const FLAGS: [&str; 2] = ["", "--workspace"];

/// What the lockfile is made of may need nightly, too.
fn locked(builder: ProjectBuilder) -> App {
    let app = builder.without_lockfile().create();
    app.cargo("generate-lockfile --offline").succeeds();
    app
}

fn nightly() -> ProjectBuilder {
    project().env("RUSTUP_TOOLCHAIN", "nightly")
}

#[track_caller]
fn is_cooked(app: &App) {
    for flags in FLAGS {
        let layer = app.prepare(flags).silent().cook("--workspace");
        layer.build("--workspace").fresh(["itoa"]).rebuilt(["app"]).prints("app (itoa 1.0.15)");
    }
}

/// Exact recipes are refused when they are prepared, others when they are cooked.
#[track_caller]
fn is_refused(app: &App, flags: &str, what: &str) {
    let message = format!("error: the package {what}, which `cargo chef` does not support\n");
    let run = app.chef(&format!("prepare {flags}")).fails();
    assert!(run.stderr.starts_with(&message), "{run}");
    assert!(run.stderr.contains("hint: select packages that do not need it"), "{run}");
    let run = app.prepare("").silent().layer().chef(&format!("cook {flags}")).fails();
    assert!(run.stderr.contains(&message), "{run}");
}

#[test]
fn flags_of_rustc_in_a_profile_on_nightly() {
    let profile = "[profile.dev.package.itoa]\nrustflags = [\"--cfg\", \"ours\"]\n\
                   [profile.dev]\nrustflags = [\"--cfg\", \"theirs\"]\n";
    let app = nightly().bin("app", [dep("itoa", "1")]).create();
    let root = app.text("Cargo.toml");
    app.edit("Cargo.toml", &format!("cargo-features = [\"profile-rustflags\"]\n{root}{profile}"));
    is_cooked(&app);
}

#[test]
fn public_dependencies_on_nightly() {
    let app = nightly()
        .bin("app", [])
        .manifest("[dependencies.itoa]\nversion = \"1\"\npublic = true\n")
        .file("app/src/main.rs", "fn main() { println!(\"app ({})\", itoa::text()) }")
        .create();
    let manifest = app.text("app/Cargo.toml");
    app.edit("app/Cargo.toml", &format!("cargo-features = [\"public-dependency\"]\n{manifest}"));
    is_cooked(&app);
}

#[test]
fn versions_that_the_compiler_is_too_old_for_on_nightly() {
    let app = nightly()
        .bin("app", [dep("itoa", "1")])
        .file(".cargo/config.toml", "[resolver]\nincompatible-rust-versions = \"fallback\"\n")
        .without_lockfile()
        .create();
    for flags in FLAGS {
        let layer = app.prepare(flags).says("there is no `Cargo.lock`").cook("--workspace");
        layer.build("--workspace").fresh(["itoa"]).rebuilt(["app"]).prints("app (itoa 1.0.15)");
    }
}

#[test]
fn artifact_dependencies_are_refused_on_nightly() {
    let project = || {
        nightly()
            .file(".cargo/config.toml", "[unstable]\nbindeps = true\n")
            .bin("tool", [dep("either", "1")])
            .bin("other", [dep("itoa", "1")])
    };
    let main = "fn main() { println!(\"{}\", env!(\"CARGO_BIN_FILE_TOOL\")) }";
    for dependency in [
        "[dependencies.tool]\npath = \"../tool\"\nartifact = \"bin\"\n",
        "[build-dependencies.tool]\npath = \"../tool\"\nartifact = [\"bin\"]\ntarget = \"target\"\n",
        "[target.'cfg(unix)'.dependencies.tool]\npath = \"../tool\"\nartifact = \"bin:tool\"\n",
    ] {
        let app = project().bin("app", []).manifest(dependency).file("app/src/main.rs", main);
        let app = locked(app);
        is_refused(&app, "-p app", "`app` has an artifact dependency, `tool`");
        for flags in ["", "-p other"] {
            let layer = app.prepare(flags).silent().cook("-p other");
            layer.build("-p other").fresh(["itoa"]).rebuilt(["other"]);
        }
    }
    let app = project()
        .lib("middle", [])
        .manifest("[dependencies.tool]\npath = \"../tool\"\nartifact = \"bin\"\noptional = true\n")
        .bin("app", [path("middle"), dep("itoa", "1")]);
    let app = locked(app);
    let layer = app.prepare("-p app").silent().cook("");
    layer.build("-p app").fresh(["itoa"]).rebuilt(["app", "middle"]);
    is_refused(
        &app,
        "-p app -p middle --features middle/tool",
        "`middle` has an artifact dependency, `tool`",
    );
}

#[test]
fn packages_with_a_target_of_their_own_are_refused_on_nightly() {
    for key in ["forced-target", "default-target"] {
        let app =
            nightly().bin("app", [dep("itoa", "1")]).bin("other", [dep("itoa", "1")]).create();
        let manifest = app.text("app/Cargo.toml");
        let package = format!("[package]\n{key} = \"x86_64-unknown-linux-gnu\"\n");
        let manifest = manifest.replace("[package]\n", &package);
        app.edit(
            "app/Cargo.toml",
            &format!("cargo-features = [\"per-package-target\"]\n{manifest}"),
        );
        is_refused(&app, "-p app", &format!("`app` has a target of its own, `{key}`"));
        let layer = app.prepare("").silent().cook("-p other");
        layer.build("-p other").fresh(["itoa"]).rebuilt(["other"]);
    }
}
