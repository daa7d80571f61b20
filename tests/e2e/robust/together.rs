//! Two at once, and half a run.

use fs_err as fs;
use serde_json::Value;

use super::app;
use crate::support::{App, Layer, dep, files_below, path, project};

#[test]
fn two_cooks_in_one_target_directory() {
    let big = project()
        .lib("core", [dep("itoa", "1"), dep("log", "0.4")])
        .bin("one", [path("core"), dep("cc", "1").build()])
        .bin("two", [dep("serde_derive", "1"), dep("zlib-sys", "1")])
        .create();
    for round in 0..10 {
        let target = big.sandbox().path(&format!("target-{round}"));
        let layers: Vec<Layer<'_>> =
            ["-p one", "-p two"].map(|flags| big.prepare(flags).layer()).into();
        let flags = format!("cook --target-dir {}", target.display());
        let started: Vec<_> =
            layers.iter().map(|layer| big.sandbox().start(layer.root(), &flags)).collect();
        for run in started {
            run.wait().succeeds();
        }
        for package in ["one", "two"] {
            let build = format!("build -p {package} --target-dir {}", target.display());
            let run = big.cargo(&build).succeeds();
            let external =
                run.stderr.lines().filter(|l| l.contains("Compiling") && !l.contains(" (/"));
            assert_eq!(external.count(), 0, "{run}");
        }
    }
}

fn stand_ins(app: &App) -> Layer<'_> {
    app.prepare("").layer()
}

#[test]
fn stand_ins_are_written_all_or_none() {
    let app = app();
    let recipe = app.chef("prepare --recipe-path -").succeeds().stdout;
    let mut recipe: Value = serde_json::from_str(&recipe).expect("a recipe is JSON");
    let manifests = recipe["skeleton"]["manifests"].as_array_mut().expect("a list");
    // Two paths of which one is a file and the other below it.
    let late = serde_json::json!({
        "relative_path": "zz/Cargo.toml/Cargo.toml",
        "contents": "[package]\nname = \"x\"\nversion = \"1.0.0\"\n", "targets": [],
    });
    let file = serde_json::json!({
        "relative_path": "zz/Cargo.toml",
        "contents": "[package]\nname = \"y\"\nversion = \"1.0.0\"\n", "targets": [],
    });
    manifests.extend([file, late]);
    let layer = stand_ins(&app);
    layer.write("recipe.json", &recipe.to_string());
    let before = layer.files();
    for flags in ["", "--force"] {
        let run = layer.chef(&format!("cook --no-build {flags}"));
        assert_eq!(run.code, Some(2), "{run}");
        let left: Vec<_> =
            layer.files().into_iter().filter(|path| !path.starts_with("target")).collect();
        assert_eq!(left, before, "{run}");
    }
}

#[test]
fn stand_ins_that_were_written_half_are_written_again() {
    let app = app();
    let layer = stand_ins(&app);
    layer.chef("cook --no-build").succeeds();
    let all = files_below(layer.root());
    // As after a kill: one file is missing, and another is not finished.
    fs::remove_file(layer.root().join("app/src/main.rs")).expect("it is there");
    layer.write("app/src/.cargo-chef-abcdef", "fn ma");
    layer.chef("cook --no-build").succeeds();
    assert_eq!(files_below(layer.root()), all);
}

#[test]
fn stand_ins_survive_kills() {
    let app = project()
        .lib("core", [dep("itoa", "1")])
        .bin("app", [path("core")])
        .bin("more", [path("core")])
        .create();
    let layer = stand_ins(&app);
    for round in 0..30_u64 {
        let mut run = app.sandbox().start(layer.root(), "cook --no-build");
        std::thread::sleep(std::time::Duration::from_millis(20 + round * 7 % 200));
        if run.is_running() {
            app.sandbox().run("kill", layer.root(), &format!("-9 {}", run.id()));
        }
        run.wait();
        let again = app.sandbox().start(layer.root(), "cook --no-build").wait();
        again.succeeds();
        let unfinished = files_below(layer.root())
            .into_iter()
            .filter(|path| path.to_string_lossy().contains(".cargo-chef-"))
            .count();
        assert_eq!(unfinished, 0);
        fs::remove_file(layer.root().join("app/src/main.rs")).expect("it is there");
    }
}
