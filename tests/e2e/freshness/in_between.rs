//! Another cargo builds in the target directory between two of ours.

use super::{app, printed, say, time_of};
use crate::support::project;

/// Edits, lets another cargo compile that, reverts, and builds.
#[track_caller]
fn is_right_after(command: &str, flags: &str) {
    let app = app();
    say(&app, "one");
    app.chef_build_anew(flags);
    say(&app, "two");
    app.cargo(command).succeeds();
    say(&app, "one");
    app.chef_build(flags).prints(&printed("one"));
    app.check_out_again();
    app.chef_build(flags).rebuilt([]).prints(&printed("one"));
}

#[test]
fn cargo_build() {
    is_right_after("build", "");
}

#[test]
fn cargo_build_of_one_package() {
    is_right_after("build -p core", "");
}

#[test]
fn cargo_build_of_another_profile() {
    is_right_after("build --release", "");
    is_right_after("build", "--release");
}

#[test]
fn cargo_test() {
    is_right_after("test --no-run", "");
}

#[test]
fn cargo_check() {
    let app = app();
    app.chef_build_anew("");
    app.chef_build_anew("--check");
    app.edit("core/src/lib.rs", "this is no Rust");
    app.cargo("check").fails();
    app.edit("core/src/lib.rs", "pub fn text() -> u8 { 0 }");
    app.cargo("check -p core").succeeds();
    say(&app, "one");
    app.chef("build --check").succeeds();
    app.chef_build("").prints(&printed("one"));
}

#[test]
fn cook_is_no_other_cargo() {
    let app = app();
    say(&app, "one");
    app.chef("cook").succeeds();
    app.chef_build("").prints(&printed("one"));
    say(&app, "two");
    app.chef("cook --release").succeeds();
    say(&app, "one");
    app.chef_build("").rebuilt([]).prints(&printed("one"));
}

#[test]
fn a_run_of_an_external_script_that_watches_a_source() {
    // Only our own units are looked at for the names of packages; a script of an external crate may
    // watch a file of ours nevertheless.
    let app = app();
    app.chef_build_anew("");
    app.cargo("clean -p itoa").succeeds();
    app.chef_build_anew("").prints("app (core (itoa 1.0.15), other)");
}

#[test]
fn what_nobody_else_compiled_stays_fresh() {
    let app = app();
    app.chef_build_anew("");
    app.check_out_again();
    app.cargo("build -p other").succeeds();
    // `app` is built on `other`, and `core` is what it was.
    app.chef_build("").rebuilt(["other", "app"]);
}

/// In the new layout of the build directory, what belongs to a package is below its name.
#[test]
fn cargo_build_of_a_package_that_is_named_like_a_unit_on_nightly() {
    let name = "foo-0123456789abcdef";
    let app = project()
        .bin(name, [])
        .bin("other", [])
        .file(&format!("{name}/src/main.rs"), "fn main() { println!(\"one\") }")
        .file(".cargo/config.toml", "[unstable]\nbuild-dir-new-layout = true\n")
        .env("RUSTUP_TOOLCHAIN", "nightly")
        .create();
    let main = format!("{name}/src/main.rs");
    app.chef_build_anew("").program_prints(name, "one");
    app.edit(&main, "fn main() { println!(\"two\") }");
    app.cargo("build").succeeds();
    app.edit(&main, "fn main() { println!(\"one\") }");
    app.chef_build("").program_prints(name, "one");
    app.check_out_again();
    app.chef_build("").rebuilt([]).program_prints(name, "one");
}

/// Cargo puts no `CACHEDIR.TAG` into a directory that it finds.
#[test]
fn another_target_directory_that_is_not_marked_as_one() {
    let main = |text: &str| format!("fn main() {{ println!({text:?}) }}");
    let app = project().bin("app", []).at_root().file("src/main.rs", &main("one")).create();
    app.chef_build_anew("").prints("one");
    fs_err::create_dir(app.root().join("elsewhere")).expect("the project can be written");
    app.cargo("build --target-dir elsewhere").succeeds();
    let program = app.root().join("elsewhere/debug/app");
    let time = time_of(&program);
    app.edit("src/main.rs", &main("two"));
    app.chef_build("").prints("two");
    assert_eq!(time_of(&program), time);
    app.cargo("build --target-dir elsewhere").succeeds().says("Compiling app");
}
