//! Source replacement: crates.io, or a git repository, is elsewhere.
//!
//! The configuration stands in the project and travels in the recipe. What it points to is copied
//! before cooking, as `prepare` says.

use crate::support::{App, Mirror, ProjectBuilder, dep, path, project};

const CONFIGS: [&str; 2] = [".cargo/config.toml", ".cargo/config"];
const EXTERNAL: [&str; 5] = ["itoa", "log", "quote", "serde_derive", "value-bag"];
const TEXT: &str = "app (core (itoa 1.0.15), log 0.4.0 +kv, serde_derive 1.0.0 (quote 1.0.0))";

fn builder() -> ProjectBuilder {
    project()
        .lib("core", [dep("itoa", "1")])
        .bin("app", [path("core"), dep("log", "0.4").features(["kv"]), dep("serde_derive", "1")])
}

/// Prepares, copies what `prepare` names, cooks elsewhere and builds.
#[track_caller]
fn is_cooked(app: &App, needs: &[&str]) {
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags);
        let recipe = match needs {
            [] => recipe.silent(),
            needs => needs
                .iter()
                .fold(recipe, |recipe, need| recipe.says(&format!("`COPY {need} {need}`"))),
        };
        let layer = recipe.layer();
        for need in needs {
            layer.copy(need);
        }
        layer.chef("cook").succeeds();
        layer.build("").fresh(EXTERNAL).rebuilt(["core", "app"]).prints(TEXT);
    }
}

/// A project with its crates in `vendor`.
fn vendored(file: &str) -> App {
    let app = builder().create();
    app.cargo("vendor --quiet --respect-source-config vendor").succeeds();
    app.edit("../cargo-home/config.toml", "");
    app.edit(file, "[source.crates-io]\nreplace-with = \"vendored-sources\"\n[source.vendored-sources]\ndirectory = \"vendor\"\n");
    app
}

#[test]
fn a_vendored_directory() {
    for file in CONFIGS {
        is_cooked(&vendored(file), &["vendor"]);
    }
}

#[test]
fn a_vendored_directory_that_is_not_copied() {
    let app = vendored(".cargo/config.toml");
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).layer();
        let before = layer.files();
        insta::allow_duplicates! {
            insta::assert_snapshot!(layer.chef("cook").fails().report(), @r"
            exit code: 2
            --- stdout
            --- stderr
            error: the recipe replaces crates-io with `vendor`, which is not here
            hint: copy it before cooking: `COPY vendor vendor`
            ");
        }
        assert_eq!(layer.files(), before);
    }
}

#[test]
fn a_local_registry() {
    let mirror = Mirror::start();
    let app = builder()
        .file("../cargo-home/config.toml", "")
        .file(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"ours\"\n[source.ours]\nlocal-registry = \"registry\"\n")
        .without_lockfile()
        .create();
    mirror.write_local_registry(&app.root().join("registry"));
    app.cargo("generate-lockfile --offline").succeeds();
    is_cooked(&app, &["registry"]);
}

#[test]
fn a_mirror_with_a_sparse_index() {
    let mirror = Mirror::start();
    for file in CONFIGS {
        let app = mirrored(file, &mirror.sparse());
        is_cooked(&app, &[]);
    }
    assert!(mirror.served().iter().any(|path| path == "crates/itoa/1.0.15.crate"));
}

#[test]
fn a_mirror_with_a_git_index() {
    let mirror = Mirror::start();
    let app = mirrored(".cargo/config.toml", &mirror.git());
    is_cooked(&app, &[]);
}

/// A project whose crates come from this index.
fn mirrored(file: &str, index: &str) -> App {
    let config = format!(
        "[source.crates-io]\nreplace-with = \"mirror\"\n[source.mirror]\nregistry = \"{index}\"\n"
    );
    let app = builder()
        .file("../cargo-home/config.toml", "")
        .file(file, &config)
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    app
}

