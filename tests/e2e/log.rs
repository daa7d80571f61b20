//! `log`: which commits changed the recipe.

use std::path::Path;

use serde_json::Value;

use crate::support::{App, Run, dep, path, project};

/// A project in a repository without commits, each of which is a day after the one before.
fn repository() -> App {
    let app = project()
        .lib("core", [dep("itoa", "=1.0.11")])
        .bin("app", [path("core"), dep("serde", "1")])
        .create();
    app.begin_history();
    app.git("config core.abbrev 7").succeeds();
    app
}

/// A history of changes that matter, one that does not, and one that breaks the project.
fn history() -> App {
    let app = repository();
    app.commit(1, "first");
    app.edit("core/src/lib.rs", "pub fn text() -> String { \"core\".into() }");
    app.edit("README.md", "An app.");
    app.commit(2, "source");
    app.replace("core/Cargo.toml", "1.0.11", "1.0.15");
    app.lock();
    app.commit(3, "version");
    let manifest = app.text("core/Cargo.toml");
    app.edit("core/Cargo.toml", "[package]\nname = 1\n");
    app.commit(4, "broken");
    app.edit("core/Cargo.toml", &manifest);
    app.commit(5, "mended");
    app.edit("app/tests/it.rs", "");
    app.commit(6, "test");
    app
}

/// Runs `log`, which may write nothing, not even below `.git`.
fn log(app: &App, flags: &str) -> Run {
    let before: Vec<_> = app.files().into_iter().map(|path| (app.bytes(&path), path)).collect();
    let run = app.chef(&format!("log {flags}"));
    let after: Vec<_> = app.files().into_iter().map(|path| (app.bytes(&path), path)).collect();
    assert!(before == after, "log wrote to the repository");
    run
}

