//! `build`: a crate is compiled again where what is in its files has changed, and nowhere else.
//!
//! Each test of what could make a program stale fails where the safeguard that it is named after is
//! taken out.

mod clocks;
mod command;
mod contents;
mod file_systems;
mod in_between;
mod ledgers;
mod meanwhile;
mod mounted;
mod scripts;
mod signals;

use std::path::Path;
use std::time::{Duration, SystemTime};

use fs_err as fs;

use crate::support::{App, dep, path, project};

/// A program, `app`, that prints what `core` and `other` say.
fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1")])
        .lib("other", [])
        .bin("app", [path("core"), path("other")])
        .create()
}

/// Has `core` say something.
fn say(app: &App, text: &str) {
    app.edit("core/src/lib.rs", &library(text));
}

fn library(text: &str) -> String {
    format!("pub fn text() -> String {{ {text:?}.to_string() }}\n")
}

/// What `app` prints when `core` says something.
fn printed(text: &str) -> String {
    format!("app ({text}, other)")
}

fn set_time(path: &Path, time: SystemTime) {
    let file = fs::OpenOptions::new().read(true).open(path).expect("it can be opened");
    file.file().set_modified(time).expect("its time can be set");
}

fn time_of(path: &Path) -> SystemTime {
    fs::metadata(path).expect("it is there").modified().expect("files have times")
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// The ledger of a project.
fn ledger(app: &App) -> std::path::PathBuf {
    app.root().join("target/cargo-chef/ledger.json")
}

/// Has commands run before and after rustc compiles a crate, whenever there is a script
/// `before-crate` or `after-crate` at the root.
fn with_hooks(app: &App) {
    let wrapper = app.sandbox().path("wrapper.sh");
    let text = "#!/bin/sh\n\
        name=\"\"; last=\"\"\n\
        for word in \"$@\"; do [ \"$last\" = --crate-name ] && name=$word; last=$word; done\n\
        hook() { [ -f \"$HOOKS/$1-$name\" ] && sh -e \"$HOOKS/$1-$name\" 1>&2; :; }\n\
        hook before; \"$@\"; code=$?; hook after; exit $code\n";
    fs::write(&wrapper, text).expect("the sandbox can be written");
    let mut permissions = fs::metadata(&wrapper).expect("it is there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&wrapper, permissions).expect("the sandbox can be written");
    app.sandbox().set_environment("RUSTC_WRAPPER", wrapper.to_str().expect("text"));
    app.sandbox().set_environment("HOOKS", app.root().to_str().expect("text"));
}
