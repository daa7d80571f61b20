//! Sources that change while cargo runs.

use std::time::Duration;

use super::{app, library, printed, say, with_hooks};

#[test]
fn a_source_that_changes_and_is_back() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.edit("three", &library("three"));
    app.edit("two", &library("two"));
    app.edit("before-core", "cp three core/src/lib.rs");
    app.edit("after-core", "cp two core/src/lib.rs");
    app.chef_build("");
    app.remove("before-core");
    app.remove("after-core");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[test]
fn a_source_that_changes_and_is_back_with_its_time() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.edit("three", &library("three"));
    app.edit("before-core", "cp -p core/src/lib.rs two; cp three core/src/lib.rs");
    app.edit("after-core", "cp -p two core/src/lib.rs");
    app.chef_build("");
    app.remove("before-core");
    app.remove("after-core");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[test]
fn a_source_that_changes_after_it_was_read() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.edit("two", &library("two"));
    app.edit("after-core", "cp two core/src/lib.rs");
    app.chef_build_anew("").prints(&printed("one"));
    app.remove("after-core");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
    app.check_out_again();
    app.chef_build("").rebuilt([]).prints(&printed("two"));
}

#[test]
fn a_source_that_changes_before_it_is_read() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.edit("two", &library("two"));
    app.edit("before-core", "cp two core/src/lib.rs");
    app.chef_build_anew("").prints(&printed("two"));
    app.remove("before-core");
    say(&app, "one");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
}

#[test]
fn a_directory_that_is_away_for_a_while() {
    let app = app();
    with_hooks(&app);
    app.edit("core/src/lib.rs", "mod part; pub fn text() -> String { part::text() }");
    app.edit("core/src/part/mod.rs", &library("one"));
    app.chef_build_anew("").prints(&printed("one"));
    app.edit("core/src/lib.rs", "pub mod part; pub fn text() -> String { part::text() }");
    app.edit("parts/mod.rs", &library("two"));
    let swap = "mv core/src/part away; mv parts core/src/part";
    let back = "mv core/src/part parts; mv away core/src/part";
    app.edit("before-core", swap);
    app.edit("after-core", back);
    app.chef_build("");
    app.remove("before-core");
    app.remove("after-core");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
}

#[test]
fn a_directory_that_comes_with_old_files() {
    let app = app();
    with_hooks(&app);
    app.edit("core/src/lib.rs", "mod part; pub fn text() -> String { part::text() }");
    app.edit("core/src/part/mod.rs", &library("one"));
    app.edit("parts/mod.rs", &library("two"));
    app.edit("after-core", "mv core/src/part away; mv parts core/src/part");
    app.chef_build_anew("").prints(&printed("one"));
    app.remove("after-core");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[test]
fn a_compile_error_and_a_revert() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    app.edit("core/src/lib.rs", "this is no Rust");
    let run = app.chef("build");
    assert_eq!(run.code, Some(101), "{run}");
    run.says("changed: 1 of 6 files").says("in `core`");
    say(&app, "one");
    app.check_out_again();
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
    app.check_out_again();
    app.chef_build("").rebuilt([]);
}

#[test]
fn a_unit_that_was_never_begun() {
    let app = app();
    app.edit("app/build.rs", "fn main() { println!(\"cargo::rerun-if-changed=build.rs\") }");
    app.edit("core/src/lib.rs", "this is no Rust");
    app.chef("build -- --keep-going").fails();
    say(&app, "one");
    let run = app.chef("build").succeeds();
    assert!(!run.stderr.contains("another cargo"), "{run}");
}

#[test]
fn a_unit_that_became_dirty_and_was_not_begun() {
    let app = app();
    app.edit("app/build.rs", "fn main() {}");
    say(&app, "one");
    app.chef_build_anew("");
    app.edit("core/src/lib.rs", "this is no Rust");
    app.chef("build").fails();
    say(&app, "two");
    let run = app.chef("build").succeeds();
    assert!(!run.stderr.contains("another cargo"), "{run}");
    app.chef_build("").rebuilt([]).prints(&printed("two"));
}

#[test]
fn another_cargo_that_is_still_compiling() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.edit("after-core", "touch begun; sleep 2");
    let other = app.sandbox().start_program("cargo", app.root(), "build");
    while !app.exists("begun") {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    say(&app, "one");
    app.chef_build("").prints(&printed("one"));
    other.wait().succeeds();
    app.chef_build("").prints(&printed("one"));
}

#[test]
fn two_builds_at_once() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.edit("before-core", "touch begun; sleep 2");
    let first = app.sandbox().start(app.root(), "build");
    while !app.exists("begun") {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    say(&app, "three");
    let second = app.chef("build").succeeds();
    second.says("    Blocking waiting for file lock on build directory\n");
    first.wait().succeeds();
    app.remove("before-core");
    app.chef_build("").prints(&printed("three"));
}

#[test]
fn two_builds_at_once_that_share_but_sources() {
    let app = app();
    with_hooks(&app);
    app.chef_build_anew("");
    say(&app, "two");
    app.edit("before-core", "touch begun; sleep 2");
    let first = app.sandbox().start(app.root(), "build");
    while !app.exists("begun") {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let second = app.chef("build --target-dir elsewhere").succeeds();
    second.says("    Blocking waiting for file lock on sources\n");
    first.wait().succeeds();
}

/// Another cargo compiles while we read, from what a file holds only for that moment.
#[test]
fn a_source_that_another_cargo_compiles_while_files_are_read() {
    let app = app();
    say(&app, "one");
    let large = fs_err::File::create(app.root().join("app/large")).expect("it can be written");
    app.chef_build_anew("");
    // The larger this file is, the longer nothing else is read.
    for size in [50, 200, 800, 3200] {
        large.set_len(size << 20).expect("the file system has files with holes");
        say(&app, "two");
        let begun = || super::time_of(&app.root().join("target/cargo-chef/clock"));
        let before = begun();
        let mut ours = app.sandbox().start(app.root(), "build");
        while begun() == before {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(20));
        app.cargo("build").succeeds();
        say(&app, "one");
        let was_in_time = ours.is_running();
        ours.wait().succeeds();
        app.chef_build("").prints(&printed("one"));
        if was_in_time {
            return;
        }
    }
    panic!("all was read too soon");
}
