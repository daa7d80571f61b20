//! `--reuse`: units outlive a target directory.

mod directories;
mod limits;
mod machines;
mod signals;

use std::path::PathBuf;

use fs_err as fs;

use crate::support::{App, dep, path, project};

/// A program, `app`, that prints what `core` says, with an external build script and a macro.
fn app() -> App {
    project()
        .lib("core", [dep("itoa", "=1.0.11"), dep("zlib-sys", "1")])
        .bin("app", [path("core"), dep("serde_derive", "1")])
        .create()
}

const FIRST: &str =
    "app (core (itoa 1.0.11, zlib-sys 1.0.0 (cc 1.0.0)), serde_derive 1.0.0 (quote 1.0.0))";

/// Where units are kept, outside of the project.
fn store(app: &App) -> PathBuf {
    app.sandbox().path("store")
}

fn flags(app: &App) -> String {
    format!("--reuse {}", store(app).display())
}

/// Another machine: the same path, an empty target directory, and files that are all new.
fn move_to_another_machine(app: &App) {
    let target = app.root().join("target");
    if target.exists() {
        fs::remove_dir_all(target).expect("it can be removed");
    }
    app.check_out_again();
}

/// Another version of `itoa`.
fn bump(app: &App) {
    app.replace("core/Cargo.toml", "=1.0.11", "=1.0.15");
    app.lock();
}
