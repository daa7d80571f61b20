//! What only nightly's cargo allows: it is cooked exactly, or refused by its name.

use std::collections::BTreeSet;

use serde_json::Value;

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

/// The packages of a standard library that cargo can resolve, with their dependencies and features.
const STANDARD_LIBRARY: [(&str, &[&str], &str); 9] = [
    ("core", &[], ""),
    ("compiler_builtins", &["core"], "mem = []\n"),
    ("alloc", &["core", "compiler_builtins"], ""),
    ("panic_unwind", &["core"], ""),
    ("panic_abort", &["core"], ""),
    (
        "std",
        &["alloc", "core", "panic_unwind", "panic_abort"],
        "backtrace = []\npanic-unwind = []\n",
    ),
    ("test", &["std"], ""),
    ("proc_macro", &["std"], ""),
    (
        "sysroot",
        &["std", "test", "proc_macro"],
        "default = []\nbacktrace = [\"std/backtrace\"]\npanic-unwind = [\"std/panic-unwind\"]\n",
    ),
];

/// There is no source of the standard library here, so nothing is compiled: cargo tells what it would
/// compile of one that has no code.
#[test]
fn the_units_of_a_standard_library_that_is_built_on_nightly() {
    let app = nightly().bin("app", [dep("itoa", "1"), dep("zlib-sys", "1")]).create();
    app.edit("app/tests/it.rs", "");
    let library = "../std/library";
    let names = STANDARD_LIBRARY.map(|(name, _, _)| format!("{name:?}")).join(", ");
    let root = format!("[workspace]\nresolver = \"2\"\nmembers = [{names}]\n");
    app.edit(&format!("{library}/Cargo.toml"), &root);
    for (name, dependencies, features) in STANDARD_LIBRARY {
        let head = format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2021\"\n");
        let paths = dependencies.iter().map(|on| format!("{on} = {{ path = \"../{on}\" }}\n"));
        let rest = format!("[features]\n{features}[dependencies]\n{}", paths.collect::<String>());
        app.edit(&format!("{library}/{name}/Cargo.toml"), &(head + &rest));
        app.edit(&format!("{library}/{name}/src/lib.rs"), "");
    }
    let sandbox = app.sandbox();
    let library = sandbox.path("std/library");
    sandbox.cargo(&library, "generate-lockfile --offline").succeeds();
    sandbox.set_environment("__CARGO_TESTS_ONLY_SRC_ROOT", &library.to_string_lossy());
    for (number, (selection, cooked)) in
        [("", ""), ("--release", "--release"), ("--tests", "--lib --tests")].into_iter().enumerate()
    {
        let target = "--target x86_64-unknown-linux-gnu";
        let graph = "build -Zbuild-std -Zunstable-options --unit-graph --offline";
        app.chef(&format!("prepare --exact {selection} {target} --recipe-path ../recipe.json"))
            .succeeds();
        app.chef(&format!("inspect ../recipe.json --restore ../umbrella-{number}")).succeeds();
        let umbrella = sandbox.path(&format!("umbrella-{number}"));
        let built = units(&app.cargo(&format!("{graph} {target} {selection}")).succeeds().stdout);
        let cooked = units(
            &sandbox.cargo(&umbrella, &format!("{graph} {target} {cooked}")).succeeds().stdout,
        );
        assert_eq!(built, cooked);
        let has = |name: &str| built.iter().any(|unit| unit.contains(name));
        assert!(has("itoa") && has("/library/std#"), "{built:#?}");
        assert_eq!(has("/library/test#"), selection == "--tests", "{built:#?}");
    }
}

/// What tells apart the units that are not local, the standard library's among them.
fn units(graph: &str) -> BTreeSet<String> {
    let graph: Value = serde_json::from_str(graph).expect("cargo prints a unit graph");
    let units = graph["units"].as_array().expect("it has units");
    let is_local = |unit: &&Value| {
        let id = unit["pkg_id"].as_str().expect("it is of a package");
        id.starts_with("path+") && !id.contains("/library/")
    };
    let dependencies = |unit: &Value| -> Vec<Value> {
        let indices = unit["dependencies"].as_array().into_iter().flatten();
        let index = |on: &Value| on["index"].as_u64().and_then(|index| usize::try_from(index).ok());
        indices.filter_map(index).map(|index| units[index]["pkg_id"].clone()).collect()
    };
    let told = units.iter().filter(|unit| !is_local(unit)).map(|unit| {
        let keys = ["pkg_id", "platform", "mode", "features", "profile"];
        let values: Vec<String> = keys.iter().map(|key| unit[*key].to_string()).collect();
        format!("{} {:?} {}", unit["target"]["name"], dependencies(unit), values.join(" "))
    });
    told.collect()
}
