//! What cargo's users are used to: quiet and verbose, colours, the configuration of the terminal, the
//! current directory, and what is shown where there is a terminal.

use crate::support::{App, Run, dep, path, project};

fn app() -> App {
    project().lib("core", [dep("itoa", "1")]).bin("app", [path("core"), dep("serde", "1")]).create()
}

/// The project in a repository with one commit.
fn repository() -> App {
    let app = app();
    app.begin_history();
    app.git("add --all").succeeds();
    app.git("commit --quiet --message first").succeeds();
    app
}

/// Runs our binary on a terminal of this many columns. What it writes is all in `stdout`.
fn on_terminal(app: &App, columns: usize, flags: &str) -> Run {
    let binary = env!("CARGO_BIN_EXE_cargo-chef");
    let set = "env -u CI -u NO_COLOR -u CARGO_TERM_COLOR TERM=xterm-256color";
    let script = format!("stty rows 24 cols {columns}; {set} '{binary}' {flags}");
    app.sandbox().run_with("script", app.root(), &["-qec", &script, "/dev/null"])
}

#[test]
fn quiet_leaves_results_and_errors() {
    let app = repository();
    app.edit("recipe.json", &app.prepare("--exact").text);
    app.replace("core/Cargo.toml", "version = \"1\"", "version = \"=1.0.11\"");
    app.cargo("update --offline --quiet").succeeds();
    for flags in [
        "prepare --recipe-path other.json",
        "inspect",
        "inspect --restore restored",
        "diff recipe.json .",
        "log",
        "verify --recipe-path other.json",
        "cook --recipe-path other.json --offline",
        "build --offline",
        "build --dry-run",
        "cook --recipe-path other.json --no-build --force",
    ] {
        app.chef(&format!("--quiet {flags}")).silent();
    }
    app.chef("inspect nothing.json -q").fails().says("error: ").says("hint: ");
}

#[test]
fn the_terminal_is_configured_as_cargos() {
    let app = app();
    let says_nothing = |flags: &str| app.chef(flags).succeeds().stderr.is_empty();
    assert!(!says_nothing("prepare --exact"));
    app.edit(".cargo/config.toml", "[term]\nquiet = true\n");
    assert!(says_nothing("prepare --exact"));
    assert!(!says_nothing("prepare --exact -v"));
    assert!(!says_nothing("prepare --exact --config term.quiet=false"));
    app.edit("loud.toml", "[term]\nquiet = false\n");
    assert!(!says_nothing("prepare --exact --config loud.toml"));
    app.edit(".cargo/config.toml", "[term]\nquiet = false\n");
    app.sandbox().set_environment("CARGO_TERM_QUIET", "true");
    assert!(says_nothing("prepare --exact"));
    app.sandbox().set_environment("CARGO_TERM_QUIET", "false");
    app.sandbox().set_environment("CARGO_TERM_VERBOSE", "true");
    app.chef("build --offline").succeeds().says("running: cargo build");
    // What cargo would refuse is none of our business.
    app.edit(".cargo/config.toml", "[term]\nquiet = \"loud\"\n");
    assert!(!says_nothing("inspect") || app.chef("inspect").stdout.contains("digest"));
}

