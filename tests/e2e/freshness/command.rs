//! The command itself: what it says, and what it passes on.

use super::{app, long_ago, say, set_time, time_of};
use crate::support::project;

#[test]
fn says_what_changed() {
    let app = app();
    let first = app.chef("build").succeeds();
    first.says("changed: all 6 files count as new: this target directory has no ledger yet\n");
    let second = app.chef("build").succeeds();
    second.says("changed: none of 6 files since the last build ");
    say(&app, "one");
    app.edit("other/src/new.rs", "");
    app.remove("app/Cargo.toml");
    app.edit("app/Cargo.toml", &first_manifest());
    let third = app.chef("build").succeeds();
    third
        .says("changed: 3 of 7 files since the last build ")
        .says(", in `app`, `core` and `other`\n");
}

fn first_manifest() -> String {
    "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
     [dependencies]\ncore = { path = \"../core\" }\nother = { path = \"../other\" }\n"
        .into()
}

#[test]
fn a_dry_run_changes_nothing() {
    let app = app();
    let dry = app.chef("build --dry-run").succeeds();
    assert!(!app.exists("target"), "{dry}");
    app.chef_build_anew("");
    say(&app, "one");
    let file = app.root().join("core/src/lib.rs");
    set_time(&file, long_ago());
    let dry = app.chef("build --dry-run").succeeds();
    assert!(dry.stdout.starts_with("changed   "), "{dry}");
    assert_eq!(dry.stdout.lines().count(), 1, "{dry}");
    assert_eq!(time_of(&file), long_ago());
    app.chef_build("").rebuilt(["core", "app"]);
}

#[test]
fn tells_programs() {
    let app = app();
    app.chef_build_anew("");
    say(&app, "one");
    let run = app.chef("build --format json --dry-run").succeeds().silent();
    let message: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(message["reason"], "chef-freshness");
    assert_eq!(message["files"], 6);
    assert_eq!(message["changes"][0]["change"], "changed");
    assert_eq!(message["changes"][0]["packages"][0], "core");
}

#[test]
fn cargo_refuses_in_its_own_words() {
    let app = app();
    for flags in ["build --bin none", "build -p none", "build --manifest-path none/Cargo.toml"] {
        let (ours, cargos) = (app.chef(flags).fails(), app.cargo(flags).fails());
        assert_eq!(ours.code, cargos.code);
        let first = cargos.stderr.lines().next().unwrap_or_default();
        assert!(ours.stderr.contains(first), "{ours}\n{cargos}");
    }
    app.edit("app/Cargo.toml", &(first_manifest() + "gone = { path = \"../gone\" }\n"));
    let (ours, cargos) = (app.chef("build").fails(), app.cargo("build").fails());
    assert!(ours.stderr.contains(&cargos.stderr), "{ours}\n{cargos}");
}

#[test]
fn actions() {
    let app = project().lib("core", []).file("core/src/lib.rs", "#[test] fn holds() {}\n").create();
    app.chef_build("--check").rebuilt(["core"]);
    app.chef_build("--check").rebuilt([]);
    app.chef("build --doc").succeeds();
    let tests = app.chef("build --with test");
    assert!(tests.succeeds().stdout.contains("test holds ... ok"));
    app.check_out_again();
    let tests = app.chef("build --with test");
    assert!(!tests.succeeds().stderr.contains("Compiling"));
}

#[test]
fn a_target_directory_named_behind() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.cargo("build --target-dir elsewhere").succeeds();
    say(&app, "one");
    for flags in ["--target-dir elsewhere", "--target-dir=elsewhere"] {
        app.chef(&format!("build -- {flags}")).succeeds();
        let program = app.root().join("elsewhere/debug/app");
        let run = app.sandbox().run(program.to_str().expect("text"), app.root(), "").succeeds();
        assert_eq!(run.stdout.trim_end(), super::printed("one"));
    }
}

/// A build with a subcommand that is an alias leaves no stale program elsewhere.
#[track_caller]
fn is_right_elsewhere(alias: &str) {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    let text = format!("[alias]\n{alias} = \"build --target-dir elsewhere\"\n");
    app.edit(".cargo/config.toml", &text);
    app.cargo(alias).succeeds();
    say(&app, "one");
    app.chef(&format!("build --with {alias}")).succeeds();
    let program = app.root().join("elsewhere/debug/app");
    let run = app.sandbox().run(program.to_str().expect("text"), app.root(), "").succeeds();
    assert_eq!(run.stdout.trim_end(), super::printed("one"));
}

#[test]
fn a_subcommand_that_builds_elsewhere() {
    is_right_elsewhere("away");
}

#[test]
fn an_alias_with_the_name_of_a_subcommand() {
    is_right_elsewhere("ndk");
}

#[test]
fn a_program_that_builds_is_run() {
    let program = "fn main() {\n    let chef = std::env::var_os(\"CHEF\").unwrap();\n    \
        let mut chef = std::process::Command::new(chef);\n    chef.args([\"chef\", \"build\"]);\n    \
        let flags: Vec<_> = std::env::args().skip(1).collect();\n    \
        assert!(chef.args(flags).status().unwrap().success());\n}\n";
    let app = project().lib("core", []).bin("task", []).file("task/src/main.rs", program).create();
    app.sandbox().set_environment("CHEF", env!("CARGO_BIN_EXE_cargo-chef"));
    app.chef_build("-p task").rebuilt(["task"]);
    // The same target directory.
    let outer = app.chef("build -p task --with run -- -- -p core").succeeds();
    assert!(outer.stderr.contains("another `cargo chef build` runs this one"), "{outer}");
    assert!(outer.stderr.contains("Compiling core"), "{outer}");
    app.check_out_again();
    app.chef_build("").rebuilt([]);
    // Another one, which shares the sources.
    app.check_out_again();
    let outer = app.chef("build -p task --with run -- -- -p core --target-dir elsewhere");
    assert!(outer.succeeds().stderr.contains("Compiling core"));
    app.check_out_again();
    app.chef_build("").rebuilt([]);
}
