//! `cook --no-build`: stand-ins for all members in the working directory, for other build systems.

use crate::support::{App, Layer, ProjectBuilder, dep, path, project};

/// A target of every kind and shape.
fn everything() -> ProjectBuilder {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("plugin", [path("macros"), dep("itoa", "1")])
        .manifest(
            "[lib]\ncrate-type = [\"cdylib\", \"staticlib\", \"rlib\"]\n\
             [[example]]\nname = \"module\"\ncrate-type = [\"dylib\"]\n",
        )
        .file("plugin/examples/module.rs", "")
        .lib("odd", [])
        .manifest("[lib]\nname = \"even\"\npath = \"source/odd.rs\"\nharness = false\n")
        .file("odd/source/odd.rs", "#[cfg(test)] fn main() {}\n")
        .bin("app", [path("plugin"), dep("cc", "1").build(), dep("proptest", "1").dev()])
        .manifest(
            "[features]\nextra = []\n\
             [[bin]]\nname = \"app\"\npath = \"./src/main.rs\"\n\
             [[bin]]\nname = \"more\"\npath = \"src/more.rs\"\nrequired-features = [\"extra\"]\n\
             [[example]]\nname = \"x\"\npath = \"./examples/x.rs\"\n\
             [[example]]\nname = \"y\"\npath = \"examples/x.rs\"\n\
             [[test]]\nname = \"own\"\nharness = false\n[[bench]]\nname = \"fast\"\nharness = false\n",
        )
        .file("app/src/more.rs", "fn main() {}\n")
        .file("app/examples/x.rs", "fn main() {}\n")
        .file("app/tests/own.rs", "fn main() {}\n")
        .file("app/tests/usual.rs", "#[test] fn works() {}\n")
        .file("app/benches/fast/main.rs", "fn main() {}\n")
        .file("rust-toolchain.toml", "[toolchain]\ncomponents = [\"cargo\"]\n")
}

fn cargo_builds(app: &App, layer: &Layer<'_>) {
    let cargo = |flags: &str| app.sandbox().cargo(layer.root(), flags).succeeds();
    cargo("build --all-targets --offline");
    cargo("build --all-targets --offline --workspace --all-features --locked");
}

#[test]
fn cargo_builds_the_stand_ins() {
    let app = everything().create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build").succeeds().says("wrote: 16 files that stand in for the sources");
    assert!(!layer.root().join("target/debug").exists(), "something was built");
    assert_eq!(layer.text("rust-toolchain.toml"), app.text("rust-toolchain.toml"));
    cargo_builds(&app, &layer);
    layer.build_some("").program_prints(
        "app",
        "app (plugin (macros (quote 1.0.0), itoa 1.0.15), built with cc 1.0.0)",
    );
}

#[test]
fn members_without_the_standard_library() {
    let app = everything()
        .root_manifest("[profile.dev]\npanic = \"abort\"\n[profile.release]\npanic = \"abort\"\n")
        .create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build --no-std --quiet").succeeds().silent();
    assert!(layer.text("plugin/src/lib.rs").contains("no_std"));
    assert!(!layer.text("macros/src/lib.rs").contains("no_std"));
    cargo_builds(&app, &layer);
}

#[test]
fn a_local_crate_below_an_external_one_is_no_stand_in() {
    let manifest = "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n";
    let source = "pub fn text() -> String { \"patched quote\".into() }\n";
    let app = project()
        .bin("app", [dep("serde_derive", "1")])
        .root_manifest("[patch.crates-io]\nquote = { path = \"patched/quote\" }\n")
        .file("patched/quote/Cargo.toml", manifest)
        .file("patched/quote/src/lib.rs", source)
        .create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build").succeeds();
    assert_eq!(layer.text("patched/quote/src/lib.rs"), source);
    cargo_builds(&app, &layer);
}

#[test]
fn stand_ins_are_written_again_over_stand_ins() {
    let app = everything().create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build").succeeds();
    layer.chef("cook --no-build --no-std").succeeds();
    assert!(layer.text("app/src/main.rs").contains("no_std"));
}

