//! `init` writes files for docker, and never over others. `tests/docker` builds them.

use std::path::Path;

use crate::support::{App, dep, project};

fn app() -> App {
    project().bin("api", [dep("itoa", "1")]).bin("report", []).lib("core", []).create()
}

#[test]
fn writes_both_files() {
    let app = app();
    let run = app.chef("init").succeeds();
    insta::assert_snapshot!(run.report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: Dockerfile
    wrote: .dockerignore
    ");
    assert!(
        app.text("Dockerfile").contains("prepare --recipe-path recipe.json --bin api --bin report")
    );
    assert_eq!(app.text(".dockerignore"), "target\nrecipe.json\nDockerfile\n.dockerignore\n.git\n");
}

#[test]
fn overwrites_only_when_told_to() {
    for file in ["Dockerfile", ".dockerignore"] {
        let app = app();
        app.edit(file, "# mine\n");
        insta::allow_duplicates! {
            insta::assert_snapshot!(app.chef("init").report().replace(file, "[FILE]"), @r"
            exit code: 2
            --- stdout
            --- stderr
            error: `[DIR]/app/[FILE]` is there already
            hint: overwrite it with `--force`, or see the new text with `--print`
            ");
        }
        assert_eq!(app.text(file), "# mine\n");
        assert_eq!(app.exists("Dockerfile"), file == "Dockerfile");
        app.chef("init --print").succeeds().silent();
        assert_eq!(app.text(file), "# mine\n");
        app.chef("init --force").succeeds();
        assert_ne!(app.text(file), "# mine\n");
    }
}

#[test]
fn a_base_recipe_is_written_once() {
    let app = app();
    app.chef("init --layered --bin api").succeeds();
    let base = app.text("chef.base.json");
    assert_eq!(base, app.prepare("--bin api").text);
    app.edit("chef.base.json", "{}");
    app.chef("init --layered --bin api --force").succeeds();
    assert_eq!(app.text("chef.base.json"), "{}");
}

#[test]
fn a_binary_that_is_not_built_by_default_is_named_with_its_package() {
    let app = project()
        .bin("api", [])
        .bin("tool", [])
        .root_manifest("default-members = [\"api\"]\n")
        .create();
    assert!(!app.chef("init --print").succeeds().stdout.contains("tool"));
    let text = app.chef("init --print --bin tool").succeeds().stdout;
    assert!(text.contains("cargo build --release --package tool --bin tool"), "{text}");
}

#[test]
fn binaries_that_are_not_there() {
    let report = app().chef("init --bin repor").report();
    insta::assert_snapshot!(report, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: no member of the workspace has the binary `repor`
    hint: did you mean `report`?
    ");
    let report = project().lib("core", []).create().chef("init").report();
    insta::assert_snapshot!(report, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the default members has a binary
    ");
}

#[test]
fn the_examples_are_written_by_it() {
    for (example, dockerfile, flags) in [
        ("single", "Dockerfile", ""),
        ("workspace", "Dockerfile", ""),
        ("workspace", "layered.Dockerfile", "--layered"),
        ("workspace", "mount.Dockerfile", "--reuse mount"),
        ("workspace", "image.Dockerfile", "--reuse image"),
        ("static", "Dockerfile", "--runtime scratch"),
        ("toolchain", "Dockerfile", ""),
        ("sql", "Dockerfile", "--runtime distroless"),
    ] {
        let app = app();
        // The one that is here, whatever an example pins.
        let toolchain = std::env::var("RUSTUP_TOOLCHAIN").unwrap_or_else(|_| "stable".into());
        app.sandbox().set_environment("RUSTUP_TOOLCHAIN", &toolchain);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
        let read = |name: &str| {
            fs_err::read_to_string(source.join(name)).expect("the example can be read")
        };
        let manifest = source.join("Cargo.toml");
        let flags = format!("init --print {flags} --manifest-path {}", manifest.display());
        let printed = app.chef(&flags).succeeds().stdout;
        let files = [read(dockerfile), read(".dockerignore")];
        assert_eq!(printed, format!("# Dockerfile\n{}\n# .dockerignore\n{}", files[0], files[1]));
    }
}
