//! Cargo's configuration: where it is found, what it points to, and what it does to a build.

use crate::support::{App, ProjectBuilder, Repository, dep, project};

const FLAGS: [&str; 2] = ["", "--exact"];
const EXTERNAL: [&str; 4] = ["cc", "itoa", "libc", "zlib-sys"];
const TEXT: &str = "app (itoa 1.0.15, zlib-sys 1.0.0 (cc 1.0.0))";

fn builder() -> ProjectBuilder {
    project().bin("app", [dep("itoa", "1"), dep("zlib-sys", "1")])
}

/// Prepares with this configuration, copies what has to be, cooks elsewhere and builds.
#[track_caller]
fn is_cooked(app: &App, needs: &[&str], flags: &str) {
    for prepare in FLAGS {
        let mut recipe = app.prepare(prepare);
        for need in needs {
            recipe = recipe.says(&format!("`COPY {need} {need}`"));
        }
        let recipe = if needs.is_empty() { recipe.silent() } else { recipe };
        let layer = recipe.layer();
        for need in needs {
            layer.copy(need);
        }
        let run = layer.chef(&format!("cook {flags}")).succeeds();
        assert!(!run.stderr.contains("warning"), "{run}");
        layer.build(flags).fresh(EXTERNAL).rebuilt(["app"]).prints(TEXT);
    }
}

#[track_caller]
fn config_is_cooked(config: &str) {
    is_cooked(&builder().file(".cargo/config.toml", config).create(), &[], "");
}

#[test]
fn rustflags() {
    config_is_cooked("[build]\nrustflags = [\"--cfg\", \"ours\"]\n");
}

#[test]
fn rustflags_of_a_target() {
    config_is_cooked("[target.'cfg(unix)']\nrustflags = \"--cfg ours\"\n");
}

#[test]
fn a_target() {
    config_is_cooked(
        "[build]\ntarget = \"x86_64-unknown-linux-gnu\"\nrustflags = [\"--cfg\", \"ours\"]\n",
    );
}

#[test]
fn a_target_directory() {
    config_is_cooked("[build]\ntarget-dir = \"out/put\"\n");
}

#[test]
fn a_target_directory_of_the_environment() {
    let app = builder().env("CARGO_TARGET_DIR", "out").create();
    is_cooked(&app, &[], "");
}

#[test]
fn a_build_directory() {
    config_is_cooked("[build]\nbuild-dir = \"intermediate\"\n");
}

#[test]
fn a_build_directory_of_the_environment() {
    let app = builder().env("CARGO_BUILD_BUILD_DIR", "intermediate").create();
    is_cooked(&app, &[], "");
}

#[test]
fn a_build_directory_for_each_workspace() {
    config_is_cooked("[build]\nbuild-dir = \"builds/{workspace-path-hash}\"\n");
}

#[test]
fn a_profile() {
    config_is_cooked("[profile.dev]\nopt-level = 1\n[profile.dev.package.itoa]\nopt-level = 2\n");
}

#[test]
fn a_profile_of_its_own() {
    let app = builder()
        .file(".cargo/config.toml", "[profile.fast]\ninherits = \"release\"\nopt-level = 1\n")
        .create();
    is_cooked(&app, &[], "--profile fast");
}

#[test]
fn environment_variables() {
    config_is_cooked("[env]\nOURS = \"yes\"\nFORCED = { value = \"1\", force = true }\n");
}

#[test]
fn an_environment_variable_with_a_path() {
    let app = builder()
        .file(".cargo/config.toml", "[env]\nDATA = { value = \"data\", relative = true }\n")
        .file("data/file", "")
        .create();
    is_cooked(&app, &["data"], "");
    let layer = app.prepare("").layer();
    layer
        .chef("cook")
        .succeeds()
        .says("warning: the recipe was prepared with `data`, which is not here");
}

#[test]
fn a_linker_and_a_wrapper_in_the_project() {
    let app = builder()
        .file(
            ".cargo/config.toml",
            "[build]\nrustc-wrapper = \"tools/wrapper\"\n[target.x86_64-unknown-linux-gnu]\nlinker = \"tools/linker\"\n",
        )
        .without_lockfile()
        .create();
    for (path, text) in [
        ("tools/wrapper", "#!/bin/sh\nexec \"$@\"\n"),
        ("tools/linker", "#!/bin/sh\nexec cc \"$@\"\n"),
    ] {
        app.edit(path, text);
        executable(&app.root().join(path));
    }
    app.cargo("generate-lockfile --offline").succeeds();
    for prepare in FLAGS {
        let recipe = app
            .prepare(prepare)
            .says("`COPY tools/linker tools/linker`, `COPY tools/wrapper tools/wrapper`");
        let layer = recipe.layer();
        layer
            .chef("cook")
            .fails()
            .says("error: the recipe compiles with `tools/wrapper`, which is not here");
        layer.copy("tools/wrapper");
        layer
            .chef("cook")
            .fails()
            .says("error: the recipe links with `tools/linker`, which is not here");
        layer.copy("tools/linker");
        layer.chef("cook").succeeds();
        layer.build("").fresh(EXTERNAL).prints(TEXT);
    }
}

