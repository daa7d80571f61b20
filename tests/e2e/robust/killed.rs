//! Runs that are killed at any moment, and are then repeated: right, and complete.
//!
//! `CARGO_CHEF_KILLS` sets how many there are of each. More builds are killed in `reuse/signals.rs` and in
//! the random steps.

use std::path::Path;
use std::time::{Duration, Instant};

use fs_err as fs;

use crate::support::{App, dep, files_below, path, project};

fn kills() -> u32 {
    std::env::var("CARGO_CHEF_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1"), dep("log", "0.4")])
        .bin("app", [path("core"), dep("serde_derive", "1"), dep("zlib-sys", "1")])
        .create()
}

/// Kills a run after a part of the time that it takes. Whatever was temporary is left.
fn kill(app: &App, directory: &Path, flags: &str, after: Duration) {
    let started = app.sandbox().start(directory, flags);
    std::thread::sleep(after);
    // It may have ended.
    app.sandbox().run("kill", app.root(), &format!("-KILL {}", started.id()));
    started.wait();
    let temporary = app.sandbox().path("tmp");
    fs::remove_dir_all(&temporary).expect("it is there");
    fs::create_dir_all(&temporary).expect("it can be made");
}

/// How long a run takes.
fn time(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

#[test]
fn prepare() {
    let app = app();
    let manifests = ["", "[dev-dependencies]\nserde_derive = \"1\"\n"]
        .map(|more| app.text("core/Cargo.toml") + more);
    let recipes = manifests.each_ref().map(|manifest| {
        app.edit("core/Cargo.toml", manifest);
        app.lock();
        app.chef("prepare").succeeds();
        app.text("recipe.json")
    });
    assert_ne!(recipes[0], recipes[1]);
    let whole = time(|| drop(app.chef("prepare")));
    for number in 0..kills() {
        app.edit("core/Cargo.toml", &manifests[number as usize % 2]);
        app.lock();
        kill(&app, app.root(), "prepare", whole * number / kills());
        assert!(recipes.contains(&app.text("recipe.json")), "it is half a recipe");
    }
    app.edit("core/Cargo.toml", &manifests[0]);
    app.lock();
    // What is younger might be written by another run.
    std::thread::sleep(Duration::from_millis(1100));
    app.chef("prepare").succeeds();
    assert_eq!(app.text("recipe.json"), recipes[0]);
    let others = app.files().into_iter().filter(|path| !path.starts_with("target"));
    let hidden: Vec<_> =
        others.filter(|path| path.to_string_lossy().contains(".cargo-chef")).collect();
    assert_eq!(hidden, Vec::<std::path::PathBuf>::new());
}

#[test]
fn cook() {
    let app = app();
    let whole = time(|| drop(app.prepare("").cook("")));
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).layer();
        for number in 0..kills() {
            kill(&app, layer.root(), "cook", whole * number / kills());
            if number % 5 == 4 {
                let _ = fs::remove_dir_all(layer.root().join("target"));
            }
        }
        layer.chef("cook").succeeds();
        layer.build("").fresh(["cc", "itoa", "libc", "log", "quote", "serde_derive", "zlib-sys"]);
    }
}

/// An edit comes before each build that is killed, and a new checkout after some.
#[test]
fn build() {
    let app = app();
    let say = |number: u32| {
        let text = format!("fn main() {{ println!(\"{{}} {number}\", core::text()) }}\n");
        app.edit("app/src/main.rs", &text);
    };
    for reuse in ["", "--reuse ../store"] {
        let build = format!("build {reuse}");
        app.chef(&build).succeeds();
        say(kills());
        let whole = time(|| drop(app.chef(&build)));
        for number in 0..kills() {
            say(number);
            kill(&app, app.root(), &build, whole * number / kills());
            if number % 3 == 2 {
                app.check_out_again();
            }
            if number % 5 == 4 {
                app.chef_build(reuse).prints(&format!("core (itoa 1.0.15, log 0.4.0) {number}"));
                app.chef_build(reuse).rebuilt([]);
            }
        }
        app.chef_build(reuse).prints(&format!("core (itoa 1.0.15, log 0.4.0) {}", kills() - 1));
    }
}

#[test]
fn stand_ins() {
    let app = app();
    let expected = {
        let layer = app.prepare("").layer();
        layer.chef("cook --no-build").succeeds();
        stood_in(layer.root())
    };
    let whole = {
        let layer = app.prepare("").layer();
        time(|| drop(layer.chef("cook --no-build")))
    };
    for number in 0..kills() {
        let layer = app.prepare("").layer();
        kill(&app, layer.root(), "cook --no-build", whole * number / kills());
        layer.chef("cook --no-build").succeeds();
        assert_eq!(stood_in(layer.root()), expected);
    }
}

/// The files beside the target directory, with their contents.
fn stood_in(root: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let files = files_below(root).into_iter().filter(|path| !path.starts_with("target"));
    files.map(|path| (path.clone(), fs::read(root.join(path)).expect("it can be read"))).collect()
}
