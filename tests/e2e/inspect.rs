//! `inspect`: what a recipe holds, and `--restore`: what `cook` would build, as files.

use crate::support::{App, Run, dep, path, project};

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros")])
        .bin("app", [path("core")])
        .file(".cargo/config.toml", "[build]\nincremental = false\n")
        .create()
}

#[test]
fn restores_into_an_empty_or_new_directory() {
    for prepare in ["", "--exact"] {
        let layer_app = app();
        let layer = layer_app.prepare(prepare).layer();
        fs_err::create_dir_all(layer.root().join("empty")).expect("the layer can be written");
        for directory in ["empty", "new", "a/new/one"] {
            let run = layer.chef(&format!("inspect --restore {directory}")).succeeds();
            assert_eq!(run.stdout, "");
            let config = layer.text(&format!("{directory}/.cargo/config.toml"));
            assert_eq!(config, "[build]\nincremental = false\n");
            let manifest = layer.text(&format!("{directory}/Cargo.toml"));
            assert!(manifest.contains("itoa"), "{manifest}");
            let directory = layer.root().join(directory);
            layer_app.sandbox().cargo(&directory, "build --offline").succeeds();
        }
    }
}

#[test]
fn chooses_from_a_workspace_recipe() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.chef("inspect --restore new --package macros").succeeds();
    assert!(!layer.text("new/Cargo.lock").contains("itoa"));
}

#[test]
fn leaves_a_directory_alone_that_is_not_empty() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write("full/mine.txt", "mine");
    let before = layer.files();
    let run = layer.chef("inspect --restore full");
    assert_eq!(layer.files(), before);
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `full` is not empty
    hint: name a directory that is empty or does not exist yet
    "#);
}

/// Inspects a recipe of a project with several sources of truth beside its manifests.
fn inspect(prepare: &str, flags: &str) -> Run {
    let app = project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), dep("serde", "1").features(["derive"]), path("macros")])
        .bin("app", [path("core"), dep("itoa", "0.4"), dep("serde", "1").dev()])
        .root_manifest("[profile.release]\nlto = true\n")
        .file(".cargo/config.toml", "[build]\nincremental = false\n[net]\nretry = 3\n")
        .create();
    let layer = app.prepare(prepare).layer();
    let before = layer.files();
    let run = layer.chef(&format!("inspect {flags}"));
    assert_eq!(layer.files(), before, "inspect wrote something");
    run
}

/// The report without sizes, which every change of what is written changes.
fn report(run: &Run) -> String {
    let masked = |line: &str| match line.trim_start().strip_prefix("size") {
        Some(_) => line.split(' ').map(mask).collect::<Vec<_>>().join(" "),
        None => line.to_owned(),
    };
    run.report().lines().map(masked).collect::<Vec<_>>().join("\n")
}

fn mask(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) { "[N]".into() } else { word.into() }
}

