//! The recipe keeps its bytes when nothing changes that a dependency could see, beside the edits
//! in the table of `edits`.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros")])
        .lib("other", [dep("itoa", "1"), dep("proptest", "1").dev()])
        .bin("app", [path("core"), path("other"), dep("serde", "1").features(["derive"])])
        .file("other/tests/it.rs", "")
        .create()
}

const EXACT: [&str; 4] = ["--exact", "--bin app", "--package app", "--workspace --all-targets"];

/// Asserts which recipes are the same bytes after a change: exact ones, and that of the workspace.
#[track_caller]
fn keeps(app: &App, flags: &[&str], change: impl FnOnce(&App)) {
    let recipes = || -> Vec<String> { flags.iter().map(|f| app.prepare(f).text).collect() };
    let before = recipes();
    change(app);
    for ((before, after), flags) in before.iter().zip(recipes()).zip(flags) {
        assert_eq!(*before, after, "`prepare {flags}`");
    }
}

fn all() -> Vec<&'static str> {
    [&[""], &EXACT[..]].concat()
}

#[test]
fn preparing_twice_gives_the_same_bytes() {
    keeps(&app(), &all(), |_| {});
}

#[test]
fn a_copy_in_another_directory_gives_the_same_bytes() {
    let app = app();
    let copy = app.copy_to("a/checkout/of/another/name");
    for flags in all() {
        assert_eq!(app.prepare(flags).text, copy.prepare(flags).text, "`prepare {flags}`");
    }
}

#[test]
fn no_recipe_names_a_directory_of_this_machine() {
    let app = app();
    for flags in all() {
        let text = app.prepare(flags).text;
        assert!(!text.contains(&*app.sandbox().path("").to_string_lossy()), "{text}");
        assert!(!text.contains("/tmp"), "{text}");
    }
}

#[test]
fn a_version_of_a_member_whose_lockfile_was_not_updated() {
    keeps(&app(), &all(), |app| {
        app.replace("core/Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    });
}

#[test]
fn a_new_source_file_and_an_edited_one() {
    keeps(&app(), &all(), |app| {
        app.edit("core/src/new.rs", "");
        app.edit("core/src/lib.rs", "mod new;");
    });
}

#[test]
fn a_first_test_file_where_nothing_is_tested() {
    keeps(&app(), &EXACT[..3], |app| app.edit("core/tests/first.rs", ""));
}

/// Tests whose settings differ each have a stand-in, whatever they are called.
#[test]
fn new_names_of_tests() {
    let app = app();
    let table = |name: &str, more: &str| format!("\n[[test]]\nname = \"{name}\"\n{more}\n");
    let manifest = app.text("other/Cargo.toml");
    let with = |it: &str, plain: &str| {
        fs_err::remove_dir_all(app.root().join("other/tests")).expect("it can be removed");
        app.edit(&format!("other/tests/{it}.rs"), "");
        app.edit(&format!("other/tests/{plain}.rs"), "fn main() {}");
        let own = table(it, "test = false") + &table(plain, "harness = false");
        app.edit("other/Cargo.toml", &(manifest.clone() + &own));
    };
    with("a", "b");
    for (it, plain) in [("y", "z"), ("z", "a"), ("a", "z"), ("p", "o")] {
        keeps(&app, &all(), |_| with(it, plain));
    }
}

#[test]
fn what_a_manifest_says_for_people() {
    keeps(&app(), &all(), |app| {
        app.replace(
            "core/Cargo.toml",
            "[package]",
            "[package]\ndescription = \"the core\"\nlicense = \"MIT\"\nkeywords = [\"a\"]\n\
             repository = \"https://example.org\"\npublish = false\n\
             metadata = { tool = \"x\" }\nauthors = [\"someone\"]\n",
        );
    });
}

#[test]
fn order_and_format_of_a_configuration() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(".cargo/config.toml", "[build]\njobs = 1\nincremental = false\n")
        .create();
    keeps(&app, &["", "--exact"], |app| {
        app.edit(
            ".cargo/config.toml",
            "# quick\n[alias]\nt = \"test\"\n[term]\nquiet = false\n\
             [build]\nincremental = false\njobs = 1\n",
        );
    });
}

#[test]
fn an_external_crate_that_only_others_use() {
    keeps(&app(), &["--package app", "--package core"], |app| {
        let text = app.text("other/Cargo.toml");
        app.edit("other/Cargo.toml", &text.replace("proptest", "either"));
        app.edit("other/src/lib.rs", "pub fn text() -> &'static str { \"\" }");
        app.lock();
    });
}
