//! How the commands are called.

use crate::support::{App, dep, path, project, without_digests};

fn app() -> App {
    project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create()
}

#[test]
fn with_and_without_the_word_that_cargo_puts_in() {
    let app = app();
    let recipe = app.prepare("").text;
    for command in ["prepare", "chef prepare"] {
        app.chef(command).succeeds().says_no_more_than_what_it_prepared();
        assert_eq!(app.text("recipe.json"), recipe);
        app.remove("recipe.json");
    }
}

#[test]
fn as_a_subcommand_of_cargo() {
    let app = app();
    let recipe = app.prepare("").text;
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_cargo-chef"));
    let mut path = binary.parent().expect("a binary has a directory").as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    app.sandbox().set_environment("PATH", &path.to_string_lossy());
    app.cargo("chef prepare").succeeds().says_no_more_than_what_it_prepared();
    assert_eq!(app.text("recipe.json"), recipe);
    app.cargo("chef cook").succeeds();
    app.build("").fresh(["itoa"]);
}

#[test]
fn a_recipe_on_stdout_is_the_same_as_in_a_file() {
    let app = app();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).text;
        let run = app.chef(&format!("prepare --recipe-path - {flags}")).succeeds();
        let run = run.says_no_more_than_what_it_prepared();
        assert_eq!(run.stdout, recipe);
    }
}

#[test]
fn prepare_tells_what_it_wrote() {
    let app = app();
    insta::assert_snapshot!(app.chef("prepare").report(), @"
    exit code: 0
    --- stdout
    --- stderr
    prepared: `recipe.json`: workspace recipe, 1 crate, digest [DIGEST]
    hint: say what you build, such as `--bin NAME` or `--exact`, and the recipe changes less often
    ");
    insta::assert_snapshot!(app.chef("prepare --bin app --release --recipe-path other.json").report(), @"
    exit code: 0
    --- stdout
    --- stderr
    prepared: `other.json`: exact recipe for `--bin app --release`, 1 crate, digest [DIGEST]
    ");
    let told = app.chef("prepare --exact --recipe-path -").stderr;
    let shown = without_digests(&told);
    insta::assert_snapshot!(shown, @"prepared: exact recipe for the default selection, 1 crate, digest [DIGEST]");
    assert_eq!(app.chef("prepare --exact --recipe-path -").stderr, told);
}

#[test]
fn a_recipe_is_that_of_the_workspace_from_a_member_too() {
    let app = app();
    let recipe = app.prepare("").text;
    let run = app.sandbox().chef(&app.root().join("core"), "prepare --recipe-path -");
    assert_eq!(run.succeeds().stdout, recipe);
    let manifest_path = app.root().join("core/Cargo.toml");
    let flags = format!("prepare --recipe-path - --manifest-path {}", manifest_path.display());
    let run = app.sandbox().chef(&app.sandbox().path("cargo-home"), &flags);
    assert_eq!(run.succeeds().stdout, recipe);
}

#[test]
fn an_exact_recipe_from_a_member_is_that_of_the_member() {
    let app = project()
        .lib("core", [dep("itoa", "1")])
        .bin("app", [path("core"), dep("either", "1")])
        .create();
    let run = app.sandbox().chef(&app.root().join("core"), "prepare --recipe-path - --exact");
    let text = run.succeeds().stdout;
    assert!(text.contains("itoa") && !text.contains("either"), "{text}");
}

#[test]
fn help_and_version_are_no_errors() {
    let app = app();
    for flags in [
        "--help",
        "--version",
        "prepare --help",
        "cook --help",
        "inspect --help",
        "diff --help",
        "log --help",
    ] {
        let run = app.chef(flags).succeeds().silent();
        assert!(!run.stdout.is_empty());
    }
}
