//! Files whose times are not ours to set, or not ours alone.

use fs_err as fs;

use super::{app, library, long_ago, printed, say, set_time, time_of};
use crate::support::{App, Run};

#[cfg(unix)]
#[test]
fn another_name_of_a_file_never_gets_an_earlier_time() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    app.check_out_again();
    let file = app.root().join("core/src/lib.rs");
    let other = app.sandbox().path("other-name.rs");
    fs::hard_link(&file, &other).expect("it can have another name");
    let before = time_of(&other);
    // It is read while cargo runs, too.
    super::with_hooks(&app);
    app.edit("before-core", "stat -c %Y.%y other-name.rs core/src/lib.rs");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("one"));
    assert!(time_of(&other) >= before);
    app.chef_build("").rebuilt([]);
    // Written by its other name.
    fs::write(&other, library("two")).expect("it can be written");
    set_time(&other, long_ago());
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[cfg(unix)]
#[test]
fn two_names_in_the_project() {
    let app = app();
    say(&app, "one");
    fs::remove_file(app.root().join("other/src/lib.rs")).expect("it can be removed");
    let names = ["core/src/lib.rs", "other/src/lib.rs"].map(|name| app.root().join(name));
    fs::hard_link(&names[0], &names[1]).expect("it can have another name");
    app.chef_build_anew("").prints("app (one, one)");
    app.chef_build("").rebuilt([]);
    fs::write(&names[0], library("two")).expect("it can be written");
    set_time(&names[0], long_ago());
    app.chef_build("").rebuilt(["core", "other", "app"]).prints("app (two, two)");
    app.chef_build("").rebuilt([]);
}

#[cfg(unix)]
#[test]
fn two_names_and_a_script_that_watches_nothing() {
    let app = app();
    app.edit("app/build.rs", "fn main() {}");
    app.edit("app/text", "text");
    let names = ["app/text", "app/same"].map(|name| app.root().join(name));
    fs::hard_link(&names[0], &names[1]).expect("it can have another name");
    app.chef_build_anew("");
    app.chef_build("").rebuilt([]);
    app.chef_build("").rebuilt([]);
}

/// Runs our binary with sources that it does not own; tells whether that could be done.
fn as_guest(app: &App, flags: &str) -> Option<Run> {
    let sandbox = app.sandbox();
    if sandbox.run("id", app.root(), "-u").succeeds().stdout.trim() != "0" {
        return None;
    }
    for name in ["core", "other", "app", "Cargo.toml", "Cargo.lock"] {
        sandbox.run("chown", app.root(), &format!("-R nobody {name}")).succeeds();
    }
    let chef = env!("CARGO_BIN_EXE_cargo-chef");
    let flags = format!("--bounding-set -fowner,-dac_override {chef} {flags}");
    Some(sandbox.run("setpriv", app.root(), &flags))
}

#[test]
fn sources_of_somebody_else() {
    let app = app();
    say(&app, "one");
    if as_guest(&app, "build").is_none() {
        return;
    }
    let run = |text: &str| {
        let run = as_guest(&app, "build").expect("it could be done before").succeeds();
        let program = app.root().join("target/debug/app");
        let printed = app.sandbox().run(program.to_str().expect("text"), app.root(), "");
        assert_eq!(printed.stdout.trim_end(), super::printed(text), "{run}");
        run
    };
    let again = run("one");
    assert!(!again.stderr.contains("Compiling"), "{again}");
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    run("two").says("note: the times of 1 file are not to be set from here");
    let again = run("two");
    assert!(!again.stderr.contains("Compiling"), "{again}");
    say(&app, "one");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    run("one");
}

#[test]
fn sources_of_somebody_else_that_another_package_includes() {
    let app = app();
    app.edit("core/text", "one");
    app.edit(
        "other/src/lib.rs",
        "pub fn text() -> &'static str { include_str!(\"../../core/text\") }",
    );
    say(&app, "core");
    if as_guest(&app, "build").is_none() {
        return;
    }
    for text in ["two", "three"] {
        app.edit("core/text", text);
        set_time(&app.root().join("core/text"), long_ago());
        as_guest(&app, "build").expect("it could be done before").succeeds();
        let program = app.root().join("target/debug/app");
        let run = app.sandbox().run(program.to_str().expect("text"), app.root(), "").succeeds();
        assert_eq!(run.stdout.trim_end(), format!("app (core, {text})"));
    }
}
