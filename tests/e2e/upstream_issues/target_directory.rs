//! Cleaning up after the stand-ins failed where the target directory was not the one expected.

use super::is_cooked;
use crate::support::{App, ProjectBuilder, dep, path, project};

fn builder() -> ProjectBuilder {
    project().lib("shared", [dep("itoa", "1")]).bin("app", [path("shared")])
}

fn host_triple(app: &App) -> String {
    let run = app.sandbox().run("rustc", app.root(), "-vV").succeeds();
    let host = run.stdout.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc has a host").to_owned()
}

/// With the variable set, `target/debug` was looked for in vain.
#[test]
fn issue_17_a_target_directory_in_the_environment() {
    let app = builder().create();
    let recipe = app.prepare("");
    let elsewhere = app.sandbox().path("elsewhere");
    app.sandbox().set_environment("CARGO_TARGET_DIR", &elsewhere.to_string_lossy());
    let layer = recipe.cook("");
    assert!(elsewhere.join("debug").exists());
    assert!(!layer.root().join("target").exists());
    layer.build("").fresh(["itoa"]).prints("app (shared (itoa 1.0.15))");
}

/// The name of the target was taken for that of a directory. The thread has a target in a file;
/// that needs a nightly toolchain which builds the standard library, so this is a triple.
#[test]
fn issue_177_a_target_and_a_profile_of_ones_own() {
    let app =
        builder().root_manifest("[profile.tiny]\ninherits = \"release\"\nopt-level = \"z\"\n");
    let app = app.create();
    is_cooked(&app, &format!("--profile tiny --target {}", host_triple(&app)));
}

/// `--profile test` was expected in `target/test`.
#[test]
fn issue_276_profiles_whose_directory_has_another_name() {
    let app = builder().create();
    for profile in ["test", "bench", "dev"] {
        app.prepare("")
            .cook(&format!("--profile {profile}"))
            .build(&format!("--profile {profile}"));
    }
}

/// Never filed: `build.target-dir` in the configuration was not looked at.
#[test]
fn unfiled_a_target_directory_in_the_configuration() {
    let app = builder().file(".cargo/config.toml", "[build]\ntarget-dir = \"out\"\n").create();
    let layer = app.prepare("").cook("");
    assert!(!layer.root().join("target").exists());
    layer.build("").fresh(["itoa"]).prints("app (shared (itoa 1.0.15))");
}