/// The report without the names of commits.
fn report(run: &Run) -> String {
    let is_name = |word: &str| word.len() == 7 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let masked = |line: &str| match line.split_once(' ') {
        Some((name, rest)) if is_name(name) => format!("[COMMIT] {rest}"),
        _ => line.to_owned(),
    };
    run.report().lines().map(masked).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_changed_the_recipe_and_what_did_not() {
    insta::assert_snapshot!(report(&log(&history(), "--exact")), @"
    exit code: 0
    --- stdout
    [COMMIT] 2025-01-04 could not be prepared: invalid type: integer `1`, expected a string: core/Cargo.toml:2:8
    [COMMIT] 2025-01-03 `itoa` was upgraded from 1.0.11 to 1.0.15: 1 of 2 crates has to be compiled
    6 commits, 1 recipe change, 1 could not be prepared; a change recompiles 50 % of the crates (median), up to 50 %
    --- stderr
    ");
}

#[test]
fn of_a_workspace_recipe() {
    insta::assert_snapshot!(report(&log(&history(), "")), @"
    exit code: 0
    --- stdout
    [COMMIT] 2025-01-06 test of `app` was added: none of 2 crates has to be compiled again
    [COMMIT] 2025-01-04 could not be prepared: invalid type: integer `1`, expected a string: core/Cargo.toml:2:8
    [COMMIT] 2025-01-03 `itoa` was upgraded from 1.0.11 to 1.0.15, and one other change: 1 of 2 crates has to be compiled
    6 commits, 2 recipe changes, 1 could not be prepared; a change recompiles 50 % of the crates (median), up to 50 %
    --- stderr
    ");
}

#[test]
fn part_of_the_history() {
    let app = history();
    for (flags, text) in [
        ("-n 1 --exact", "1 commit, 0 recipe changes\n"),
        ("HEAD~1 -n 2 --exact", "2 commits, "),
        ("HEAD~4..HEAD~3 --exact", "1 commit, 1 recipe change;"),
        ("HEAD~3 --exact --max-count 2", "2 commits, 1 recipe change;"),
        ("--package core HEAD~5", "1 commit, 0 recipe changes\n"),
    ] {
        let run = log(&app, flags).succeeds().silent();
        let last = run.stdout.lines().last().map(|line| format!("{line}\n")).unwrap_or_default();
        assert!(last.starts_with(text), "{run}");
    }
}

#[test]
fn for_programs() {
    let run = log(&history(), "--exact --format json").succeeds().silent();
    let value: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(value["commits"], 6);
    assert_eq!(value["recipe_changes"], 1);
    assert_eq!(value["failures"], 1);
    let subjects: Vec<_> = value["steps"].as_array().into_iter().flatten().collect();
    let subjects: Vec<_> = subjects.iter().filter_map(|step| step["subject"].as_str()).collect();
    assert_eq!(subjects, ["broken", "version"]);
    assert_eq!(value["steps"][1]["changes"][0]["name"], "itoa");
}

/// Targets are found by the names of source files, and a directory without a manifest is none.
#[test]
fn files_that_come_and_go() {
    let app = project()
        .lib("a-core", [dep("itoa", "1")])
        .bin("a-app", [path("a-core"), dep("proptest", "1").dev()])
        .file("Cargo.toml", "[workspace]\nmembers = [\"a-*\"]\nresolver = \"2\"\n")
        .create();
    app.begin_history();
    app.commit(1, "first");
    app.edit("a-app/tests/it.rs", "");
    app.commit(2, "test");
    app.edit("a-app/tests/it.rs", "// It tests.");
    app.commit(3, "edit");
    app.edit(
        "a-new/Cargo.toml",
        "[package]\nname = \"new\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
    );
    app.edit("a-new/src/lib.rs", "");
    app.lock();
    app.commit(4, "member");
    app.git("rm -r --quiet a-new a-app/tests").succeeds();
    app.lock();
    app.commit(5, "gone");
    let subjects = |flags: &str| -> Vec<String> {
        let run = log(&app, &format!("--format json {flags}")).succeeds();
        let value: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
        assert_eq!(value["failures"], 0, "{run}");
        let steps = value["steps"].as_array().into_iter().flatten();
        steps.filter_map(|step| step["subject"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(subjects("--tests"), ["gone", "test"]);
    assert_eq!(subjects(""), ["gone", "member", "test"]);
}

/// The recipe is the one that `prepare` writes in each commit.
#[test]
fn no_commit_is_missed() {
    let app = history();
    for flags in ["", "--exact", "--workspace --all-targets", "--package core"] {
        let run = log(&app, &format!("--format json {flags}")).succeeds();
        let value: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
        let steps = value["steps"].as_array().into_iter().flatten();
        let changed = steps.filter(|step| step.get("error").is_none()).count();
        let mut texts = Vec::new();
        for commit in ["HEAD~5", "HEAD~4", "HEAD~3", "HEAD~1", "HEAD"] {
            let name = commit.replace('~', "-");
            let copy = app.sandbox().path(&name);
            if !copy.exists() {
                let to = copy.to_string_lossy().into_owned();
                app.git(&format!("worktree add --quiet --detach {to} {commit}")).succeeds();
            }
            let run = app.sandbox().chef(&copy, &format!("prepare --recipe-path - {flags}"));
            texts.push(run.succeeds().stdout);
        }
        texts.dedup();
        assert_eq!(changed, texts.len() - 1, "{flags}");
    }
}

#[test]
fn from_a_directory_of_the_repository() {
    let app = history();
    let run = app.sandbox().chef(&app.root().join("core"), "log --exact HEAD~3");
    assert!(run.stdout.contains("`itoa` was upgraded"), "{run}");
    let run = app.sandbox().chef(&app.root().join("app"), "log --package app HEAD~3");
    assert!(run.stdout.contains("1 recipe change;"), "{run}");
}

/// Where rustup is cargo, it would install it.
#[test]
fn a_toolchain_that_was_pinned_and_is_not_installed() {
    let app = repository();
    app.commit(1, "first");
    app.edit("rust-toolchain.toml", "[toolchain]\nchannel = \"1.0.0\"\n");
    app.commit(2, "pinned");
    app.remove("rust-toolchain.toml");
    app.commit(3, "free");
    insta::assert_snapshot!(report(&log(&app, "--exact")), @"
    exit code: 0
    --- stdout
    [COMMIT] 2025-01-03 the toolchain was removed, which was `1.0.0`: all 2 crates have to be compiled
    [COMMIT] 2025-01-02 the toolchain was set to `1.0.0`: all 2 crates have to be compiled
    3 commits, 2 recipe changes; a change recompiles 100 % of the crates (median), up to 100 %
    --- stderr
    ");
}

/// A local crate that external ones are compiled with changes them with its code.
#[test]
fn the_code_of_a_local_crate_below_an_external_one() {
    let app = project()
        .bin("app", [dep("zlib-sys", "1")])
        .lib("cc", [])
        .root_manifest("[patch.crates-io]\ncc = { path = \"cc\" }\n")
        .create();
    app.replace("cc/Cargo.toml", "0.1.0", "1.0.0");
    app.cargo("update --workspace --offline --quiet").succeeds();
    app.begin_history();
    app.commit(1, "first");
    app.edit("app/src/main.rs", "fn main() {}");
    app.commit(2, "app");
    app.edit("cc/src/lib.rs", "pub fn text() -> String { \"other\".into() }");
    app.commit(3, "code");
    app.sandbox().run("chmod", app.root(), "+x cc/src/lib.rs").succeeds();
    app.commit(4, "mode");
    insta::assert_snapshot!(report(&log(&app, "--exact")), @"
    exit code: 0
    --- stdout
    [COMMIT] 2025-01-04 the code of the local crate `cc` was changed: 1 of 3 crates has to be compiled
    [COMMIT] 2025-01-03 the code of the local crate `cc` was changed: 1 of 3 crates has to be compiled
    4 commits, 2 recipe changes; a change recompiles 34 % of the crates (median), up to 34 %
    --- stderr
    ");
    assert_eq!(app.chef("diff HEAD: . --exact").succeeds().code, Some(0));
}

#[test]
fn a_link_to_a_manifest_is_followed() {
    let app = repository();
    app.edit("shared/manifest.txt", &app.text("core/Cargo.toml"));
    app.remove("core/Cargo.toml");
    app.sandbox()
        .run("ln", &app.root().join("core"), "-s ../shared/manifest.txt Cargo.toml")
        .succeeds();
    app.commit(1, "link");
    app.replace("shared/manifest.txt", "1.0.11", "1.0.15");
    app.lock();
    app.commit(2, "version");
    let run = log(&app, "--exact").succeeds().silent();
    assert!(run.stdout.contains("2 commits, 1 recipe change;"), "{run}");
}

#[test]
fn interrupted() {
    let app = history();
    app.program("interrupts", "kill -INT $PPID\nexit 1");
    app.sandbox().set_environment("CARGO", "interrupts");
    // No temporary file may be left, which `chef` looks after.
    insta::assert_snapshot!(report(&log(&app, "")), @"
    exit code: 130
    --- stdout
    --- stderr
    ");
}

#[test]
fn an_empty_range() {
    insta::assert_snapshot!(report(&log(&history(), "HEAD..HEAD")), @"
    exit code: 0
    --- stdout
    0 commits, 0 recipe changes
    --- stderr
    warning: there is no commit in `HEAD..HEAD`
    hint: a range names the older end first, as in `v1.0..HEAD`
    ");
}

#[test]
fn no_commits() {
    insta::assert_snapshot!(report(&log(&repository(), "")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: this repository has no commits yet
    hint: commit the project first: `git add --all && git commit`
    ");
}

/// A hint that names a command of git is of use where it is given.
#[test]
fn commands_in_hints_succeed() {
    let hinted = |app: &App, flags: &str| -> Run {
        let run = app.sandbox().chef(&app.root().join("core"), flags).fails();
        let command = run.stderr.split("`git ").nth(1).and_then(|rest| rest.split('`').next());
        app.sandbox().git(&app.root().join("core"), command.expect("the hint has a command"))
    };
    let app = history();
    for flags in ["log nowhere", "log nowhere..HEAD", "diff nowhere: ."] {
        assert!(hinted(&app, flags).succeeds().stdout.contains("mended"), "{flags}");
    }
    let run = hinted(&app, "diff HEAD:recipe.json .").succeeds();
    assert!(run.stdout.lines().any(|line| line == "core/Cargo.toml"), "{run}");
    // Nothing is on this branch yet, but there is something on others.
    app.git("checkout --quiet --orphan new").succeeds();
    assert!(hinted(&app, "log").succeeds().stdout.contains("mended"));
    let app = repository();
    for flags in ["log", "log HEAD~3..", "diff HEAD: ."] {
        app.chef(flags).fails().says("error: this repository has no commits yet");
    }
}

/// The commits stand in the order of the repository, whether they could be prepared or not.
#[test]
fn newest_first() {
    let app = history();
    app.replace("core/Cargo.toml", "1.0.15", "1.0.11");
    app.lock();
    let manifest = app.text("core/Cargo.toml");
    app.edit("core/Cargo.toml", "[package]\nname = 1\n");
    app.commit(7, "broken");
    app.commit(8, "still");
    app.edit("core/Cargo.toml", &manifest);
    app.commit(9, "back");
    let run = log(&app, "--exact").succeeds();
    let dates: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(dates[..5], ["2025-01-09", "2025-01-08", "2025-01-07", "2025-01-04", "2025-01-03"]);
    let run = log(&app, "--exact HEAD~2..HEAD").succeeds();
    let dates: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(dates[..2], ["2025-01-08", "commits,"], "{run}");
}

#[test]
fn an_unknown_range() {
    insta::assert_snapshot!(report(&log(&history(), "nowhere..HEAD")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: this repository has no revision `nowhere..HEAD`
    hint: `git log --oneline --all` lists the commits that it has
    ");
}

#[test]
fn no_repository() {
    let app = project().bin("app", []).create();
    app.sandbox()
        .set_environment("GIT_CEILING_DIRECTORIES", &app.sandbox().path("").to_string_lossy());
    insta::assert_snapshot!(report(&log(&app, "")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `[DIR]/app` is not in a git repository that can be read: not a git repository (or any of the parent directories): .git
    hint: run it inside the project's git repository
    ");
}

#[test]
fn a_repository_of_somebody_else() {
    let app = history();
    app.sandbox().set_environment("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    let run = app.sandbox().chef(&app.root().join("core"), "log");
    insta::assert_snapshot!(report(&run), @"
    exit code: 2
    --- stdout
    --- stderr
    error: git does not read the repository of `[DIR]/app`, which belongs to another user
    hint: if you trust it, say `git config --global --add safe.directory [DIR]/app`
    ");
    let config = app.sandbox().path("gitconfig").display().to_string();
    app.sandbox().set_environment("GIT_CONFIG_GLOBAL", &config);
    let command = run.stderr.split("`git ").nth(1).and_then(|rest| rest.split('`').next());
    app.git(command.expect("the hint has a command")).succeeds();
    log(&app, "-n 1").succeeds();
}

#[test]
fn a_selection_that_no_commit_has() {
    insta::assert_snapshot!(report(&log(&history(), "-n 2 --bin nothing")), @"
    exit code: 0
    --- stdout
    [COMMIT] 2025-01-06 could not be prepared: none of the selected packages has the binary `nothing`
    [COMMIT] 2025-01-05 could not be prepared: none of the selected packages has the binary `nothing`
    2 commits, 0 recipe changes, 2 could not be prepared
    --- stderr
    ");
}

#[test]
fn no_git() {
    let app = history();
    app.sandbox().set_environment("PATH", "");
    insta::assert_snapshot!(report(&log(&app, "")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: could not run `GIT_OPTIONAL_LOCKS=0 git rev-parse --show-prefix`: No such file or directory (os error 2)
    hint: install git
    ");
}

/// The marks of a picture in one colour, as what is told of them, without the names of commits.
fn marks<'p>(picture: &'p str, class: &str) -> Vec<&'p str> {
    let start = format!("<rect class=\"{class}\"");
    let bars = picture.lines().filter(|line| line.starts_with(&start));
    bars.filter_map(|bar| bar.split_once("<title>")?.1.split_once("</title>")?.0.split_once(' '))
        .map(|(_, about)| about)
        .collect()
}

fn drawn(app: &App, flags: &str) -> String {
    let picture = app.sandbox().path("history.svg");
    let list = log(app, flags).succeeds().silent().stdout;
    let run = log(app, &format!("--svg {} {flags}", picture.display())).succeeds();
    assert_eq!(run.stdout, list);
    assert_eq!(run.stderr, format!("drawn: `{}`\n", picture.display()));
    let text = fs_err::read_to_string(picture).expect("it was written");
    assert_eq!(log(app, &format!("--svg - {flags}")).succeeds().silent().stdout, text);
    text
}

/// Above what changes the recipe and what it costs, below what changes manifests and lockfile.
#[test]
fn as_a_picture() {
    let app = history();
    app.replace("app/Cargo.toml", "0.1.0", "0.2.0");
    app.replace("app/Cargo.toml", "[package]", "# An app.\n[package]");
    app.lock();
    app.commit(7, "release");
    app.replace("app/Cargo.toml", "[package]", "[package]\ndescription = \"An app.\"");
    app.commit(8, "<b>&described</b>");
    let text = drawn(&app, "--exact");
    let version = "2025-01-03 50 %: `itoa` was upgraded from 1.0.11 to 1.0.15: 1 of 2 crates has to be compiled";
    assert_eq!(marks(&text, "ours"), [version, version]);
    let broken = "2025-01-04 could not be prepared: invalid type: integer `1`, expected a string: core/Cargo.toml:2:8";
    assert_eq!(marks(&text, "lost"), [broken]);
    let described = "2025-01-08 &lt;b&gt;&amp;described&lt;/b&gt;";
    assert_eq!(marks(&text, "other"), [version, "2025-01-06 test", described]);
    let words = text.lines().filter(|line| line.starts_with("<text"));
    let words = words.filter_map(|line| line.split_once('>')?.1.strip_suffix("</text>"));
    let words: Vec<_> = words.filter(|words| !words.starts_with("2025-")).collect();
    insta::assert_snapshot!(words.join("\n"), @"
    8 commits from 2025-01-01 to 2025-01-08
    How much of the dependencies each change recompiles, where the rest is kept
    100 %
    50 %
    0 %
    cargo-chef: 1 commit changes the recipe, 1 could not be prepared
    upstream (cargo-chef 0.1): 3 commits change the recipe, which holds manifests, targets and lockfile as they are
    50 %
    `itoa` was upgraded from 1.0.11 to 1.0.15: 1 of 2 crates has to be compiled
    ");
    assert!(text.contains("role=\"img\"") && text.contains("<desc id="), "{text}");
    assert!(!text.contains("<script"), "{text}");
}

#[test]
fn pictures_of_little() {
    let app = history();
    let words = |flags: &str| drawn(&app, flags).matches("<text").count();
    // A title, three headings, a scale of three and a date.
    assert_eq!(words("--exact -n 1"), 8);
    let path: &Path = &app.sandbox().path("none.svg");
    log(&app, &format!("HEAD..HEAD --svg {}", path.display())).succeeds().says("drawn: ");
    let text = fs_err::read_to_string(path).expect("it was written");
    assert!(text.contains(">0 commits</text>"), "{text}");
    let run = log(&app, "-n 1 --svg nowhere/history.svg").fails();
    assert!(run.stderr.contains("nowhere"), "{run}");
}
