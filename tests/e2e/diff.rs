//! `diff`: why two recipes differ, whatever they come from.

use serde_json::Value;

use crate::support::{App, Run, dep, path, project};

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "=1.0.11"), path("macros")])
        .bin("app", [path("core"), dep("serde", "1")])
        .create()
}

/// The project in a repository with one commit.
fn repository() -> App {
    let app = app();
    app.begin_history();
    commit(&app, "first");
    app
}

fn commit(app: &App, subject: &str) {
    app.edit("src/notes.txt", subject);
    app.git("add --all").succeeds();
    app.git(&format!("commit --quiet --message {subject}")).succeeds();
}

/// Another version of a crate, and another feature.
fn change(app: &App) {
    app.replace("core/Cargo.toml", "1.0.11", "1.0.15");
    app.replace(
        "app/Cargo.toml",
        "[dependencies.serde]\n",
        "[dependencies.serde]\nfeatures = [\"derive\"]\n",
    );
    app.lock();
}

/// Runs `diff`, which may write nothing, not even below `.git`.
fn diff(app: &App, flags: &str) -> Run {
    let before = app.files();
    let run = app.chef(&format!("diff {flags}"));
    assert_eq!(app.files(), before, "diff wrote to the project");
    run
}

/// Writes recipes of before and after a change.
fn two_recipes(flags: &str) -> App {
    let app = app();
    let old = app.prepare(flags).text;
    change(&app);
    let new = app.prepare(flags).text;
    app.edit("old.json", &old);
    app.edit("new.json", &new);
    app
}

#[test]
fn two_exact_recipes() {
    let app = two_recipes("--exact");
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 1
    --- stdout
    `itoa` was upgraded from 1.0.11 to 1.0.15, and 2 other changes: about 3 of 4 crates have to be compiled

    crates:
      `serde_derive` 1.0.0 was added (2 crates)
      `itoa` was upgraded from 1.0.11 to 1.0.15 (1 crate)

    features:
      feature `derive` of `serde` was switched on (1 crate)
    --- stderr
    ");
}

#[test]
fn two_workspace_recipes() {
    let app = two_recipes("");
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 1
    --- stdout
    `itoa` was upgraded from 1.0.11 to 1.0.15, and 4 other changes: about 3 of 4 crates have to be compiled

    crates:
      `serde_derive` 1.0.0 was added (2 crates)
      `itoa` was upgraded from 1.0.11 to 1.0.15 (1 crate)

    features:
      feature `derive` of `serde` was switched on (1 crate)

    members:
      dependency `itoa` of `core` was changed from `=1.0.11` to `=1.0.15`
      dependency `serde` of `app` was changed from `=1.0.0` to `=1.0.0, features derive`
    --- stderr
    ");
}

