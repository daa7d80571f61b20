//! Crates that replace others come with their files, but for those that no recipe may have.

use fs_err as fs;
use fs_err::os::unix::fs::symlink;

use crate::support::{App, dep, project};

const MANIFEST: &str = "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n";
const PATCH: &str = "[patch.crates-io]\nquote = { path = \"patched/quote\" }\n";

fn app(manifest: &str) -> App {
    project()
        .bin("app", [dep("serde_derive", "1")])
        .root_manifest(PATCH)
        .file("patched/quote/Cargo.toml", manifest)
        .file("patched/quote/src/lib.rs", "pub fn text() -> String { \"patched\".into() }\n")
        .create()
}

#[test]
fn links_that_lead_nowhere_in_a_circle_or_out() {
    let app = app(MANIFEST);
    let outside = app.sandbox().path("outside");
    fs::create_dir_all(&outside).expect("it can be made");
    fs::write(outside.join("secret.rs"), "// hunter2").expect("it can be written");
    app.edit("patched/shared.rs", "// shared");
    let crate_directory = app.root().join("patched/quote");
    let link = |to: &std::path::Path, name: &str| {
        symlink(to, crate_directory.join(name)).expect("it can be made");
    };
    link("nowhere".as_ref(), "dangling");
    link("itself".as_ref(), "itself");
    link("..".as_ref(), "src/above");
    link(&outside, "directory");
    link(&outside.join("secret.rs"), "file.rs");
    link("../shared.rs".as_ref(), "inside.rs");
    for flags in ["", "--exact"] {
        let run = app.chef(&format!("prepare {flags} --recipe-path -")).succeeds();
        assert!(!run.stdout.contains("hunter2"), "{run}");
        assert!(run.stdout.contains("// shared"), "{run}");
        for name in ["dangling", "itself", "above", "directory", "file.rs"] {
            let lines = run.stderr.lines();
            let warned = lines.filter(|line| line.contains("the link `") && line.contains(name));
            assert_eq!(warned.count(), 1, "{name}\n{run}");
        }
        app.chef("cook --release").succeeds();
    }
}

#[test]
fn files_that_hold_credentials() {
    let app = app(MANIFEST);
    let key = format!("-----BEGIN {} KEY-----\nhunter2\n", "OPENSSH PRIVATE");
    let names = [".env", ".env.local", ".git-credentials", "keys/id_rsa", ".netrc", "src/own.pem"];
    for name in names {
        app.edit(&format!("patched/quote/{name}"), &key);
    }
    for flags in ["", "--exact"] {
        let run = app.chef(&format!("prepare {flags} --recipe-path -")).succeeds();
        assert!(!run.stdout.contains("hunter2"), "{run}");
        for name in names {
            let warned = run.stderr.lines().filter(|line| line.contains(&format!("/{name}`")));
            assert_eq!(warned.count(), 1, "{name}\n{run}");
        }
    }
}

#[test]
fn a_file_that_is_named_is_carried() {
    let app = app(&format!("{MANIFEST}include = [\"src\", \".env\"]\n"));
    app.edit("patched/quote/.env", "kept");
    app.edit(
        "patched/quote/src/lib.rs",
        "pub fn text() -> &'static str { include_str!(\"../.env\") }\n",
    );
    let layer = app.prepare("").cook("");
    layer.build("").fresh(["serde_derive"]).prints("app (serde_derive 1.0.0 (kept))");
}
