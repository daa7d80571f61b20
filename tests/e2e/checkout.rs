//! `cook` in a full checkout, where no recipe is: nothing of the user's may change, and nothing
//! of the user's may be compiled.

use crate::support::{App, dep, path, project};

fn app() -> App {
    let app = project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros"), dep("proptest", "1").dev()])
        .bin("app", [path("core"), dep("cc", "1").build()])
        .file("core/tests/it.rs", "#[test] fn works() {}\n")
        .file(".gitignore", "/target\n")
        .create();
    app.git("init --quiet").succeeds();
    app.git("add .").succeeds();
    app.git("-c user.name=a -c user.email=a@example.org commit --quiet --message all").succeeds();
    app
}

#[track_caller]
fn is_clean(app: &App) {
    let status = app.git("status --porcelain").succeeds();
    assert_eq!(status.stdout, "");
}

/// Asserts that no file in a `deps` or `build` directory belongs to a crate of the workspace.
#[track_caller]
fn has_no_local_artifact(app: &App) {
    let artifacts = app.files().into_iter().filter(|path| path.starts_with("target"));
    for file in artifacts.filter(|path| !path.starts_with("target/cargo-chef")) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = name.trim_start_matches("lib");
        for local in ["app", "core", "macros", "it", "build_script", "build-script"] {
            let of_local = name == local || name.starts_with(&format!("{local}-"));
            assert!(!of_local, "{} was left in the target directory", file.display());
        }
    }
}

#[test]
fn a_checkout_is_cooked_without_a_recipe() {
    for flags in ["", "--release --bin app", "--workspace --all-targets", "--package core"] {
        let app = app();
        app.chef(&format!("cook {flags}")).succeeds();
        is_clean(&app);
        has_no_local_artifact(&app);
        app.build(flags);
        is_clean(&app);
    }
}

#[test]
fn a_checkout_is_cooked_with_its_recipe() {
    for prepare in ["", "--exact"] {
        let app = app();
        let recipe = app.sandbox().path("recipe.json");
        app.prepare(prepare);
        app.chef(&format!("cook --recipe-path {}", recipe.display())).succeeds();
        is_clean(&app);
        has_no_local_artifact(&app);
        app.build("").prints("app (core (itoa 1.0.15, macros (quote 1.0.0)), built with cc 1.0.0)");
    }
}

#[test]
fn cooking_again_compiles_nothing_external() {
    let app = app();
    app.chef("cook").succeeds().says("Compiling itoa");
    let again = app.chef("cook").succeeds();
    for name in ["itoa", "quote", "cc"] {
        assert!(!again.stderr.contains(&format!("Compiling {name}")), "{again}");
    }
}

#[test]
fn cooking_after_a_build_leaves_its_programs_alone() {
    let app = app();
    app.cargo("build --offline").succeeds();
    app.chef("cook").succeeds();
    app.build("")
        .rebuilt([])
        .prints("app (core (itoa 1.0.15, macros (quote 1.0.0)), built with cc 1.0.0)");
}

#[test]
fn a_manifest_path_instead_of_a_working_directory() {
    let app = app();
    let run = app.sandbox().chef(
        &app.sandbox().path("tmp"),
        &format!("cook --manifest-path {}", app.root().join("Cargo.toml").display()),
    );
    run.succeeds();
    is_clean(&app);
    app.build("").fresh(["cc", "itoa", "quote"]);
}

#[test]
fn a_member_directory_as_working_directory() {
    let app = app();
    app.sandbox().chef(&app.root().join("core"), "cook").succeeds();
    is_clean(&app);
    assert!(!app.exists("core/target"));
    app.build("--package core").fresh(["itoa", "quote"]);
}
