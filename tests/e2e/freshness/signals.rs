//! Builds that are killed.

use std::time::Duration;

use super::{app, library, printed, say, with_hooks};
use crate::support::App;

/// Starts a build with another profile, and stops it while `app` is compiled. By then `core` was
/// compiled from what it held neither before nor after.
fn stop_in_the_middle(signal: &str) -> (App, Option<i32>) {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    app.edit("three", &library("three"));
    app.edit("one", &library("one"));
    app.edit("before-core", "cp three core/src/lib.rs");
    app.edit("after-core", "cp one core/src/lib.rs");
    app.edit("before-app", "touch begun; sleep 3");
    let started = app.sandbox().start(app.root(), "build --release");
    while !app.exists("begun") {
        std::thread::sleep(Duration::from_millis(10));
    }
    app.sandbox().run("kill", app.root(), &format!("-{signal} {}", started.id())).succeeds();
    let run = started.wait();
    for hook in ["before-core", "after-core", "before-app"] {
        app.remove(hook);
    }
    (app, run.code)
}

#[test]
fn by_sigterm() {
    let (app, code) = stop_in_the_middle("TERM");
    assert_eq!(code, Some(128 + 15));
    app.chef_build("--release").prints(&printed("one"));
    app.check_out_again();
    app.chef_build("--release").rebuilt([]).prints(&printed("one"));
}

#[test]
fn by_sigint() {
    let (app, code) = stop_in_the_middle("INT");
    assert_eq!(code, Some(128 + 2));
    app.chef_build("--release").prints(&printed("one"));
}

#[test]
fn by_sigkill() {
    let (app, code) = stop_in_the_middle("KILL");
    assert_eq!(code, None);
    // Cargo goes on without us, and the next one waits for it.
    app.chef_build("--release").prints(&printed("one"));
    app.check_out_again();
    app.chef_build("--release").rebuilt([]).prints(&printed("one"));
}

#[test]
fn times_that_a_killed_build_has_left_are_put_right_by_the_next() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.chef_build_anew("");
    say(&app, "two");
    let elsewhere = "build --target-dir elsewhere";
    app.cargo(elsewhere).succeeds();
    say(&app, "one");
    app.edit("app/src/main.rs", &format!("{}\n", app.text("app/src/main.rs")));
    app.edit("before-app", "touch begun; sleep 3");
    let started = app.sandbox().start(app.root(), "build");
    while !app.exists("begun") {
        std::thread::sleep(Duration::from_millis(10));
    }
    app.sandbox().run("kill", app.root(), &format!("-KILL {}", started.id())).succeeds();
    started.wait();
    app.remove("before-app");
    app.chef_build("").prints(&printed("one"));
    app.cargo(&format!("{elsewhere} --verbose")).succeeds().says("Compiling core");
    assert!(!app.exists("target/cargo-chef/times.json"));
}

#[test]
fn what_was_compiled_before_a_signal_is_kept() {
    let app = app();
    with_hooks(&app);
    say(&app, "one");
    app.edit("before-app", "touch begun; sleep 5");
    let started = app.sandbox().start(app.root(), "build");
    while !app.exists("begun") {
        std::thread::sleep(Duration::from_millis(10));
    }
    app.sandbox().run("kill", app.root(), &format!("-TERM {}", started.id())).succeeds();
    started.wait();
    app.remove("before-app");
    app.check_out_again();
    app.chef_build("").rebuilt(["app"]).prints(&printed("one"));
}

#[test]
fn at_any_moment() {
    let app = app();
    for round in 0..12 {
        say(&app, &format!("{round}"));
        app.check_out_again();
        let started = app.sandbox().start(app.root(), "build");
        std::thread::sleep(Duration::from_millis(round * 25));
        app.sandbox().run("kill", app.root(), &format!("-KILL {}", started.id()));
        started.wait();
        if round % 3 == 0 {
            let text = format!("{}", round + 100);
            say(&app, &text);
            app.chef_build_anew("").prints(&printed(&text));
        }
    }
    app.chef_build_anew("").prints(&printed("11"));
}
