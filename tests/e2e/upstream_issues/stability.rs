//! Recipes changed where no dependency did.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project()
        .lib("shared", [dep("either", "1")])
        .file("shared/tests/first.rs", "")
        .bin("app", [path("shared")])
        .bin("other", [dep("itoa", "=1.0.11")])
        .create()
}

#[track_caller]
fn keeps(flags: &[&str], change: impl Fn(&App)) {
    for flags in flags {
        let app = app();
        let before = app.prepare(flags).text;
        change(&app);
        assert_eq!(app.prepare(flags).text, before, "`{flags}`");
    }
}

/// No thread was found; the phrase is "recipe changes without need". Targets were listed, so a
/// test or a binary more was another recipe.
#[test]
fn issue_314_a_test_file_more_and_one_renamed() {
    keeps(&["", "--exact", "--bin app"], |app| {
        app.edit("shared/tests/second.rs", "");
        app.edit("shared/tests/third/main.rs", "");
        app.remove("shared/tests/first.rs");
    });
}

/// The recipe for one binary changed with the dependencies of another.
#[test]
fn issue_323_an_update_that_only_another_member_needs() {
    keeps(&["--package app", "--package app --bin app"], |app| {
        app.replace("other/Cargo.toml", "=1.0.11", "=1.0.15");
        app.lock();
    });
}

/// No thread was found; the phrase is "recipe changes without need". Manifests were stored whole.
#[test]
fn issue_359_what_a_manifest_says_for_people() {
    keeps(&["", "--exact", "--bin app"], |app| {
        let version = "version = \"0.1.0\"";
        let more = "version = \"0.2.0\"\nauthors = [\"me\"]\ndescription = \"Ours\"";
        app.replace("app/Cargo.toml", version, more);
        app.edit("app/src/main.rs", "fn main() { println!(\"new\") }\n");
        app.lock();
    });
}