#[test]
fn the_same_recipe_twice() {
    let app = two_recipes("--exact");
    insta::assert_snapshot!(diff(&app, "old.json old.json").report(), @"
    exit code: 0
    --- stdout
    `old.json` and `old.json` are the same, with digest [DIGEST]
    --- stderr
    ");
}

#[test]
fn for_programs() {
    let app = two_recipes("--exact");
    let value = |flags: &str, code| -> Value {
        let run = diff(&app, &format!("--format json {flags}")).silent();
        assert_eq!(run.code, Some(code), "{run}");
        serde_json::from_str(&run.stdout).expect("it is JSON")
    };
    let same = value("old.json old.json", 0);
    assert_eq!(same["same"], true);
    assert_eq!(same["changes"], serde_json::json!([]));
    let other = value("old.json new.json", 1);
    assert_ne!(other["old"]["digest"], other["new"]["digest"]);
    insta::assert_snapshot!(format!("{:#}", other["changes"][0]), @r#"
    {
      "compiled": 2,
      "from": null,
      "group": "crates",
      "is_direct": false,
      "name": "serde_derive",
      "text": "`serde_derive` 1.0.0 was added",
      "to": "1.0.0",
      "what": "added"
    }
    "#);
}

#[test]
fn a_recipe_on_stdin() {
    let app = two_recipes("--exact");
    let binary = env!("CARGO_BIN_EXE_cargo-chef");
    let script = format!("'{binary}' diff - new.json --format json < old.json");
    let run = app.sandbox().run_with("sh", app.root(), &["-c", &script]);
    assert!(run.stdout.contains("\"name\": \"-\""), "{run}");
    assert_eq!(run.code, Some(1), "{run}");
    insta::assert_snapshot!(diff(&app, "- -").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: only one of the two recipes can be read from stdin
    hint: write the other one to a file
    ");
}

#[test]
fn revisions_and_the_directory() {
    let app = repository();
    change(&app);
    commit(&app, "second");
    let between = diff(&app, "HEAD~1: HEAD: --exact");
    insta::assert_snapshot!(between.report(), @"
    exit code: 1
    --- stdout
    `itoa` was upgraded from 1.0.11 to 1.0.15, and 2 other changes: about 3 of 4 crates have to be compiled

    crates:
      `serde_derive` 1.0.0 was added (2 crates)
      `itoa` was upgraded from 1.0.11 to 1.0.15 (1 crate)

    features:
      feature `derive` of `serde` was switched on (1 crate)
    --- stderr
    ");
    for flags in ["HEAD~1: . --exact", "main~1: ./ --exact", "HEAD~1:Cargo.toml Cargo.toml --exact"]
    {
        assert_eq!(diff(&app, flags).stdout, between.stdout);
    }
    assert_eq!(diff(&app, "HEAD: . --bin app").silent().code, Some(0));
    assert_eq!(diff(&app, "HEAD~1:core HEAD:core --exact").code, Some(1));
}

#[test]
fn a_revision_is_prepared_for_what_the_other_recipe_was_prepared_for() {
    let app = repository();
    for flags in ["", "--exact", "--bin app --release", "--package core"] {
        app.edit("recipe.json", &app.prepare(flags).text);
        assert_eq!(diff(&app, "HEAD: recipe.json").succeeds().silent().stdout.lines().count(), 1);
        assert_eq!(diff(&app, "recipe.json .").succeeds().silent().stdout.lines().count(), 1);
    }
}

#[test]
fn a_recipe_that_is_in_a_revision() {
    let app = repository();
    app.edit("base/recipe.json", &app.prepare("--exact").text);
    commit(&app, "recipe");
    diff(&app, "HEAD:base/recipe.json .").succeeds();
    let run = app.sandbox().chef(&app.root().join("base"), "diff HEAD:./recipe.json ../");
    run.succeeds();
}

#[test]
fn what_a_checkout_holds_besides_does_not_matter_to_a_revision() {
    let app = repository();
    app.edit("core/Cargo.toml", "this is no manifest");
    let run = diff(&app, "HEAD: HEAD:");
    assert_eq!(run.silent().code, Some(0));
}

#[test]
fn one_recipe_of_each_kind() {
    let app = app();
    app.edit("old.json", &app.prepare("").text);
    app.edit("new.json", &app.prepare("--package core").text);
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 1
    --- stdout
    an older workspace recipe is compared with a newer exact recipe for `--package core`, and one other change: none of 2 crates has to be compiled again

    what it was prepared for:
      an older workspace recipe is compared with a newer exact recipe for `--package core`

    crates:
      `serde` 1.0.0 was removed
    --- stderr
    ");
}

#[test]
fn nothing_of_that_name() {
    insta::assert_snapshot!(diff(&repository(), "HEAD .").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no recipe at `HEAD`
    hint: name a recipe or the directory of a project, or a git revision with a colon, such as `HEAD~5:`
    ");
}

#[test]
fn an_unknown_revision() {
    insta::assert_snapshot!(diff(&repository(), "nowhere: .").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: this repository has no revision `nowhere`
    hint: `git log --oneline --all` lists the commits that it has
    ");
}

#[test]
fn a_file_that_the_revision_does_not_have() {
    insta::assert_snapshot!(diff(&repository(), "HEAD:recipe.json .").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: revision `HEAD` has no `recipe.json`
    hint: `git ls-tree -r --full-tree --name-only HEAD` lists what it has
    ");
}

#[test]
fn a_directory_that_the_revision_does_not_have() {
    insta::assert_snapshot!(diff(&repository(), "HEAD:../elsewhere .").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: revision `HEAD` has no `../elsewhere`
    hint: `git ls-tree -r --full-tree --name-only HEAD` lists what it has
    ");
}

#[test]
fn no_repository() {
    let app = app();
    app.sandbox()
        .set_environment("GIT_CEILING_DIRECTORIES", &app.sandbox().path("").to_string_lossy());
    insta::assert_snapshot!(diff(&app, "HEAD: .").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `[DIR]/app` is not in a git repository that can be read: not a git repository (or any of the parent directories): .git
    hint: run it inside the project's git repository
    ");
}

#[test]
fn a_revision_that_cannot_be_prepared() {
    let app = repository();
    app.edit("core/Cargo.toml", "[package]\nname = 1\n");
    commit(&app, "broken");
    insta::assert_snapshot!(diff(&app, "HEAD: HEAD~1:").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: could not prepare `HEAD:`: invalid type: integer `1`, expected a string
     --> core/Cargo.toml:2:8
      |
    2 | name = 1
      |        ^
    error: failed to load manifest for workspace member `core`
    referenced by workspace at `Cargo.toml`
    ");
}

#[test]
fn a_recipe_that_is_none() {
    let app = two_recipes("");
    app.edit("new.json", "soup");
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `new.json` is not a recipe: expected value at line 1 column 1
    hint: write it again with `cargo chef prepare`
    ");
    let text = app.text("old.json").replace("version = 3", "version = three");
    app.edit("new.json", &text);
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `new.json` is not a recipe: could not parse the lockfile `Cargo.lock`: TOML parse error at line 1, column 11
      |
    1 | version = three
      |           ^^^^^
    invalid boolean, expected `true`
    hint: write it again with `cargo chef prepare`
    ");
}

#[test]
fn a_base_recipe_that_the_project_has_left_behind() {
    for flags in ["", "--exact", "--bin app --release"] {
        let app = app();
        app.chef(&format!("prepare --recipe-path chef.base.json {flags}")).succeeds();
        assert_eq!(diff(&app, "chef.base.json .").stderr, "");
        change(&app);
        let run = diff(&app, "chef.base.json .");
        assert_eq!(run.code, Some(1), "{run}");
        let prepare = format!("cargo chef prepare --recipe-path chef.base.json {flags}");
        let hint = format!(
            "hint: about 3 of 4 crates are compiled on top of what `chef.base.json` cooked; \
             refresh it with `{}`\n",
            prepare.trim()
        );
        assert_eq!(run.stderr, hint);
        app.chef(prepare.trim_start_matches("cargo chef ")).succeeds();
        assert_eq!(diff(&app, "chef.base.json .").stderr, "");
    }
}

#[test]
fn a_lockfile_that_the_project_has_no_more_and_files_that_are_needed() {
    let app = app();
    app.edit("old.json", &app.prepare("--exact").text);
    app.remove("Cargo.lock");
    app.edit(".cargo/config.toml", "[http]\ncainfo = \"ca.pem\"\n");
    app.edit("ca.pem", "");
    app.chef("prepare --exact --offline --recipe-path new.json").succeeds();
    insta::assert_snapshot!(diff(&app, "old.json new.json").report(), @"
    exit code: 1
    --- stdout
    `http.cainfo` in the configuration was set to `ca.pem`, and 2 other changes: none of 3 crates has to be compiled again

    configuration:
      `http.cainfo` in the configuration was set to `ca.pem`

    what it needs:
      `ca.pem` is now needed where the recipe is cooked

    the recipe itself:
      the project has no `Cargo.lock` any more
    --- stderr
    ");
    let back = diff(&app, "new.json old.json --format json");
    let value: Value = serde_json::from_str(&back.stdout).expect("it is JSON");
    let names: Vec<_> = value["changes"].as_array().into_iter().flatten().collect();
    let names: Vec<_> = names.iter().map(|it| format!("{} {}", it["group"], it["name"])).collect();
    insta::assert_snapshot!(names.join("\n").replace('"', ""), @"
    config http.cainfo
    needs ca.pem
    recipe lockfile
    ");
}
