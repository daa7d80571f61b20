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

/// The help of all commands has the same shape: cargo's titles in cargo's order, and what all commands share at
/// the end of the options.
#[test]
fn help_is_of_one_shape() {
    const TITLES: [&str; 7] = [
        "Options:",
        "Package Selection:",
        "Target Selection:",
        "Feature Selection:",
        "Compilation Options:",
        "Manifest Options:",
        "Reuse Options:",
    ];
    const SHARED: [&str; 8] = [
        "-v, --verbose...",
        "-q, --quiet",
        "--color <WHEN>",
        "-C <DIRECTORY>",
        "--config <KEY=VALUE|PATH>",
        "-Z <FLAG>",
        "-h, --help",
        "-V, --version",
    ];
    let app = app();
    let help = app.chef("--help").succeeds().stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(commands.len() > 8, "{help}");
    for command in commands.into_iter().filter(|name| *name != "help") {
        let help = app.chef(&format!("{command} -h")).succeeds().stdout;
        let found = |wanted: &[&str]| -> Vec<usize> {
            wanted.iter().filter_map(|part| help.find(part)).collect()
        };
        let titles = help.lines().filter(|line| line.ends_with(':') && !line.starts_with(' '));
        let titles: Vec<&str> = titles.filter(|title| *title != "Arguments:").collect();
        assert!(titles.iter().all(|title| TITLES.contains(title)), "{command}: {titles:?}");
        assert_eq!(found(&titles), found(&TITLES), "{command}: {help}");
        let shared = found(&SHARED);
        assert!(shared.is_sorted() && shared.len() >= 6, "{command}: {help}");
    }
}
