//! Runs that are interrupted: nothing is left, and nothing goes on.

use std::time::{Duration, Instant};

use fs_err as fs;

use super::app;
use crate::support::{App, Started, dep, files_below, project};

/// A wrapper of rustc that compiles one crate for ever.
const SLOW: &str = "case \"$*\" in *\"--crate-name itoa \"*) echo $$ > LOG.new; mv LOG.new LOG; exec sleep 120;; esac\n\
                exec \"$@\"\n";

/// Puts a script in place of a program. `LOG` is a file that appears when it is run.
fn script(app: &App, name: &str, text: &str) -> String {
    let log = app.sandbox().path("log").display().to_string();
    app.edit(&format!("../bin/{name}"), &format!("#!/bin/sh\n{}", text.replace("LOG", &log)));
    let path = app.sandbox().path(&format!("bin/{name}"));
    let path = path.to_str().expect("it is text").to_owned();
    app.sandbox().run("chmod", app.root(), &format!("+x {path}")).succeeds();
    path
}

/// Interrupts a run once the script is at work, and returns how it ended. What the script waits for
/// has to end, too.
fn interrupted(app: &App, signal: &str, started: Started<'_>) -> crate::support::Run {
    let log = app.sandbox().path("log");
    let begin = Instant::now();
    while !log.exists() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the script was not run");
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = started.id();
    app.sandbox().run("kill", app.root(), &format!("-{signal} {id}")).succeeds();
    let run = started.wait();
    assert!(begin.elapsed() < Duration::from_secs(60), "it waited for the script");
    let process = fs::read_to_string(&log).expect("it can be read");
    let is_there =
        || app.sandbox().run("kill", app.root(), &format!("-0 {process}")).code == Some(0);
    while is_there() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the script goes on\n{run}");
        std::thread::sleep(Duration::from_millis(20));
    }
    run
}

#[test]
fn prepare_leaves_nothing() {
    let app = project().bin("app", [dep("itoa", "1")]).without_lockfile().create();
    let slow = "case \"$1\" in generate-lockfile|update) echo $$ > LOG.new; mv LOG.new LOG; sleep 120;; esac\n\
                exec cargo \"$@\"\n";
    app.sandbox().set_environment("CARGO", &script(&app, "slow-cargo", slow));
    let before = app.files();
    let run = interrupted(&app, "TERM", app.sandbox().start(app.root(), "prepare"));
    assert_eq!(run.code, Some(143), "{run}");
    assert_eq!(run.stderr, "", "{run}");
    assert_eq!(files_below(&app.sandbox().path("tmp")), Vec::<std::path::PathBuf>::new());
    assert_eq!(app.files(), before);
}

#[test]
fn cook_ends_the_compiler_and_takes_back_what_it_placed() {
    let app = app();
    app.edit(".cargo/config.toml", "[net]\nretry = 3\n");
    app.sandbox().set_environment("RUSTC_WRAPPER", &script(&app, "slow-rustc", SLOW));
    for flags in ["", "--reuse ../reuse"] {
        let layer = app.prepare("").layer();
        let started = app.sandbox().start(layer.root(), &format!("cook {flags}"));
        let run = interrupted(&app, "TERM", started);
        assert_eq!(run.code, Some(143), "{run}");
        assert!(!layer.root().join(".cargo/config.toml").exists(), "it is still there\n{run}");
        assert_eq!(files_below(&app.sandbox().path("tmp")), Vec::<std::path::PathBuf>::new());
        fs::remove_file(app.sandbox().path("log")).expect("it is there");
    }
}

#[test]
fn a_wait_for_a_lock_can_be_ended() {
    let app = app();
    app.sandbox().set_environment("RUSTC_WRAPPER", &script(&app, "slow-rustc", SLOW));
    let first = app.sandbox().start(app.root(), "cook");
    let log = app.sandbox().path("log");
    while !log.exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = app.sandbox().start(app.root(), "cook");
    // Until it waits.
    std::thread::sleep(Duration::from_secs(3));
    app.sandbox().run("kill", app.root(), &format!("-INT {}", second.id())).succeeds();
    assert_eq!(second.wait().code, Some(130));
    interrupted(&app, "TERM", first);
}

#[test]
fn where_git_alone_is_interrupted() {
    let app = app();
    app.git("init -q -b main");
    app.git("add -A");
    app.git("-c user.name=a -c user.email=a@b commit -q -m one").succeeds();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        script(&app, "git", &format!("kill -{signal} $$\nsleep 120\n"));
        let path = std::env::var("PATH").expect("there is one");
        let bin = app.sandbox().path("bin");
        app.sandbox().set_environment("PATH", &format!("{}:{path}", bin.display()));
        for command in ["log", "diff HEAD: ."] {
            let run = app.chef(command);
            assert_eq!(run.code, Some(code), "{run}");
        }
    }
}
