//! What is compiled again, and what is not.

use super::{app, library, long_ago, printed, say, set_time, time_of};
use crate::support::{App, dep, path, project};

#[test]
fn a_new_checkout_compiles_nothing() {
    let app = app();
    app.chef_build_anew("");
    app.check_out_again();
    app.chef_build("").rebuilt([]).fresh(["itoa"]).prints("app (core (itoa 1.0.15), other)");
}

#[test]
fn an_edit_compiles_what_it_reaches() {
    let app = app();
    app.chef_build_anew("");
    say(&app, "one");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
    app.check_out_again();
    app.edit("other/src/lib.rs", &library("changed"));
    app.chef_build("").rebuilt(["other", "app"]).prints("app (one, changed)");
}

#[test]
fn an_edit_with_an_old_time_is_one() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[test]
fn what_was_reverted_before_a_build_was_never_changed() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    say(&app, "one");
    app.chef_build("").rebuilt([]).prints(&printed("one"));
}

#[test]
fn what_is_reverted_after_a_build_is_compiled() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    app.chef_build("").prints(&printed("two"));
    say(&app, "one");
    app.check_out_again();
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
}

#[test]
fn each_profile_is_right() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    app.chef_build_anew("--release").prints(&printed("one"));
    say(&app, "two");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
    say(&app, "one");
    app.check_out_again();
    // Compiled from `one`, but nobody knows that but the ledger, which only has what was last.
    app.chef_build("--release").rebuilt(["core", "app"]).prints(&printed("one"));
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
    app.check_out_again();
    app.chef_build("--release").rebuilt([]);
    app.chef_build("").rebuilt([]);
}

#[test]
fn no_file_is_left_with_an_earlier_time() {
    let app = app();
    app.chef_build_anew("");
    app.check_out_again();
    let main = app.root().join("app/src/main.rs");
    let before = time_of(&main);
    app.chef_build("").rebuilt([]);
    assert_eq!(time_of(&main), before);
    // Another target directory, in which only cargo has built, compiles what it would have.
    say(&app, "one");
    app.cargo("build --target-dir elsewhere").succeeds();
    say(&app, "core (itoa 1.0.15)");
    app.edit("core/src/lib.rs", &app.text("core/src/lib.rs"));
    app.chef_build("");
    let run = app.cargo("run --quiet --target-dir elsewhere").succeeds();
    assert_eq!(run.stdout.trim_end(), "app (core (itoa 1.0.15), other)");
}

#[test]
fn a_file_that_comes_and_goes() {
    let app = app();
    app.edit("core/src/lib.rs", "mod part; pub fn text() -> String { part::text() }");
    app.edit("core/src/part.rs", &library("one"));
    app.chef_build_anew("").prints(&printed("one"));
    app.remove("core/src/part.rs");
    app.edit("core/src/part/mod.rs", &library("two"));
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
    app.remove("core/src/part/mod.rs");
    app.edit("core/src/part.rs", &library("one"));
    set_time(&app.root().join("core/src/part.rs"), long_ago());
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
    app.check_out_again();
    app.chef_build("").rebuilt([]);
}

#[test]
fn files_outside_of_packages_count() {
    let app = project()
        .bin("app", [])
        .file("app/src/main.rs", "fn main() { print!(include_str!(\"../../shared/text\")) }")
        .file("shared/text", "one")
        .create();
    app.chef_build("").prints("one");
    app.check_out_again();
    app.chef_build("").rebuilt([]);
    app.edit("shared/text", "two");
    set_time(&app.root().join("shared/text"), long_ago());
    app.chef_build("").rebuilt(["app"]).prints("two");
}

/// A crate of the registry that only `named` replaces by one outside of the root.
#[track_caller]
fn a_replacing_package_counts(named: impl FnOnce(&App, &str) -> String) {
    let app = project().bin("app", [dep("itoa", "1")]).create().copy_to("above/app");
    let package = "[package]\nname = \"itoa\"\nversion = \"1.0.15\"\nedition = \"2021\"\n";
    app.edit("../itoa/Cargo.toml", package);
    app.edit("../itoa/src/lib.rs", &library("one"));
    let flags = named(&app, "patch.crates-io.itoa.path");
    app.chef_build_anew(&flags).prints("app (one)");
    let write_again = |text: &str| {
        fs_err::remove_file(app.root().join("../itoa/src/lib.rs")).expect("it is there");
        app.edit("../itoa/src/lib.rs", &library(text));
    };
    write_again("one");
    app.chef_build(&flags).rebuilt([]).prints("app (one)");
    write_again("two");
    set_time(&app.root().join("../itoa/src/lib.rs"), long_ago());
    app.chef_build(&flags).rebuilt(["app", "itoa"]).prints("app (two)");
}

