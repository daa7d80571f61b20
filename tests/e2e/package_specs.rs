//! Packages and features in all the ways in which cargo lets them be named.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1")])
        .bin("svc-one", [path("core"), dep("either", "1")])
        .manifest("[features]\nfast = [\"core-fast\"]\ncore-fast = []\nlog = [\"dep:log\"]\nkv = [\"log?/kv\"]\n[dependencies.log]\nversion = \"0.4\"\noptional = true\n")
        .bin("svc-two", [path("core"), dep("serde", "1")])
        .bin("tool", [dep("cc", "1")])
        .create()
}

/// Asserts what is compiled for these arguments, by cook from either recipe, and by cargo.
#[track_caller]
fn uses<const N: usize>(app: &App, arguments: &[&str], crates: [&str; N]) {
    for prepare in [&[][..], arguments] {
        let layer = app.prepare_with(prepare).layer();
        layer.chef_with(&[&["cook"], arguments].concat()).succeeds();
        layer.build_with(arguments).fresh(crates);
        let cooked = layer.text("target/cargo-chef/umbrella/Cargo.lock");
        for name in ["itoa", "either", "serde", "cc", "log", "value-bag"] {
            let is_cooked = cooked.contains(&format!("name = \"{name}\""));
            assert_eq!(is_cooked, crates.contains(&name), "{name} {arguments:?} {cooked}");
        }
    }
}

#[test]
fn a_name_with_a_version() {
    for spec in ["svc-one@0.1.0", "svc-one@0.1", "svc-one:0.1.0"] {
        uses(&app(), &["-p", spec], ["either", "itoa"]);
    }
}

#[test]
fn a_pattern() {
    uses(&app(), &["-p", "svc-*"], ["either", "itoa", "serde"]);
    uses(&app(), &["-p", "svc-???", "-p", "tool"], ["cc", "either", "itoa", "serde"]);
    uses(&app(), &["-p", "svc-[t]wo"], ["itoa", "serde"]);
}

#[test]
fn exclusion() {
    uses(&app(), &["--workspace", "--exclude", "svc-*"], ["cc", "itoa"]);
    uses(&app(), &["--workspace", "--exclude", "tool", "--exclude", "svc-two"], ["either", "itoa"]);
    uses(&app(), &["--all", "--exclude", "svc-two@0.1.0"], ["cc", "either", "itoa"]);
}

#[test]
fn the_old_name_of_workspace() {
    uses(&app(), &["--all"], ["cc", "either", "itoa", "serde"]);
}

#[test]
fn a_package_id_with_a_url() {
    let app = app();
    let url = format!("file://{}/svc-one", app.root().display());
    for spec in [
        format!("path+{url}#svc-one@0.1.0"),
        format!("path+{url}#0.1.0"),
        format!("{url}#svc-one"),
        url.clone(),
    ] {
        app.cargo(&format!("pkgid {spec}")).succeeds();
        let flags = format!("--package {spec}");
        let layer = app.prepare(&flags).cook("");
        layer.build("--package svc-one").fresh(["either", "itoa"]);
        let layer = app.prepare("").cook(&flags);
        layer.build("--package svc-one").fresh(["either", "itoa"]);
    }
}

#[test]
fn a_package_id_of_something_else() {
    let app = app();
    for spec in ["registry+https://github.com/rust-lang/crates.io-index#core@0.1.0", "core@2"] {
        let run = app.chef(&format!("prepare --package {spec}")).fails();
        assert!(run.stderr.contains(&format!("`{spec}` is not a member")), "{run}");
        assert_eq!(run.code, Some(2), "{run}");
    }
}

#[test]
fn lists_of_features() {
    let app = app();
    for features in [
        &["-F", "log", "-F", "kv"][..],
        &["-F", "log kv"],
        &["-F", "log,kv"],
        &["--features", "kv, log"],
        &["--features=svc-one/log", "--features", "svc-one/kv"],
    ] {
        let arguments = [&["-p", "svc-one"], features].concat();
        uses(&app, &arguments, ["either", "itoa", "log", "value-bag"]);
    }
    uses(&app, &["--features", "svc-one/log"], ["cc", "either", "itoa", "log", "serde"]);
    uses(&app, &["-p", "svc-one", "-Fkv"], ["either", "itoa"]);
}