fn executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .expect("it can be changed");
}

#[test]
fn a_linker_script() {
    let app = builder()
        .file(
            ".cargo/config.toml",
            "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-C\", \"link-arg=-Tours.x\"]\n",
        )
        .create();
    app.prepare("").says("`COPY ours.x ours.x`");
}

#[test]
fn included_files() {
    let app = builder()
        .file(".cargo/config.toml", "include = [\"flags.toml\", { path = \"more.toml\", optional = true }, { path = \"none.toml\", optional = true }]\n")
        .file(".cargo/flags.toml", "[build]\nrustflags = [\"--cfg\", \"included\"]\n")
        .file(".cargo/more.toml", "[env]\nMORE = \"1\"\n")
        .create();
    is_cooked(&app, &[".cargo/flags.toml", ".cargo/more.toml"], "");
    let layer = app.prepare("").layer();
    insta::assert_snapshot!(layer.chef("cook").fails().report(), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe's configuration includes `.cargo/flags.toml`, which is not here
    hint: copy it before cooking: `COPY .cargo/flags.toml .cargo/flags.toml`
    ");
}

#[test]
fn a_configuration_above_the_root() {
    let app = builder().create().copy_to("above/app");
    app.edit("../.cargo/config.toml", "[build]\nrustflags = [\"--cfg\", \"above\"]\n");
    for flags in FLAGS {
        let recipe = app.prepare(flags).says("`COPY .cargo/config.toml ../.cargo/config.toml`");
        let layer = recipe.layer();
        layer.write("../.cargo/config.toml", &app.text("../.cargo/config.toml"));
        let run = layer.chef("cook").succeeds();
        assert!(!run.stderr.contains("warning"), "{run}");
        layer.build("").fresh(EXTERNAL).rebuilt(["app"]).prints(TEXT);
        let layer = recipe.layer();
        layer
            .chef("cook")
            .succeeds()
            .says("warning: the recipe was prepared with `../.cargo/config.toml`");
    }
}

#[test]
fn unstable_options_on_nightly() {
    let app = builder()
        .env("RUSTUP_TOOLCHAIN", "nightly")
        .file(
            ".cargo/config.toml",
            "[unstable]\ntrim-paths = true\n[profile.dev]\ntrim-paths = \"all\"\n",
        )
        .create();
    is_cooked(&app, &[], "");
}

#[test]
fn the_new_layout_of_the_build_directory_on_nightly() {
    for config in [
        "[unstable]\nbuild-dir-new-layout = true\n",
        "[unstable]\nbuild-dir-new-layout = true\n[build]\nbuild-dir = \"builds/{workspace-path-hash}\"\n",
    ] {
        let app = builder()
            .env("RUSTUP_TOOLCHAIN", "nightly")
            .file(".cargo/config.toml", config)
            .create();
        is_cooked(&app, &[], "");
    }
}

/// There is no standard library for a target of one's own, so nothing here uses one.
#[test]
fn a_target_specification_on_nightly() {
    const BARE: &str = "#![feature(no_core, lang_items)]\n#![no_core]\n";
    let repository = Repository::new();
    repository.write([
        (
            "Cargo.toml".to_owned(),
            "[package]\nname = \"bare\"\nversion = \"0.1.0\"\nedition = \"2021\"\n".to_owned(),
        ),
        ("src/lib.rs".to_owned(), BARE.to_owned()),
    ]);
    repository.commit("all");
    let app = project()
        .lib("core-only", [])
        .manifest(&format!("[dependencies.bare]\ngit = \"{}\"\n", repository.url()))
        .file("core-only/src/lib.rs", BARE)
        .file(
            ".cargo/config.toml",
            "[build]\ntarget = \"ours.json\"\n[unstable]\njson-target-spec = true\n",
        )
        .without_lockfile()
        .create();
    app.sandbox().set_environment("RUSTUP_TOOLCHAIN", "nightly");
    let specification = app
        .sandbox()
        .run(
            "rustc",
            app.root(),
            "-Z unstable-options --print target-spec-json --target x86_64-unknown-none",
        )
        .succeeds();
    app.edit("ours.json", &specification.stdout);
    app.cargo("generate-lockfile").succeeds();
    for flags in FLAGS {
        let layer = app.prepare(flags).says("`COPY ours.json ours.json`").layer();
        layer
            .chef("cook")
            .fails()
            .says("error: the recipe compiles for `ours.json`, which is not here");
        layer.copy("ours.json");
        layer.chef("cook").succeeds();
        layer.build("").fresh(["bare"]).rebuilt(["core-only"]);
    }
    app.edit(".cargo/config.toml", "[unstable]\njson-target-spec = true\n");
    let layer = app.prepare("--target ours.json").says("`COPY ours.json ours.json`").layer();
    layer
        .chef("cook")
        .fails()
        .says("error: the recipe compiles for `ours.json`, which is not here");
    layer.copy("ours.json");
    layer.chef("cook").succeeds();
    layer.build("--target ours.json").fresh(["bare"]).rebuilt(["core-only"]);
}
