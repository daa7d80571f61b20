//! The files beside the manifests, which `cook` writes where they are not, and never over others.

use crate::support::{App, dep, project};

const CONFIG: &str = "[build]\nincremental = false\n";
const TOOLCHAIN: &str = "[toolchain]\ncomponents = [\"cargo\"]\n";
const WARNING: &str = "is not the one that the recipe was prepared with";

fn app() -> App {
    project()
        .bin("app", [dep("itoa", "1")])
        .file(".cargo/config.toml", CONFIG)
        .file("rust-toolchain.toml", TOOLCHAIN)
        .create()
}

#[test]
fn both_are_written_to_a_bare_directory() {
    let app = app();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("");
        assert_eq!(layer.text(".cargo/config.toml"), CONFIG);
        assert_eq!(layer.text("rust-toolchain.toml"), TOOLCHAIN);
        layer.build("").fresh(["itoa"]);
    }
}

#[test]
fn nothing_else_is_written_there() {
    let layer = app().prepare("").cook("").files();
    let outside: Vec<_> = layer.into_iter().filter(|path| !path.starts_with("target")).collect();
    let expected = [".cargo/config.toml", "recipe.json", "rust-toolchain.toml"];
    assert_eq!(outside, expected.map(std::path::PathBuf::from));
}

#[test]
fn a_file_that_says_the_same_is_kept_without_a_word() {
    let app = app();
    let layer = app.prepare("").layer();
    let config = format!("# Ours.\n{CONFIG}[alias]\nb = \"build\"\n");
    layer.write(".cargo/config.toml", &config);
    let run = layer.chef("cook").succeeds();
    assert!(!run.stderr.contains("warning"), "{run}");
    assert_eq!(layer.text(".cargo/config.toml"), config);
}

#[test]
fn a_configuration_that_differs_is_kept_with_a_warning() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write(".cargo/config.toml", "[build]\nincremental = true\n");
    layer.chef("cook").succeeds().says(&format!("warning: `.cargo/config.toml` {WARNING}"));
    assert_eq!(layer.text(".cargo/config.toml"), "[build]\nincremental = true\n");
}

#[test]
fn a_configuration_under_its_old_name_counts() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write(".cargo/config", "[build]\nincremental = true\n");
    layer.chef("cook").succeeds().says(&format!("warning: `.cargo/config` {WARNING}"));
    assert!(!layer.root().join(".cargo/config.toml").exists());
}

#[test]
fn a_toolchain_file_that_differs_is_kept_with_a_warning() {
    let app = app();
    let layer = app.prepare("").layer();
    layer.write("rust-toolchain.toml", "[toolchain]\ncomponents = [\"rustc\"]\n");
    layer.chef("cook").succeeds().says(&format!("warning: `rust-toolchain.toml` {WARNING}"));
    assert_eq!(layer.text("rust-toolchain.toml"), "[toolchain]\ncomponents = [\"rustc\"]\n");
}

#[test]
fn credentials_are_not_stored() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(
            ".cargo/config.toml",
            "[registry]\ntoken = \"hunter2\"\n[registries.ours]\n\
             index = \"sparse+https://example.org/\"\ntoken = \"hunter2\"\n",
        )
        .create();
    for flags in ["", "--exact"] {
        let text = app.prepare(flags).text;
        assert!(text.contains("example.org"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
