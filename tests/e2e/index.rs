//! `prepare --index`: cargo takes out of an exact recipe's lockfile what no feature switches on.

use crate::support::{App, Mirror, dep, project};

const LINUX: &str = "--exact --target x86_64-unknown-linux-gnu";

/// A program that has `serde` derive on Windows only.
fn app() -> App {
    project()
        .bin("app", [dep("serde", "1"), dep("itoa", "1")])
        .manifest(
            "[target.'cfg(windows)'.dependencies.serde]\nversion = \"1\"\nfeatures = [\"derive\"]\n",
        )
        .create()
}

/// The crates in the lockfile of a recipe.
#[track_caller]
fn locked(app: &App, flags: &str) -> Vec<String> {
    let recipe = app.prepare(flags);
    let recipe: serde_json::Value = serde_json::from_str(&recipe.text).expect("it is JSON");
    let lockfile = recipe["skeleton"]["lock_file"].as_str().expect("it has a lockfile");
    let names = lockfile.lines().filter_map(|line| line.strip_prefix("name = \""));
    let names = names.map(|name| name.trim_end_matches('"').to_owned());
    names.filter(|name| !name.starts_with("cargo-chef-umbrella")).collect()
}

#[test]
fn what_only_another_platform_switches_on_is_left_out() {
    let app = app();
    assert_eq!(locked(&app, LINUX), ["itoa", "quote", "serde", "serde_derive"]);
    assert_eq!(locked(&app, &format!("{LINUX} --index")), ["itoa", "serde"]);
    // Without a target, it may be Windows.
    assert_eq!(locked(&app, "--index"), ["itoa", "quote", "serde", "serde_derive"]);
}

#[test]
fn a_change_that_does_not_matter_changes_nothing() {
    let app = app();
    let flags = format!("{LINUX} --index");
    let before = app.prepare(&flags).text;
    let manifest = app.text("app/Cargo.toml").replace("features = [\"derive\"]", "features = []");
    app.edit("app/Cargo.toml", &manifest);
    app.lock();
    assert!(!app.text("Cargo.lock").contains("serde_derive"));
    assert_eq!(app.prepare(&flags).text, before);
}

#[test]
fn what_is_left_is_cooked() {
    let app = app();
    let target = "--target x86_64-unknown-linux-gnu";
    for flags in ["", "--locked", "--frozen"] {
        let recipe = app.prepare(&format!("{LINUX} --index")).silent();
        let layer = recipe.cook(&format!("{target} {flags}"));
        layer.build(target).fresh(["itoa", "serde"]).rebuilt(["app"]);
    }
}

#[test]
fn a_recipe_is_prepared_again_in_the_same_way() {
    let app = app();
    app.chef(&format!("prepare {LINUX} --index --recipe-path base.json")).succeeds();
    let run = app.chef("diff base.json .").succeeds();
    assert!(run.stdout.contains("are the same"), "{run}");
    let manifest = app.text("app/Cargo.toml") + "[dependencies.either]\nversion = \"1\"\n";
    app.edit("app/Cargo.toml", &manifest);
    app.lock();
    let again = format!("`cargo chef prepare --recipe-path base.json {} --index`", &LINUX[8..]);
    let run = app.chef("diff base.json .").says(&again);
    assert!(run.stdout.contains("either"), "{run}");
}

#[test]
fn without_the_index() {
    let mirror = Mirror::start();
    let app = project()
        .bin("app", [])
        .manifest("[dependencies.itoa]\nversion = \"1\"\nregistry = \"ours\"\n")
        .env("CARGO_REGISTRIES_OURS_INDEX", &mirror.sparse())
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    app.chef("prepare --index --offline").succeeds();
    app.sandbox().set_environment("CARGO_HOME", "../another-home");
    app.chef("prepare --exact --offline").succeeds();
    let run = app.chef("prepare --index --offline").fails();
    assert!(run.stderr.contains("--offline"), "{run}");
    assert!(run.stderr.contains("hint: `--index` needs the registry's index"), "{run}");
    assert!(!app.exists("recipe.json") || app.text("recipe.json").contains("itoa"));
}
