//! Keys of manifests were lost on the way through typed structs.

use super::is_cooked;
use crate::support::{dep, path, project};

/// Inherited keys were not understood.
#[test]
fn issue_148_inheritance() {
    let app = project()
        .lib("shared", [])
        .manifest("[dependencies]\nserde = { workspace = true, features = [\"derive\"] }\n")
        .bin("app", [path("shared"), dep("itoa", "1")])
        .root_manifest(
            "[workspace.package]\nversion = \"1.2.3\"\nedition = \"2021\"\n\
             [workspace.dependencies]\nserde = { version = \"1\", default-features = false }\n",
        )
        .create();
    for member in ["app", "shared"] {
        let path = format!("{member}/Cargo.toml");
        app.replace(&path, "version = \"0.1.0\"", "version.workspace = true");
        app.replace(&path, "edition = \"2021\"", "edition.workspace = true");
    }
    app.lock();
    is_cooked(&app, "");
}

/// `strip` was lost, so everything was compiled again.
#[test]
fn issue_149_strip_in_a_profile() {
    let profile = "[profile.release]\nstrip = \"debuginfo\"\nsplit-debuginfo = \"off\"\n";
    let app = project().bin("app", [dep("itoa", "1")]).root_manifest(profile).create();
    is_cooked(&app, "--release");
}

/// No thread was found; the phrase is "profile and dependency keys lost".
#[test]
fn issue_173_profiles_for_some_crates_and_dependencies_without_defaults() {
    let app = project()
        .lib("shared", [dep("serde", "1").no_default_features(), dep("log", "0.4").renamed("logs")])
        .bin("app", [path("shared"), dep("zlib-sys", "1")])
        .root_manifest(
            "[profile.dev.build-override]\nopt-level = 1\n\
             [profile.dev.package.\"*\"]\nopt-level = 2\n\
             [profile.dev.package.serde]\ndebug = 1\n",
        )
        .create();
    is_cooked(&app, "");
    app.prepare("").cook("--package shared").build("--package shared").fresh(["log", "serde"]);
}

/// No thread was found; the phrase is "invalid manifest made". Crate types of examples are lists
/// of their own.
#[test]
fn issue_295_libraries_and_examples_with_crate_types() {
    let app = project()
        .lib("shared", [dep("itoa", "1")])
        .manifest(
            "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n\
             [[example]]\nname = \"plugin\"\ncrate-type = [\"staticlib\"]\n",
        )
        .file("shared/examples/plugin.rs", "")
        .create();
    is_cooked(&app, "--release");
    is_cooked(&app, "--examples");
}

/// Never filed: cargo warned that "`edition` is set on" each target, at every cook.
#[test]
fn unfiled_no_warnings_of_cargo() {
    let app = project()
        .lib("shared", [dep("itoa", "1")])
        .file("shared/tests/it.rs", "")
        .file("shared/benches/fast.rs", "")
        .file("shared/examples/show.rs", "fn main() {}\n")
        .bin("app", [path("shared")])
        .create();
    for flags in ["", "--exact"] {
        let run = app.prepare(flags).layer().chef("cook").succeeds();
        assert!(!run.stderr.contains("warning"), "{run}");
    }
}