#[test]
fn a_mirror_of_the_cargo_home() {
    let mirror = Mirror::start();
    let config = format!(
        "[source.crates-io]\nreplace-with = \"mirror\"\n[source.mirror]\nregistry = \"{}\"\n",
        mirror.sparse()
    );
    let app = builder().file("../cargo-home/config.toml", &config).without_lockfile().create();
    app.cargo("generate-lockfile").succeeds();
    is_cooked(&app, &[]);
    assert!(!app.prepare("").text.contains("127.0.0.1"));
}

#[test]
fn a_chain_of_replacements() {
    let app = vendored(".cargo/config.toml");
    app.edit(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"mirror\"\n\
         [source.mirror]\nregistry = \"sparse+https://mirror.example.org/\"\nreplace-with = \"vendored\"\n\
         [source.vendored]\ndirectory = \"vendor\"\n",
    );
    is_cooked(&app, &["vendor"]);
    let layer = app.prepare("").layer();
    layer.chef("cook").fails().says("error: the recipe replaces crates-io with `vendor`");
}

#[test]
fn a_source_that_replaces_nothing_is_not_needed() {
    let app =
        builder().file(".cargo/config.toml", "[source.spare]\ndirectory = \"spare\"\n").create();
    app.prepare("").silent().cook("").build("").fresh(EXTERNAL);
}

#[test]
fn an_unreachable_mirror() {
    let app = mirrored_once();
    let layer = app.prepare("").layer();
    app.sandbox().set_environment("CARGO_NET_RETRY", "0");
    let report = layer.chef("cook").fails().report();
    // How long it took stands in the last line.
    let (report, _) = report.split_once(" (Failed to connect").expect("curl says why");
    insta::assert_snapshot!(report, @r"
    exit code: 101
    --- stdout
    --- stderr
        Updating `mirror` index
    error: failed to get `itoa` as a dependency of package `cargo-chef-umbrella v0.0.0 ([DIR]/layers/1/built/elsewhere/target/cargo-chef/umbrella)`

    Caused by:
      failed to query replaced source registry `crates-io`

    Caused by:
      download of config.json failed

    Caused by:
      failed to download from `http://127.0.0.1:1/index/config.json`

    Caused by:
      [7] Could not connect to server
    ");
}

/// A project that was locked with a mirror which is not there any more.
fn mirrored_once() -> App {
    let mirror = Mirror::start();
    let app = mirrored(".cargo/config.toml", &mirror.sparse());
    let config = app.text(".cargo/config.toml");
    let port = config.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
    let config = config.replace(port.expect("it names a port"), "1");
    app.edit(".cargo/config.toml", &config);
    app
}

#[test]
fn a_checksum_mismatch() {
    let mirror = Mirror::start();
    let app = mirrored(".cargo/config.toml", &mirror.sparse());
    mirror.spoil("itoa/1.0.15");
    let layer = app.prepare("").layer();
    let report = layer.chef("cook").fails().report();
    insta::assert_snapshot!(report, @r"
    exit code: 101
    --- stdout
    --- stderr
     Downloading crates ...
      Downloaded itoa v1.0.15 (registry `mirror`)
    error: failed to download replaced source registry `crates-io`

    Caused by:
      failed to verify the checksum of `itoa v1.0.15 (registry `mirror`)`
    ");
}

#[test]
fn a_vendored_directory_that_lacks_a_crate() {
    let app = vendored(".cargo/config.toml");
    let layer = app.prepare("").layer();
    layer.copy("vendor");
    fs_err::remove_dir_all(layer.root().join("vendor/itoa")).expect("it can be removed");
    insta::assert_snapshot!(layer.chef("cook").fails().report(), @r"
    exit code: 101
    --- stdout
    --- stderr
    error: no matching package found
    searched package name: `itoa`
    perhaps you meant:      log
    location searched: directory source `[DIR]/layers/1/built/elsewhere/vendor` (which is replacing registry `crates-io`)
    required by package `cargo-chef-umbrella v0.0.0 ([DIR]/layers/1/built/elsewhere/target/cargo-chef/umbrella)`
    ");
}
