//! Profiles, targets and target directories: the same for what is cooked and what is built.

use crate::support::{ProjectBuilder, dep, path, project};

fn app() -> ProjectBuilder {
    project()
        .lib("core", [dep("itoa", "1"), path("macros")])
        .bin("app", [path("core")])
        .proc_macro("macros", [dep("quote", "1"), dep("zlib-sys", "1")])
}

/// Cooks and builds with these flags, from a workspace recipe and from exact ones.
#[track_caller]
fn is_cooked_exactly(project: ProjectBuilder, flags: &str) {
    let app = project.create();
    for prepare in ["", "--exact", "--bin app"] {
        let selection = if prepare == "--exact" { "" } else { prepare };
        let layer = app.prepare(prepare).silent().cook(&format!("{flags} {selection}"));
        layer
            .build(&format!("{flags} {selection}"))
            .fresh(["itoa", "quote", "zlib-sys", "cc", "libc"])
            .prints("app (core (itoa 1.0.15, macros (quote 1.0.0, zlib-sys 1.0.0 (cc 1.0.0))))");
    }
}

#[test]
fn fat_lto() {
    is_cooked_exactly(
        app().root_manifest("[profile.release]\nlto = \"fat\"\nopt-level = 0\n"),
        "--release",
    );
}

#[test]
fn thin_lto_below_a_library_of_several_types() {
    let project = app()
        .root_manifest("[profile.release]\nlto = \"thin\"\nopt-level = 0\n")
        .lib("shared", [dep("either", "1")])
        .manifest("[lib]\ncrate-type = [\"lib\", \"cdylib\"]\n")
        .create();
    for prepare in ["", "--exact"] {
        project.prepare(prepare).cook("--release").build("--release");
    }
}

#[test]
fn panic_abort_and_codegen_units() {
    let profile = "[profile.release]\npanic = \"abort\"\ncodegen-units = 1\nstrip = true\n";
    is_cooked_exactly(app().root_manifest(profile), "--release");
}

#[test]
fn panic_abort_does_not_hold_for_tests() {
    let app = app()
        .root_manifest("[profile.dev]\npanic = \"abort\"\n")
        .file("core/tests/it.rs", "#[test] fn works() {}\n")
        .create();
    for flags in ["--tests", "--workspace --all-targets"] {
        app.prepare("").cook(flags).build(flags);
        app.prepare(flags).cook("").build(flags);
    }
}

#[test]
fn a_profile_of_another_name() {
    let profile = "[profile.small]\ninherits = \"release\"\nopt-level = \"z\"\ndebug = 1\n";
    is_cooked_exactly(app().root_manifest(profile), "--profile small");
}

#[test]
fn overrides_for_external_crates_and_build_scripts() {
    let profile = "[profile.dev.package.itoa]\nopt-level = 3\n\
         [profile.dev.package.core]\nopt-level = 2\n\
         [profile.dev.package.\"*\"]\nopt-level = 1\n\
         [profile.dev.build-override]\nopt-level = 1\ncodegen-units = 4\n";
    is_cooked_exactly(app().root_manifest(profile), "");
}

#[test]
fn an_override_for_a_crate_and_for_one_of_its_versions() {
    let app = project()
        .lib("core", [dep("itoa", "0.4")])
        .bin("app", [path("core"), dep("itoa", "1")])
        .root_manifest(
            "[profile.dev.package.\"itoa@0.4.8\"]\nopt-level = 3\n\
             [profile.dev.package.\"itoa:1.0.15\"]\nopt-level = 2\n",
        )
        .create();
    for prepare in ["", "--exact"] {
        app.prepare(prepare).cook("").build("").fresh(["itoa"]);
    }
}

#[test]
fn profiles_in_the_configuration() {
    let config = "[profile.release]\ncodegen-units = 3\n[build]\nrustflags = [\"-Cdebuginfo=1\"]\n";
    is_cooked_exactly(app().file(".cargo/config.toml", config), "--release");
}

#[test]
fn a_target_triple_even_that_of_the_host() {
    let triple = host_triple();
    is_cooked_exactly(app(), &format!("--target {triple}"));
}

#[test]
fn a_target_triple_in_the_configuration() {
    let config = format!("[build]\ntarget = \"{}\"\n", host_triple());
    is_cooked_exactly(app().file(".cargo/config.toml", &config), "");
}

#[test]
fn a_target_directory_on_the_command_line() {
    let app = app().create();
    let layer = app.prepare("").cook("--target-dir out/of/the/way");
    layer.build("--target-dir out/of/the/way").fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
    assert!(!layer.root().join("target").exists());
}

#[test]
fn a_target_directory_in_the_environment() {
    let app = app().env("CARGO_TARGET_DIR", "out").create();
    let layer = app.prepare("").cook("");
    layer.build("").fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
    assert!(layer.root().join("out").exists());
    assert!(!layer.root().join("target").exists());
}

#[test]
fn a_target_directory_in_the_configuration() {
    let app = app().file(".cargo/config.toml", "[build]\ntarget-dir = \"out\"\n").create();
    let layer = app.prepare("").cook("");
    layer.build("").fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
    assert!(layer.root().join("out").exists());
    assert!(!layer.root().join("target").exists());
}

#[test]
fn a_build_directory_of_its_own_in_the_configuration() {
    let app = app().file(".cargo/config.toml", "[build]\nbuild-dir = \"intermediate\"\n").create();
    let layer = app.prepare("").cook("");
    layer.build("").fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
}

#[test]
fn a_project_below_the_working_directory() {
    let app = app().create();
    let layer = app.prepare("").layer();
    let below = layer.root().join("below");
    let run = layer.chef("cook --manifest-path below/Cargo.toml").succeeds();
    assert!(below.join("target").exists(), "{run}");
}

#[test]
fn jobs_and_arguments_for_cargo_itself() {
    let app = app().create();
    let layer = app.prepare("").cook("--jobs 1 --verbose -- --keep-going");
    layer.build("").fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
}

#[test]
fn configuration_on_the_command_line() {
    let app = app().create();
    let flags = "--config profile.dev.opt-level=1 --config build.target-dir=\"out\"";
    let layer = app.prepare("").cook(flags);
    layer.build(flags).fresh(["itoa", "quote", "zlib-sys", "cc", "libc"]);
    assert!(!layer.root().join("target").exists());
}

fn host_triple() -> String {
    let app = project().lib("core", []).create();
    let version = app.cargo("--version --verbose").succeeds().stdout;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("cargo tells its host").to_owned()
}