#[test]
fn packages_that_the_configuration_of_a_parent_names_count() {
    a_replacing_package_counts(|app, key| {
        app.edit("../.cargo/config.toml", &format!("{key} = \"itoa\"\n"));
        String::new()
    });
}

#[test]
fn packages_that_a_flag_names_count() {
    a_replacing_package_counts(|_, key| format!("--config {key}=\"../itoa\""));
}

#[test]
fn packages_outside_of_the_root_count() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(
            "outer/Cargo.toml",
            "[package]\nname = \"outer\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
        )
        .file("outer/src/lib.rs", &library("one"))
        .file("app/src/main.rs", "fn main() { println!(\"{}\", outer::text()) }")
        .create();
    // The workspace goes down, the package stays up.
    for name in ["Cargo.toml", "Cargo.lock", "app"] {
        let to = app.root().join("inner").join(name);
        fs_err::create_dir_all(app.root().join("inner")).expect("the project can be changed");
        fs_err::rename(app.root().join(name), to).expect("the project can be changed");
    }
    let manifest =
        app.text("inner/app/Cargo.toml") + "[dependencies.outer]\npath = \"../../outer\"\n";
    app.edit("inner/app/Cargo.toml", &manifest);
    let build = "build --manifest-path inner/Cargo.toml";
    let run = |text: &str| {
        app.chef(build).succeeds();
        let program = app.root().join("inner/target/debug/app");
        let run = app.sandbox().run(program.to_str().expect("text"), app.root(), "").succeeds();
        assert_eq!(run.stdout.trim_end(), text);
    };
    run("one");
    app.edit("outer/src/lib.rs", &library("two"));
    set_time(&app.root().join("outer/src/lib.rs"), long_ago());
    run("two");
    for file in ["outer/src/lib.rs", "outer/Cargo.toml"] {
        app.edit(file, &app.text(file));
    }
    let again = app.chef(build).succeeds();
    assert!(!again.stderr.contains("Compiling"), "{again}");
}

#[cfg(unix)]
#[test]
fn links_count_for_what_they_lead_to() {
    use std::os::unix::fs::symlink;
    let app = project()
        .bin("app", [path("core")])
        .lib("core", [])
        .file("app/src/main.rs", "mod part; fn main() { println!(\"{}\", part::text()) }")
        .file("app/texts/one.rs", &library("one"))
        .file("app/texts/two.rs", &library("two"))
        .create();
    let link = app.root().join("app/src/part.rs");
    symlink("../texts/one.rs", &link).expect("links can be made");
    app.chef_build("").prints("one");
    app.chef_build("").rebuilt([]);
    fs_err::remove_file(&link).expect("the project can be changed");
    symlink("../texts/two.rs", &link).expect("links can be made");
    app.chef_build("").rebuilt(["app"]).prints("two");
    fs_err::remove_file(&link).expect("the project can be changed");
    symlink("../texts/one.rs", &link).expect("links can be made");
    app.chef_build("").prints("one");
}

#[cfg(unix)]
#[test]
fn links_count_for_what_they_lead_to_over_other_links() {
    use std::os::unix::fs::symlink;
    let app = project()
        .bin("app", [])
        .file("app/src/main.rs", "mod part; fn main() { println!(\"{}\", part::text()) }")
        .file("texts/one.rs", &library("one"))
        .file("texts/two.rs", &library("two"))
        .create();
    symlink("../../texts/current.rs", app.root().join("app/src/part.rs"))
        .expect("links can be made");
    let current = app.root().join("texts/current.rs");
    let switch = |to: &str| {
        if current.symlink_metadata().is_ok() {
            fs_err::remove_file(&current).expect("the project can be changed");
        }
        symlink(to, &current).expect("links can be made");
    };
    for text in ["one", "two", "one"] {
        switch(&format!("{text}.rs"));
        app.chef_build("").prints(text);
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_text_is_kept() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let app = project()
        .bin("app", [])
        .file("app/build.rs", "fn main() { println!(\"cargo::rerun-if-changed=data\") }")
        .file("app/data/text", "")
        .create();
    let odd = app.root().join("app/data").join(OsStr::from_bytes(b"\xff%.txt"));
    fs_err::write(&odd, "one").expect("the project can be written");
    app.chef_build("");
    fs_err::remove_file(&odd).expect("the project can be changed");
    fs_err::write(&odd, "one").expect("the project can be written");
    app.chef_build("").rebuilt([]);
    fs_err::write(&odd, "two").expect("the project can be written");
    set_time(&odd, long_ago());
    app.chef_build("").rebuilt(["app"]);
}

#[test]
fn a_part_and_then_the_whole() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("-p core");
    app.chef_build("").rebuilt(["other", "app"]).prints(&printed("one"));
    app.check_out_again();
    app.chef_build("").rebuilt([]);
}
