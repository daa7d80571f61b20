//! What is not there is named, and not taken for something else.

use super::app;
use crate::support::{dep, project};

#[test]
fn a_path_that_a_revision_does_not_have() {
    let app = app();
    app.git("init -q -b main");
    app.git("add -A");
    app.git("-c user.name=a -c user.email=a@b commit -q -m one").succeeds();
    app.chef("diff HEAD:app HEAD:").succeeds();
    for typed in ["HEAD:crates/modle", "HEAD:nowhere/Cargo.toml", "HEAD:ap"] {
        let run = app.chef(&format!("diff {typed} HEAD:"));
        assert_eq!(run.code, Some(2), "{run}");
        let (_, path) = typed.split_once(':').expect("it has one");
        run.says("HEAD").says(path);
    }
}

#[test]
fn a_profile_that_nobody_knows() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .root_manifest("[profile.fast]\ninherits = \"release\"\n")
        .file(".cargo/config.toml", "[profile.small]\ninherits = \"release\"\n")
        .create();
    for known in ["dev", "release", "test", "bench", "fast", "small"] {
        app.chef(&format!("prepare --profile {known}")).succeeds();
    }
    let run = app.chef("prepare --profile fats");
    assert_eq!(run.code, Some(2), "{run}");
    run.says("error: the workspace has no profile `fats`").says("did you mean `fast`?");
    app.sandbox().set_environment("CARGO_PROFILE_FATS_INHERITS", "release");
    app.chef("prepare --profile fats").succeeds();
}

#[test]
fn a_variable_that_points_to_nothing_asks_for_no_copy() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(
            ".cargo/config.toml",
            "[env]\nROOT = { value = \"\", relative = true }\nHERE = { value = \".\", relative = true }\n\
             LATER = { value = \"made/by/a/script\", relative = true }\n\
             FILE = { value = \"app/Cargo.toml\", relative = true }\n",
        )
        .create();
    let run = app.chef("prepare").succeeds();
    let hints: Vec<_> = run.stderr.lines().filter(|line| line.contains("COPY")).collect();
    assert_eq!(hints, ["hint: copy them before cooking: `COPY app/Cargo.toml app/Cargo.toml`"]);
}

/// sccache, for one, asks its compiler for more than our stand-in for rustc can tell.
#[test]
fn a_wrapper_of_an_included_configuration_is_not_called_for_the_umbrella() {
    let app = app();
    let trace = app.sandbox().path("trace");
    let script = format!("#!/bin/sh\necho \"$@\" >> {}\nexec \"$@\"\n", trace.display());
    app.edit("tools/wrapper", &script);
    app.sandbox().run("chmod", app.root(), "+x tools/wrapper").succeeds();
    app.edit(".cargo/config.toml", "include = [\"more.toml\"]\n");
    app.edit(".cargo/more.toml", "[build]\nrustc-wrapper = \"tools/wrapper\"\n");
    app.sandbox().set_environment("RUSTC_BOOTSTRAP", "1");
    let run = app.chef("cook -Z config-include");
    run.succeeds();
    let calls = fs_err::read_to_string(trace).expect("the wrapper was called");
    assert!(calls.contains("itoa"), "{calls}");
    assert!(!calls.contains("cargo_chef_umbrella"), "{calls}");
}

#[test]
fn without_a_lockfile_a_recipe_stays_as_it_is() {
    let app = project().bin("app", [dep("itoa", "1")]).without_lockfile().create();
    for flags in ["", "--exact"] {
        app.chef(&format!("prepare {flags}")).succeeds();
        let recipe = app.text("recipe.json");
        app.chef("cook").succeeds();
        assert!(!app.exists("Cargo.lock"));
        app.chef(&format!("prepare {flags}")).succeeds();
        assert_eq!(app.text("recipe.json"), recipe);
    }
}

#[test]
fn a_patch_with_an_absolute_path() {
    let app = project()
        .bin("app", [dep("serde_derive", "1")])
        .file(
            "patched/quote/Cargo.toml",
            "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n",
        )
        .file("patched/quote/src/lib.rs", "pub fn text() -> String { \"patched\".into() }\n")
        .create();
    let patch = |file: &str| {
        let path = app.root().join("patched/quote").display().to_string();
        let before = if app.exists(file) { app.text(file) } else { String::new() };
        app.edit(file, &format!("{before}[patch.crates-io]\nquote = {{ path = \"{path}\" }}\n"));
        before
    };
    for file in ["Cargo.toml", ".cargo/config.toml"] {
        let before = patch(file);
        app.remove("Cargo.lock");
        app.cargo("generate-lockfile --offline").succeeds();
        for flags in ["", "--exact"] {
            app.chef(&format!("prepare {flags}")).succeeds();
            app.chef("cook").succeeds();
            app.build("").fresh(["serde_derive"]).prints("app (serde_derive 1.0.0 (patched))");
            fs_err::remove_dir_all(app.root().join("target")).expect("it is there");
        }
        app.edit(file, &before);
    }
}

#[test]
fn a_directory_that_is_not_in_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let app = app();
    let odd = app.sandbox().path("").join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs_err::rename(app.root(), &odd).expect("it can be renamed");
    for command in ["prepare", "cook", "build", "verify", "init --print", "diff . .", "log"] {
        let run = app.sandbox().chef(&odd, command);
        assert_eq!(run.code, Some(2), "{run}");
        if command == "log" || command == "verify" {
            // There is neither a repository nor a recipe, which is found out first.
            continue;
        }
        run.says("is not UTF-8, and cargo takes no other paths").says("hint:");
    }
}