#[test]
fn quiet_and_verbose_at_once() {
    insta::assert_snapshot!(app().chef("prepare -q -v").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--quiet' cannot be used with '--verbose...'

    Usage: cargo chef prepare --quiet

    For more information, try '--help'.
    ");
}

#[test]
fn colours_as_they_are_asked_for() {
    let app = app();
    let is_coloured = |flags: &str| app.chef(flags).stderr.contains("\u{1b}[");
    assert!(!is_coloured("prepare"));
    assert!(is_coloured("prepare --color always"));
    assert!(is_coloured("--color always prepare"));
    app.edit(".cargo/config.toml", "[term]\ncolor = \"always\"\n");
    app.sandbox().set_environment("CARGO_TERM_COLOR", "auto");
    assert!(!is_coloured("prepare"), "the environment is stronger");
    assert!(is_coloured("prepare --config term.color='always'"));
    assert!(!is_coloured("prepare --color never --config term.color='always'"));
    app.sandbox().set_environment("CARGO_TERM_COLOR", "always");
    assert!(is_coloured("prepare"));
    assert!(app.chef("prepare --help").stdout.contains("\u{1b}["));
}

#[test]
fn cargo_is_told_what_was_typed() {
    let app = app();
    let run = app.chef("build --offline --color always").succeeds();
    assert!(run.stderr.contains("\u{1b}["), "{run}");
    let compiles = |flags: &str| app.chef(flags).succeeds().stderr.contains("Compiling");
    assert!(compiles("cook --offline --target-dir one"));
    assert!(!compiles("cook --offline --target-dir two --quiet"));
    assert!(app.root().join("two/debug").exists());
}

#[test]
fn another_directory() {
    let app = app();
    let recipe = app.prepare("--exact").text;
    let elsewhere = app.sandbox().path("cargo-home");
    let root = app.root().display().to_string();
    let run = app.sandbox().chef(&elsewhere, &format!("-C {root} prepare --exact --recipe-path -"));
    assert_eq!(run.succeeds().stdout, recipe);
    app.sandbox().chef(&elsewhere, &format!("prepare -C {root}")).succeeds();
    assert!(app.root().join("recipe.json").exists());
    insta::assert_snapshot!(app.chef("-C nowhere prepare").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: could not change to the directory `nowhere`: No such file or directory (os error 2)
    hint: name a directory that is there; all other paths begin in it
    ");
}

#[test]
fn a_lockfile_that_is_asserted() {
    let app = app();
    app.chef("prepare --locked").succeeds();
    app.chef("prepare --frozen --recipe-path -").succeeds();
    app.remove("Cargo.lock");
    insta::assert_snapshot!(app.chef("prepare --locked").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no `Cargo.lock` in `[DIR]/app`, and with `--locked` none is made
    hint: run `cargo generate-lockfile` and commit `Cargo.lock`
    ");
    app.chef("prepare --offline").succeeds().says("there is no `Cargo.lock`");
    app.chef("diff recipe.json . --locked").fails().says("there is no `Cargo.lock`");
}

#[test]
fn a_project_that_is_named() {
    let app = repository();
    app.replace("core/Cargo.toml", "version = \"1\"", "version = \"=1.0.11\"");
    app.cargo("update --offline --quiet").succeeds();
    app.git("add --all").succeeds();
    app.git("commit --quiet --message second").succeeds();
    let elsewhere = app.sandbox().path("cargo-home");
    let manifest = app.root().join("Cargo.toml").display().to_string();
    for flags in ["log --exact", "diff HEAD~1: HEAD: --exact", "diff HEAD~1: . --exact"] {
        let there = app.chef(flags);
        let named = app.sandbox().chef(&elsewhere, &format!("{flags} --manifest-path {manifest}"));
        assert_eq!(there.stdout, named.stdout);
        assert_eq!(there.code, named.code);
        assert!(there.stdout.contains("itoa"), "{there}");
    }
    let member = app.root().join("core/Cargo.toml").display().to_string();
    let run = app.sandbox().chef(&elsewhere, &format!("log --exact --manifest-path {member}"));
    assert!(run.succeeds().stdout.contains("of 1 crate "), "the member's recipe");
    let run = app.sandbox().chef(&elsewhere, "log --manifest-path nowhere/Cargo.toml");
    run.fails().says("error: there is no manifest at `");
}

#[test]
fn a_subcommand_with_quoted_words() {
    let app = app();
    let run = "run --quiet --config 'term.color = \"never\"'";
    let run = app.sandbox().chef_with(app.root(), &["build", "--offline", "--with", run]);
    assert_eq!(run.succeeds().stdout, "app (core (itoa 1.0.15), serde 1.0.0 +std)\n");
    let run = app.sandbox().chef_with(app.root(), &["build", "--with", "run 'app"]);
    insta::assert_snapshot!(run.report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value 'run 'app' for '--with <SUBCOMMAND>': a quotation mark is not closed

    For more information, try '--help'.
    ");
}

#[test]
fn the_hint_at_an_exact_recipe_is_given_once() {
    let app = app();
    app.chef("prepare").succeeds().says("hint: say what you build");
    let run = app.chef("prepare").succeeds();
    assert!(!run.stderr.contains("hint"), "{run}");
}

#[test]
fn lines_are_cut_to_the_width_of_the_terminal() {
    let app = repository();
    app.replace("core/Cargo.toml", "version = \"1\"", "version = \"=1.0.11\"");
    app.cargo("update --offline --quiet").succeeds();
    app.git("add --all").succeeds();
    app.git("commit --quiet --message second").succeeds();
    let lines = |columns, flags: &str| -> Vec<String> {
        let run = on_terminal(&app, columns, flags);
        let text = run.stdout.replace('\r', "");
        // What is shown of a bar is cleared.
        let text = text.rsplit("\u{1b}[2K").next().unwrap_or_default().to_owned();
        text.lines().map(str::to_owned).collect()
    };
    let cut = "`itoa` was downgraded from …";
    let whole = "`itoa` was downgraded from 1.0.15 to 1.0.11";
    let has = |lines: &[String], part: &str| lines.iter().any(|line| line.contains(part));
    let narrow = lines(30, "diff HEAD~1: HEAD: --exact");
    // The sentence that matters is whole.
    assert!(narrow[0].starts_with("\u{1b}[1m") && narrow[0].contains(whole), "{narrow:?}");
    assert!(has(&narrow[1..], &cut[..cut.len() - 4]) && !has(&narrow[1..], whole), "{narrow:?}");
    assert!(has(&lines(30, "diff HEAD~1: HEAD: --exact -v")[1..], whole));
    assert!(has(&lines(200, "diff HEAD~1: HEAD: --exact")[1..], whole));
    let run = on_terminal(&app, 60, "log --exact");
    assert!(run.stdout.contains("`itoa`…\u{1b}[1m: 1 of 2 crates has to be compiled"), "{run}");
    let plain = app.chef("log --exact").stdout;
    assert!(plain.contains(whole) && !plain.contains('\u{1b}'), "{plain}");
}

/// A cargo that takes longer than a second.
fn slow(app: &App) {
    app.program("slow", "sleep 1.2\nexec cargo \"$@\"");
    app.sandbox().set_environment("CARGO", "slow");
}

#[test]
fn what_takes_longer_is_shown_on_a_terminal() {
    let app = app();
    app.chef("prepare --exact").succeeds();
    slow(&app);
    for (flags, text) in [
        ("prepare --exact", "Reading the workspace"),
        ("verify", "Asking cargo what it would compile"),
    ] {
        let run = on_terminal(&app, 80, flags);
        assert!(run.stdout.contains(text), "{flags}: {run}");
        // The last of it is cleared.
        let last = run.stdout.rfind(text).expect("it is there");
        assert!(run.stdout[last..].contains("\u{1b}[2K"), "{run}");
        for quiet in ["--quiet", "--config \"term.progress.when='never'\""] {
            let run = on_terminal(&app, 80, &format!("{flags} {quiet}"));
            assert!(!run.stdout.contains(text), "{flags} {quiet}: {run}");
        }
        let run = app.chef(flags);
        assert!(!run.stderr.contains(text), "{run}");
    }
}

#[test]
fn long_lists_are_cut() {
    let mut builder = project();
    for number in 0..25 {
        builder = builder.lib(&format!("member-{number:02}"), []);
    }
    let app = builder.create();
    app.chef("prepare").succeeds();
    let is_cut = |flags: &str| {
        let run = app.chef(flags);
        format!("{}{}", run.stdout, run.stderr).contains("… and 5 more; `-v` shows all")
    };
    assert!(is_cut("inspect") && !is_cut("inspect -v"));
    let layer = app.prepare("").layer();
    layer.write("member-00/src/lib.rs", "");
    for number in 1..25 {
        layer.write(&format!("member-{number:02}/src/lib.rs"), "");
    }
    layer
        .chef("cook --no-build")
        .fails()
        .says("`member-19/src/lib.rs` … and 5 more; `-v` shows all");
    layer.chef("cook --no-build -v").fails().says("`member-24/src/lib.rs`\n");
}

/// What a hint has in backticks can be typed as it is, also where a name has a space or a pattern.
#[test]
fn hints_are_quoted() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(".cargo/config.toml", "[http]\ncainfo = \"my ca.pem\"\n")
        .file("my ca.pem", "")
        .create();
    let chef = |arguments: &[&str]| app.sandbox().chef_with(app.root(), arguments);
    chef(&["inspect", "my recipe.json"])
        .says("`cargo chef prepare --recipe-path 'my recipe.json'`");
    let prepare = ["prepare", "--bin", "a*", "--recipe-path", "my recipe.json"];
    let run = chef(&prepare).succeeds().says("exact recipe for `--bin 'a*'`");
    let run = run.says("`COPY [\"my ca.pem\", \"my ca.pem\"]`");
    assert!(!run.stderr.contains("COPY my"), "{run}");
    app.replace("app/Cargo.toml", "version = \"1\"", "version = \"=1.0.11\"");
    app.cargo("update --offline --quiet --config http.cainfo=''").succeeds();
    let refresh = "`cargo chef prepare --recipe-path 'my recipe.json' --bin 'a*'`";
    chef(&["diff", "my recipe.json", "."]).fails().says(refresh);
    let verify = ["verify", "--offline", "--recipe-path", "my recipe.json", "--bin", "a*"];
    chef(&verify).fails().says(refresh);
}