#[test]
fn files_of_others_are_in_the_way() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let recipe = app.prepare("");
    app.edit("recipe.json", &recipe.text);
    let before = app.files();
    let run = app.chef("cook --no-build");
    insta::assert_snapshot!(run.report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: stand-ins would overwrite what cargo-chef has not written: `Cargo.lock`, `Cargo.toml`, `app/Cargo.toml`, `app/src/main.rs`, `core/Cargo.toml`, `core/src/lib.rs`
    hint: cook in a directory without sources, or add `--force` to lose what is in these files
    "#);
    assert_eq!(app.files(), before);
    app.chef("cook --no-build --force").succeeds();
    assert!(app.text("app/src/main.rs").contains("Stands in"));

    let layer = recipe.layer();
    layer.chef("cook --no-build").succeeds();
    layer.write("app/src/main.rs", "fn main() { println!(\"mine\") }\n");
    layer.chef("cook --no-build").fails().says("`app/src/main.rs`\nhint");
    assert!(layer.text("app/src/main.rs").contains("mine"));
}

#[test]
fn an_exact_recipe_has_no_members() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let layer = app.prepare("--bin app").layer();
    let before = layer.files();
    insta::assert_snapshot!(layer.chef("cook --no-build").report(), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: stand-ins need a recipe of the whole workspace, and this one was prepared for `--bin app`
    hint: prepare it without a selection: `cargo chef prepare`
    "#);
    assert_eq!(layer.files(), before);
}

#[test]
fn crates_outside_of_the_root_are_named() {
    let app = project()
        .bin("app", [])
        .manifest("[dependencies]\noutside = { path = \"../../outside\" }\n")
        .file("../outside/Cargo.toml", "[package]\nname = \"outside\"\nversion = \"0.1.0\"\n")
        .file("../outside/src/lib.rs", "")
        .create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build").succeeds().says("`../outside/Cargo.toml` is outside");
    assert!(!layer.root().join("../outside").exists());
}

/// A recipe with one manifest, whose only target is at `path`.
fn recipe(manifest: &str, path: &str) -> String {
    let contents = "[package]\nname = \"app\"\nversion = \"0.0.0\"\n[workspace]\n";
    let target = serde_json::json!({ "path": path, "kind": "Bin", "name": "app" });
    let root = serde_json::json!({
        "relative_path": "Cargo.toml", "contents": contents, "targets": []
    });
    let other = serde_json::json!({
        "relative_path": manifest, "contents": contents, "targets": [target]
    });
    serde_json::json!({
        "skeleton": {
            "manifests": [root, other],
            "config_file": null, "lock_file": null, "rust_toolchain_file": null,
        }
    })
    .to_string()
}

#[test]
fn nothing_is_written_elsewhere() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    for (manifest, path) in [
        ("a/Cargo.toml", "/etc/passwd"),
        ("a/Cargo.toml", "../../../elsewhere.rs"),
        ("../Cargo.toml", "elsewhere.rs"),
        ("/elsewhere/Cargo.toml", "src/main.rs"),
        (".cargo/config.toml", "src/main.rs"),
    ] {
        let layer = app.prepare("").layer();
        layer.write("recipe.json", &recipe(manifest, path));
        layer.chef("cook --no-build");
        let above = layer.root().join("../..");
        let stray = crate::support::files_below(&above);
        let is_inside = |file: &std::path::PathBuf| file.starts_with("built/elsewhere");
        assert!(stray.iter().all(is_inside), "{manifest} {path}: {stray:?}");
        assert!(!layer.root().join(".cargo").exists());
    }
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let layer = app.prepare("").layer();
    let elsewhere = app.sandbox().path("elsewhere");
    fs_err::create_dir_all(&elsewhere).expect("the sandbox can be written");
    fs_err::os::unix::fs::symlink(&elsewhere, layer.root().join("app")).expect("it can be linked");
    for flags in ["", "--force"] {
        let run = layer.chef(&format!("cook --no-build {flags}")).fails();
        run.says("`app/Cargo.toml` is a link or leads through one");
    }
    assert!(crate::support::files_below(&elsewhere).is_empty());
    assert!(!layer.root().join("Cargo.toml").exists(), "all or nothing");
}

#[test]
fn not_with_another_mode_and_no_force_without_it() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let layer = app.prepare("").layer();
    layer.chef("cook --no-build --check").fails().says("cannot be used with");
    layer.chef("cook --force").fails().says("--no-build");
}
