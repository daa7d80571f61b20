//! The toolchain: pinned, chosen on the command line, or not there.
//!
//! Nightly has to be installed beside the default toolchain.

use std::path::Path;

use crate::support::{App, Run, dep, project};

const PINNED: &str = "[toolchain]\nchannel = \"nightly\"\n";

/// A program that tells which compiler made it, and so does the crate that it uses.
fn app(file: &str, text: &str) -> App {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    app.edit(file, text);
    app
}

/// Runs `cargo chef`, as cargo would find it.
fn cargo_chef(app: &App, directory: &Path, flags: &str) -> Run {
    let ours = Path::new(env!("CARGO_BIN_EXE_cargo-chef")).parent().expect("it is in a directory");
    let path = std::env::var("PATH").expect("there is one");
    app.sandbox().set_environment("PATH", &format!("{}:{path}", ours.display()));
    app.sandbox().run("cargo", directory, flags)
}

#[test]
fn a_pinned_toolchain_compiles_on_nightly() {
    for (file, text) in [("rust-toolchain.toml", PINNED), ("rust-toolchain", "nightly\n")] {
        let app = app(file, text);
        for flags in ["", "--exact"] {
            let layer = app.prepare(flags).silent().cook("");
            layer.build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
            let layer = app.prepare(flags).layer();
            cargo_chef(&app, layer.root(), "chef cook").succeeds();
            layer.build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
        }
    }
}

#[test]
#[should_panic(expected = "compiled again: {\"itoa\"}")]
fn another_toolchain_is_noticed_on_nightly() {
    let app = app("rust-toolchain.toml", PINNED);
    let layer = app.prepare("").layer();
    cargo_chef(&app, layer.root(), "+stable chef cook").succeeds();
    layer.build("");
}

#[test]
fn the_toolchain_of_the_command_line_is_kept_on_nightly() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let layer = app.prepare("").layer();
    cargo_chef(&app, layer.root(), "+nightly chef cook").succeeds();
    app.sandbox().set_environment("RUSTUP_TOOLCHAIN", "nightly");
    layer.build("").fresh(["itoa"]);
}

#[test]
fn the_toolchain_of_the_command_line_wins_over_a_pinned_one_on_nightly() {
    let app = app("rust-toolchain.toml", "[toolchain]\nchannel = \"stable\"\n");
    let layer = app.prepare("").layer();
    cargo_chef(&app, layer.root(), "+nightly chef cook").succeeds();
    app.sandbox().set_environment("RUSTUP_TOOLCHAIN", "nightly");
    layer.build("").fresh(["itoa"]);
}

#[test]
fn a_toolchain_that_is_not_installed() {
    for (file, text) in [
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.23.4\"\n"),
        ("rust-toolchain", "1.23.4"),
    ] {
        let app = app(file, text);
        // A backtrace of rustup's is of no interest.
        app.sandbox().set_environment("RUST_BACKTRACE", "0");
        app.sandbox().set_environment("RUSTUP_AUTO_INSTALL", "1");
        app.sandbox().set_environment("RUSTUP_DIST_SERVER", "http://127.0.0.1:1");
        for flags in ["", "--exact", "--target x86_64-unknown-linux-gnu"] {
            app.prepare(flags).silent();
        }
        let layer = app.prepare("").layer();
        app.sandbox().set_environment("RUSTUP_AUTO_INSTALL", "0");
        insta::allow_duplicates! {
            insta::assert_snapshot!(layer.chef("cook").fails().report(), @r"
    exit code: 1
    --- stdout
    --- stderr
    error: toolchain '1.23.4-x86_64-unknown-linux-gnu' is not installed
    help: run `rustup toolchain install` to install it
    ");
        }
    }
}

#[test]
fn components_that_are_not_installed() {
    let text = "[toolchain]\nchannel = \"stable\"\ntargets = [\"wasm32-unknown-unknown\"]\n";
    let app = app("rust-toolchain.toml", text);
    app.sandbox().set_environment("RUSTUP_DIST_SERVER", "http://127.0.0.1:1");
    app.prepare("").silent();
}

/// As rustup does that has to download the toolchain first.
#[test]
fn a_cargo_that_needs_certificates_gets_them() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let expected = app.prepare("").text;
    app.program("proxy", "[ \"$SSL_CERT_FILE\" = certificates.crt ] && exec cargo \"$@\"");
    app.sandbox().set_environment("SSL_CERT_FILE", "certificates.crt");
    app.sandbox().set_environment("CARGO", "proxy");
    assert_eq!(app.prepare("").silent().text, expected);
}
