//! Where things are written: what cannot be written is told, and what is no file stays what it is.

use std::os::unix::fs::FileTypeExt as _;

use fs_err as fs;
use fs_err::os::unix::fs::symlink;

use super::{app, shell};

#[test]
fn a_full_stdout_is_an_error() {
    let app = app();
    app.chef("prepare").succeeds();
    for command in [
        "prepare --recipe-path -",
        "inspect",
        "inspect --format json",
        "diff recipe.json .",
        "diff recipe.json . --format json",
        "init --print",
        "build --dry-run --format json",
    ] {
        let run = shell(&app, &format!("CHEF {command} >/dev/full"));
        assert_eq!(run.code, Some(2), "{run}");
        let run = run.says("error: failed to write to stdout: No space left on device");
        assert!(!run.stderr.contains("prepared"), "{run}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let app = app();
    app.chef("prepare").succeeds();
    for command in ["prepare --recipe-path -", "inspect", "inspect --format json", "init --print"] {
        let run = shell(&app, &format!("(CHEF {command}; echo $? >code) | true; cat code"));
        assert_eq!(run.stdout, "0\n", "{run}");
    }
}

#[test]
fn a_recipe_for_a_pipe_or_a_device_is_written_to_it() {
    let app = app();
    let recipe = app.chef("prepare --recipe-path -").succeeds().stdout;
    app.chef("prepare --recipe-path /dev/null").succeeds();
    let device = fs::metadata("/dev/null").expect("it is there");
    assert!(device.file_type().is_char_device(), "it was replaced");

    for path in ["/dev/stdout", "/proc/self/fd/1"] {
        let run = shell(&app, &format!("CHEF prepare --recipe-path {path} | cat")).succeeds();
        assert_eq!(run.stdout, recipe);
        let run = shell(&app, &format!("CHEF prepare --recipe-path {path} >out; cat out"));
        assert_eq!(run.succeeds().stdout, recipe);
    }

    let script = "mkfifo pipe && (cat pipe >out & CHEF prepare --recipe-path pipe; wait); cat out";
    assert_eq!(shell(&app, script).succeeds().stdout, recipe);
    let pipe = fs::metadata(app.root().join("pipe")).expect("it is there");
    assert!(pipe.file_type().is_fifo(), "it was replaced");
}

#[test]
fn a_recipe_goes_where_a_link_leads() {
    let app = app();
    let recipe = app.chef("prepare --recipe-path -").succeeds().stdout;
    app.edit("elsewhere/old.json", "old");
    for (link, target) in
        [("one", "elsewhere/old.json"), ("two", "one"), ("three", "elsewhere/new.json")]
    {
        symlink(target, app.root().join(link)).expect("a link can be made");
        app.chef(&format!("prepare --recipe-path {link}")).succeeds();
        assert!(app.root().join(link).is_symlink(), "`{link}` was replaced");
        assert_eq!(app.text(link), recipe);
    }
    assert_eq!(app.text("elsewhere/old.json"), recipe);
    symlink("loop", app.root().join("loop")).expect("a link can be made");
    let run = app.chef("prepare --recipe-path loop");
    assert_eq!(run.code, Some(2), "{run}");
    assert!(app.root().join("loop").is_symlink(), "it was replaced");
}

#[test]
fn a_directory_is_no_place_for_a_recipe() {
    let app = app();
    app.edit("directory/file", "");
    let run = app.chef("prepare --recipe-path directory");
    assert_eq!(run.code, Some(2), "{run}");
    assert!(app.exists("directory/file"));
}

#[test]
fn no_place_for_what_is_temporary() {
    let app = app();
    app.remove("Cargo.lock");
    let nowhere = app.sandbox().path("nowhere").display().to_string();
    app.sandbox().set_environment("TMPDIR", &nowhere);
    let run = app.chef("prepare");
    assert_eq!(run.code, Some(2), "{run}");
    run.says(&format!("error: no temporary directory can be made in `{nowhere}`"))
        .says("hint: set `TMPDIR` to a directory that can be written");
}

#[test]
fn more_than_any_recipe_has() {
    let app = app();
    let file = fs::File::create(app.root().join("recipe.json")).expect("it can be made");
    file.set_len(200_000_000).expect("it can be that long");
    for command in ["cook", "inspect", "diff recipe.json .", "inspect -"] {
        let run = shell(&app, &format!("CHEF {command} </dev/zero"));
        assert_eq!(run.code, Some(2), "{run}");
        run.says("it has more than 100 MB");
    }
}

/// A text in TOML takes up to a hundred times its size when it is parsed.
#[test]
fn more_than_any_file_has() {
    let app = app();
    app.chef("prepare").succeeds();
    let recipe: serde_json::Value =
        serde_json::from_str(&app.text("recipe.json")).expect("a recipe is JSON");
    let long = format!("a = [{}]", "[],".repeat(1_000_000));
    for (place, says) in [
        ("/skeleton/manifests/0/contents", "has more than 2 MB"),
        ("/skeleton/config_file", "has more than 2 MB"),
        ("/skeleton/lock_file", "is no lockfile"),
    ] {
        let mut other = recipe.clone();
        *other.pointer_mut(place).expect("it is there") = long.clone().into();
        app.edit("other.json", &other.to_string());
        let run = app.chef("inspect other.json");
        assert_eq!(run.code, Some(2), "{run}");
        run.says(says);
    }
}

/// What it says is as long as what can be read.
#[test]
fn a_huge_text_is_not_echoed() {
    let app = app();
    app.chef("prepare").succeeds();
    let long = "x".repeat(1_000_000);
    for from in ["\"relative_path\":\"Cargo.toml\"", "\"kind\":\"workspace\""] {
        let recipe = app.text("recipe.json").replace(from, &from.replace(['C', 'w'], &long));
        app.edit("other.json", &recipe);
        let run = app.chef("inspect other.json");
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.len() < 10_000, "{} bytes", run.stderr.len());
    }
}

#[test]
fn a_link_is_no_place_to_restore_to() {
    let app = app();
    app.chef("prepare").succeeds();
    fs::create_dir_all(app.root().join("elsewhere")).expect("it can be made");
    for (to, name) in [("elsewhere", "link"), ("/nonexistent", "dangling")] {
        symlink(to, app.root().join(name)).expect("it can be made");
        let run = app.chef(&format!("inspect --restore {name}"));
        assert_eq!(run.code, Some(2), "{run}");
        run.says(&format!("error: `{name}` is a link")).says("hint:");
        assert!(app.root().join(name).is_symlink());
    }
}