#[test]
fn a_workspace_recipe() {
    insta::assert_snapshot!(report(&inspect("", "")), @"
    exit code: 0
    --- stdout
    workspace recipe, format 1
    digest     [DIGEST]
    size       [N] bytes; as text: manifests [N] lockfile [N] other files [N]
    workspace  3 packages: app, core, macros
    crates     5: 5 from crates.io
    direct     4 crates asked for by the project itself
    config     build.incremental = false, net.retry = 3
    profiles   release.lto = true
    --- stderr
    ");
}

#[test]
fn an_exact_recipe() {
    insta::assert_snapshot!(report(&inspect("--bin app --release", "recipe.json")), @"
    exit code: 0
    --- stdout
    exact recipe for `--bin app --release`, format 1
    digest     [DIGEST]
    size       [N] bytes; as text: manifests [N] lockfile [N] other files [N]
    crates     5: 5 from crates.io
    direct     4 crates asked for by the project itself
    config     build.incremental = false, net.retry = 3
    profiles   release.lto = true
    --- stderr
    ");
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    let app = app();
    app.chef("prepare").succeeds();
    let run = app.sandbox().run("sha256sum", app.root(), "recipe.json").succeeds();
    let digest = &run.stdout[..12];
    let run = app.chef("inspect").succeeds();
    assert!(run.stdout.contains(&format!("digest     {digest}\n")), "{run}");
    app.chef("prepare").says(&format!(", digest {digest}\n"));
}

#[test]
fn a_selection_of_a_workspace_recipe() {
    insta::assert_snapshot!(report(&inspect("", "--package macros")), @"
    exit code: 0
    --- stdout
    workspace recipe, format 1
    of which is shown what `--package macros` needs
    digest     [DIGEST]
    size       [N] bytes; as text: manifests [N] lockfile [N] other files [N]
    workspace  3 packages: app, core, macros
    crates     1: 1 from crates.io
    direct     1 crate asked for by the project itself
    config     build.incremental = false, net.retry = 3
    profiles   release.lto = true
    --- stderr
    ");
}

#[test]
fn a_selection_that_an_exact_recipe_does_not_have() {
    insta::assert_snapshot!(inspect("--package core", "--package macros").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe was prepared for `--package core`, not for `--package macros`
    hint: leave these flags out, or prepare the recipe again with `--package macros`
    ");
}

#[test]
fn a_crate_of_a_workspace_recipe() {
    insta::assert_snapshot!(inspect("", "--crate serde").report(), @"
    exit code: 0
    --- stdout
    serde 1.0.0 from crates.io
    asked for by `core` for libraries and binaries: features default, derive
    depends on 1 crate: serde_derive 1.0.0
    needed by 0 crates
    --- stderr
    ");
}

#[test]
fn the_versions_of_a_crate_of_an_exact_recipe() {
    insta::assert_snapshot!(inspect("--exact", "--crate itoa").report(), @"
    exit code: 0
    --- stdout
    itoa 0.4.8 from crates.io
    asked for by libraries and binaries: feature default
    depends on 0 crates
    needed by 0 crates

    itoa 1.0.15 from crates.io
    asked for by libraries and binaries: feature default
    depends on 0 crates
    needed by 0 crates
    --- stderr
    ");
}

#[test]
fn a_crate_that_only_others_ask_for() {
    insta::assert_snapshot!(inspect("--package app", "--crate serde_derive").report(), @"
    exit code: 0
    --- stdout
    serde_derive 1.0.0 from crates.io
    asked for by other crates alone, which decide on its features
    depends on 1 crate: quote 1.0.0
    needed by 1 crate: serde 1.0.0
    --- stderr
    ");
}

#[test]
fn a_crate_that_is_not_there() {
    insta::assert_snapshot!(inspect("", "--crate sered").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe has no crate `sered`
    hint: did you mean `serde`?
    ");
}

/// Everything else is compared with `docs/json.md`.
#[test]
fn for_programs() {
    let run = inspect("--package app", "--format json").silent();
    assert!(!run.stdout.contains("umbrella"), "{run}");
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(value["config"]["build"]["incremental"], false);
    assert_eq!(value["config"]["net"]["retry"], 3);
    assert_eq!(value["profiles"]["release"]["lto"], true);
    let crates = value["crates"].as_array().into_iter().flatten();
    let names: Vec<String> = crates.map(|it| format!("{} {}", it["name"], it["version"])).collect();
    insta::assert_snapshot!(names.join("\n").replace('"', ""), @"
    itoa 0.4.8
    itoa 1.0.15
    quote 1.0.0
    serde 1.0.0
    serde_derive 1.0.0
    ");
    let bytes = value["bytes"].as_object().expect("it is an object");
    let parts: u64 = bytes.values().filter_map(serde_json::Value::as_u64).sum();
    let all = bytes["recipe"].as_u64().expect("it is a number");
    assert!(parts > all && parts < 2 * all, "{bytes:?}");
}

/// A recipe of the whole workspace knows the packages of the workspace.
#[test]
fn a_package_of_the_workspace_is_no_misspelt_crate() {
    let run = inspect("", "--crate core");
    insta::assert_snapshot!(run.report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `core` is a package of the project itself, not a crate that it depends on
    hint: add `--package core` instead of `--crate core` to see what it needs
    ");
    assert_eq!(inspect("", "--crate core --package app").stderr, run.stderr);
}

#[test]
fn a_name_that_is_like_no_other() {
    // It has as many letters as others that have none in common with it.
    insta::assert_snapshot!(inspect("", "--crate api").stderr, @"
    error: the recipe has no crate `api`
    hint: leave out `--crate` and add `--format json` to list all crates
    ");
}

#[test]
fn a_recipe_of_another_tool() {
    let app = app();
    let layer = app.prepare("").layer();
    let text = layer.text("recipe.json");
    let mut recipe: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    recipe.as_object_mut().expect("it is an object").remove("chef");
    layer.write("recipe.json", &recipe.to_string());
    insta::assert_snapshot!(report(&layer.chef("inspect")), @"
    exit code: 0
    --- stdout
    recipe of another tool
    digest     [DIGEST]
    size       [N] bytes; as text: manifests [N] lockfile [N] other files [N]
    workspace  3 packages: app, core, macros
    crates     2: 2 from crates.io
    direct     2 crates asked for by the project itself
    config     build.incremental = false
    --- stderr
    ");
}

#[test]
fn a_recipe_with_a_local_crate_below_an_external_one_and_one_that_needs_files() {
    let app = project()
        .lib("cc", [])
        .bin("app", [dep("zlib-sys", "1")])
        .root_manifest("[patch.crates-io]\ncc = { path = \"cc\" }\n")
        .file(".cargo/config.toml", "[http]\ncainfo = \"ca.pem\"\n")
        .file("ca.pem", "")
        .create();
    app.replace("cc/Cargo.toml", "0.1.0", "1.0.0");
    app.lock();
    let layer = app.prepare("--exact").layer();
    insta::assert_snapshot!(report(&layer.chef("inspect")), @"
    exit code: 0
    --- stdout
    exact recipe for the default selection, format 1
    digest     [DIGEST]
    size       [N] bytes; as text: manifests [N] lockfile [N] other files [N]
    crates     3: 3 from crates.io
    direct     1 crate asked for by the project itself
    local      1 crate compiled with them: cc
    needs      ca.pem
    config     http.cainfo = ca.pem
    --- stderr
    ");
}

#[test]
fn no_recipe_and_a_broken_one() {
    let app = app();
    insta::assert_snapshot!(app.chef("inspect").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no recipe at `recipe.json`
    hint: run `cargo chef prepare --recipe-path recipe.json` first, or copy the recipe from the planner stage
    ");
    let layer = app.prepare("").layer();
    layer.write("recipe.json", &layer.text("recipe.json").replace("name = ", "nmae = "));
    insta::assert_snapshot!(layer.chef("inspect").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `recipe.json` is not a recipe: could not parse the lockfile `Cargo.lock`: TOML parse error at line 3, column 1
      |
    3 | [[package]]
      | ^^^^^^^^^^^
    missing field `name`
    hint: write it again with `cargo chef prepare`
    ");
}

#[test]
fn restoring_and_showing_at_once() {
    insta::assert_snapshot!(inspect("", "--restore new --crate serde").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--restore <DIRECTORY>' cannot be used with '--crate <NAME>'

    Usage: cargo chef inspect --restore <DIRECTORY> [RECIPE]

    For more information, try '--help'.
    ");
}
