//! What cargo does with a recipe besides `build`: check, doc, test, and subcommands of others.

use std::collections::BTreeSet;

use crate::support::{App, Layer, ProjectBuilder, Run, dep, path, project};

const EXTERNAL: [&str; 8] =
    ["cc", "either", "itoa", "libc", "proptest", "quote", "serde", "zlib-sys"];

fn builder() -> ProjectBuilder {
    project()
        .proc_macro("macros", [dep("quote", "1"), dep("either", "1")])
        .lib("core", [dep("itoa", "1"), path("macros"), dep("proptest", "1").dev()])
        .bin("app", [path("core"), dep("serde", "1"), dep("zlib-sys", "1"), dep("cc", "1").build()])
        .file("core/tests/it.rs", "#[test] fn works() { proptest::text(); }\n")
}

/// Asserts that a command that names the crates it works on names no external one.
#[track_caller]
fn worked_on_no_external_crate(run: &Run) {
    let work = work_on_external_crates(run);
    assert!(work.is_empty(), "{work:?}\n{run}");
}

/// Cooks in this way, from each kind of recipe.
fn cooked<'a>(app: &'a App, flags: &str) -> Vec<Layer<'a>> {
    ["", "--exact"].map(|prepare| app.prepare(prepare).silent().cook(flags)).into()
}

#[test]
fn check() {
    let app = builder().create();
    for layer in cooked(&app, "--check") {
        layer
            .run("check", "")
            .fresh(["cc", "either", "itoa", "libc", "quote", "serde", "zlib-sys"]);
    }
}

#[test]
fn clippy_takes_what_check_compiled() {
    let app = builder().create();
    for layer in cooked(&app, "--clippy --release") {
        layer
            .run("check", "--release")
            .fresh(["cc", "either", "itoa", "libc", "quote", "serde", "zlib-sys"]);
    }
}

#[test]
fn check_of_a_macro_and_of_tests() {
    let app = builder().create();
    let recipe = app.prepare("");
    for flags in ["--package macros", "--package core --tests", "--workspace --all-targets"] {
        recipe.cook(&format!("--check {flags}")).run("check", flags);
        app.prepare(flags).cook("--check").run("check", flags);
    }
}

#[test]
fn tests_are_built_and_not_run() {
    let app = builder().create();
    for (prepare, cook) in [("", "--tests"), ("--tests", "")] {
        app.prepare(prepare).cook(cook).run("test", "--no-run").fresh(EXTERNAL);
    }
}

#[test]
fn documentation() {
    let app = builder().create();
    for layer in cooked(&app, "--doc") {
        let documented = layer.files().into_iter().filter(|path| path.starts_with("target/doc"));
        let documented: Vec<_> = documented.map(|path| path.display().to_string()).collect();
        assert!(documented.iter().any(|path| path == "target/doc/itoa/index.html"));
        let of_ours = documented.iter().find(|path| path.contains("umbrella"));
        assert_eq!(of_ours, None, "{documented:?}");
        let run = layer.cargo("doc --verbose");
        worked_on_no_external_crate(&run);
        assert!(run.stderr.contains("Documenting app"), "{run}");
        assert!(run.stderr.contains("Fresh itoa"), "{run}");
        for crates in ["crates.js", "search-index.js"] {
            let names = layer.files().into_iter().filter(|path| path.ends_with(crates));
            for path in names {
                assert!(!layer.text(&path.to_string_lossy()).contains("umbrella"), "{path:?}");
            }
        }
    }
}

/// What a cargo command says it does with external crates. Of a crate that is both checked and
/// compiled it says only what comes first.
fn work_on_external_crates(run: &Run) -> BTreeSet<String> {
    let lines = run.stderr.lines().map(str::trim);
    let is_external = |line: &&str| {
        let mut words = line.split(' ');
        words.next().is_some_and(|verb| verb.ends_with("ing"))
            && words.next().is_some_and(|name| EXTERNAL.contains(&name))
    };
    lines.filter(is_external).map(|line| line.replace("Checking", "Compiling")).collect()
}

/// Of what is only used by build scripts, cargo writes no documentation; cook does.
#[test]
fn documentation_needs_what_cargo_needs() {
    let app = builder().create();
    let plain = work_on_external_crates(&app.cargo("doc").succeeds());
    assert!(plain.contains("Documenting itoa v1.0.15"), "{plain:?}");
    for prepare in ["", "--exact"] {
        let run = app.prepare(prepare).layer().chef("cook --doc").succeeds();
        let mut work = work_on_external_crates(&run);
        assert!(work.remove("Documenting cc v1.0.0"), "the exception is not needed any more");
        assert_eq!(work, plain, "{run}");
    }
}

#[test]
fn documentation_without_dependencies() {
    let app = builder().create();
    for layer in cooked(&app, "--doc -- --no-deps") {
        worked_on_no_external_crate(&layer.cargo("doc --no-deps --verbose"));
    }
}

#[test]
fn another_subcommand_of_several_words() {
    let app = builder().create();
    app.program("cargo-wrapped", "shift\necho wrapped >&2\nexec cargo \"$@\"");
    for prepare in ["", "--exact"] {
        let layer = app.prepare(prepare).layer();
        let flags = ["cook", "--with", "wrapped build", "--release"];
        layer.chef_with(&flags).succeeds().says("wrapped\n");
        layer.build("--release").prints(
            "app (core (itoa 1.0.15, macros (quote 1.0.0, either 1.0.0)), serde 1.0.0 +std, \
             zlib-sys 1.0.0 (cc 1.0.0), built with cc 1.0.0)",
        );
    }
}

#[test]
fn another_subcommand_of_one_word() {
    let app = builder().create();
    app.program("cargo-wrapped", "shift\nexec cargo build \"$@\"");
    for layer in cooked(&app, "--with wrapped") {
        layer.build("");
    }
}

#[test]
fn zigbuild() {
    let app = builder().create();
    app.program("cargo-zigbuild", "shift\necho zig >&2\nexec cargo build \"$@\"");
    let layer = app.prepare("").layer();
    layer.chef("cook --zigbuild").succeeds().says("zig\n");
    layer.build("");
}

#[test]
fn a_subcommand_that_is_not_there() {
    let layer_app = builder().create();
    let layer = layer_app.prepare("").layer();
    let run = layer.chef("cook --with no-such-thing").fails();
    assert!(run.stderr.contains("no such command: `no-such-thing`"), "{run}");
    assert_eq!(run.code, Some(101), "{run}");
}

#[test]
fn two_modes_at_once() {
    let app = builder().create();
    let run = app.chef("cook --check --doc");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--check' cannot be used with '--doc'

    Usage: cargo chef cook --check [-- <CARGO ARGUMENTS>...]

    For more information, try '--help'.
    "#);
}
