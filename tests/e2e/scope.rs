//! Recipes that are for one profile or target triple, and the directory that they are made from.

use crate::support::{App, ProjectBuilder, dep, path, project};

fn builder() -> ProjectBuilder {
    project()
        .lib("core", [dep("itoa", "1")])
        .bin("a", [path("core")])
        .bin("b", [path("core"), dep("serde", "1")])
}

fn host_triple(app: &App) -> String {
    let version = app.cargo("--version --verbose").succeeds().stdout;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("cargo tells its host").to_owned()
}

#[test]
fn a_release_recipe_is_cooked_for_release() {
    let app = builder().create();
    let recipe = app.prepare("--release --bin a");
    for flags in ["", "--release", "--profile release", "--bin a --release"] {
        let layer = recipe.cook(flags);
        layer.build("--release --bin a").fresh(["itoa"]).prints("a (core (itoa 1.0.15))");
        assert!(!layer.root().join("target/debug").exists(), "`cook {flags}`");
    }
}

#[test]
fn a_release_recipe_is_not_cooked_for_another_profile() {
    let app = builder().create();
    let layer = app.prepare("--release --bin a").layer();
    let run = layer.chef("cook --profile dev");
    insta::assert_snapshot!(run.report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe was prepared for `--bin a --release`, not for `--profile dev`
    hint: leave these flags out, or prepare the recipe again with `--bin a --profile dev`
    ");
    assert!(!layer.root().join("target").exists());
}

#[test]
fn a_recipe_for_a_triple_is_not_cooked_for_another() {
    let app = builder().create();
    let layer = app.prepare(&format!("--exact --target {}", host_triple(&app))).layer();
    let run = layer.chef("cook --target wasm32-unknown-unknown").fails();
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("--target wasm32-unknown-unknown"), "{run}");
    assert!(run.stderr.contains(&format!("--target {}", host_triple(&app))), "{run}");
}

#[test]
fn a_recipe_for_the_triple_of_the_host() {
    let app = builder().create();
    let triple = host_triple(&app);
    let recipe = app.prepare(&format!("--exact --target {triple}"));
    for flags in [String::new(), format!("--target {triple}")] {
        let layer = recipe.cook(&flags);
        layer.build(&format!("--target {triple}")).fresh(["itoa", "serde"]);
    }
}

#[test]
fn what_a_triple_rules_out_is_not_in_the_recipe() {
    let with = builder()
        .lib("windows-only", [dep("winapi", "0.3"), dep("log", "0.4")])
        .bin("c", [path("windows-only").on("cfg(windows)"), dep("either", "1").on("cfg(unix)")])
        .create();
    let without =
        builder().lib("windows-only", []).bin("c", [dep("either", "1").on("cfg(unix)")]).create();
    let flags = format!("--package c --target {}", host_triple(&with));
    let (with_recipe, without_recipe) = (with.prepare(&flags), without.prepare(&flags));
    assert_eq!(with_recipe.text, without_recipe.text);
    with_recipe.cook("").build(&flags).fresh(["either"]);
    let any = with.prepare("--package c");
    assert!(any.text.contains("winapi"), "{}", any.text);
}

#[test]
fn a_condition_that_a_flag_decides_stays() {
    let app = builder().bin("c", [dep("either", "1").on("cfg(tokio_unstable)")]).create();
    let recipe = app.prepare(&format!("--package c --target {}", host_triple(&app)));
    assert!(recipe.text.contains("either"), "{}", recipe.text);
}

#[test]
fn only_the_profile_that_is_reached_matters() {
    const PROFILES: &str = "[profile.dev]\nopt-level = 1\n[profile.release]\ndebug = 1\n\
         [profile.small]\ninherits = \"release\"\nopt-level = \"z\"\n";
    let app = builder().root_manifest(PROFILES).create();
    let recipes = || {
        ["--release", "--profile small", "--profile dev", "--exact", ""]
            .map(|flags| (flags, app.prepare(flags).text))
    };
    let changed = |from: &str, to: &str| -> Vec<&str> {
        let before = recipes();
        app.replace("Cargo.toml", from, to);
        let pairs = before.into_iter().zip(recipes());
        pairs.filter(|(before, after)| before != after).map(|((flags, _), _)| flags).collect()
    };
    assert_eq!(changed("opt-level = 1", "opt-level = 2"), ["--profile dev", "--exact", ""]);
    assert_eq!(changed("debug = 1", "debug = 2"), ["--release", "--profile small", "--exact", ""]);
    assert_eq!(changed("\"z\"", "\"s\""), ["--profile small", "--exact", ""]);
}

#[test]
fn a_member_directory_selects_that_member() {
    let app = builder().create();
    let sandbox = app.sandbox();
    let prepared = |directory: &str, flags: &str| {
        let run =
            sandbox.chef(&app.root().join(directory), &format!("prepare --recipe-path - {flags}"));
        run.succeeds().says_no_more_than_what_it_prepared().stdout
    };
    let selection_less = |text: &str| {
        let recipe: serde_json::Value = serde_json::from_str(text).expect("a recipe is JSON");
        recipe["skeleton"].clone()
    };
    let in_member = prepared("core/src", "--exact");
    assert_eq!(selection_less(&in_member), selection_less(&prepared("", "--package core")));
    assert_ne!(selection_less(&in_member), selection_less(&prepared("", "--exact")));
    assert_eq!(prepared("core", ""), prepared("", ""));
}
