//! Stand-ins for targets were in the wrong places, or did not compile.

use super::is_cooked;
use crate::support::{dep, path, project};

/// No thread was found; the phrase is "`no_std` members beside std ones": a stand-in was either
/// for all members or for none.
#[test]
fn issue_131_members_with_and_without_the_standard_library() {
    let app = project()
        .lib("tiny", [])
        .file("tiny/src/lib.rs", "#![no_std]\npub const ONE: u8 = 1;\n")
        .proc_macro("macros", [dep("quote", "1")])
        .bin("app", [path("macros"), dep("itoa", "1")])
        .create();
    is_cooked(&app, "");
    app.prepare("").cook("--no-std").build("").fresh(["itoa", "quote"]);
}

/// A stand-in in `src/bin` stayed beside `src/main.rs`, and cargo knew not which to take.
#[test]
fn issue_140_a_binary_that_is_named_without_its_path() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest(
            "[features]\nlocal = []\n[[bin]]\nname = \"app\"\n\
             [[bin]]\nname = \"stub\"\npath = \"src/stub.rs\"\nrequired-features = [\"local\"]\n",
        )
        .file("app/src/stub.rs", "fn main() {}\n")
        .create();
    let layer = app.prepare("").cook("");
    let outside: Vec<_> = layer.files();
    assert!(outside.iter().all(|p| p.starts_with("target") || p.ends_with("recipe.json")));
    layer.build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
}

/// With a second binary that needs features, nothing was compiled but only downloaded.
#[test]
fn issue_146_a_binary_with_required_features() {
    let app = project()
        .bin("app", [dep("serde", "1").no_default_features()])
        .manifest(
            "[features]\nfeature = [\"serde/std\"]\n[[bin]]\nname = \"additional\"\n\
             path = \"src/additional.rs\"\nrequired-features = [\"feature\"]\n",
        )
        .file("app/src/additional.rs", "fn main() {}\n")
        .create();
    is_cooked(&app, "--release");
    is_cooked(&app, "--release --features feature");
    app.prepare("").cook("").build("").fresh(["serde"]);
}

/// No thread was found; the phrase is "target discovery (globs, explicit paths)".
#[test]
fn issue_152_members_by_pattern_and_targets_by_path() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest("[[bin]]\nname = \"app\"\npath = \"./source/../source/start.rs\"\n")
        .file("app/source/start.rs", "fn main() { println!(\"{}\", itoa::text()) }\n")
        .file("app/examples/show/main.rs", "fn main() {}\n")
        .lib("shared", [dep("either", "1")])
        .file("Cargo.toml", "[workspace]\nmembers = [\"a*\", \"sha*\"]\nresolver = \"2\"\n")
        .create();
    is_cooked(&app, "");
    is_cooked(&app, "--examples");
}

/// For a benchmark in a directory a stand-in was written beside it.
#[test]
fn issue_203_a_benchmark_in_a_directory() {
    let app = project()
        .lib("shared", [dep("itoa", "1"), dep("proptest", "1").dev()])
        .manifest("[[bench]]\nname = \"fast\"\nharness = false\n")
        .file("shared/benches/fast/main.rs", "mod more;\nfn main() { more::run() }\n")
        .file("shared/benches/fast/more.rs", "pub fn run() { proptest::text(); }\n")
        .create();
    is_cooked(&app, "--benches");
    is_cooked(&app, "");
}

/// Only manifests were copied to where `prepare` ran, and it failed.
#[test]
fn issue_205_manifests_without_sources() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let layer = app.prepare("").layer();
    let source = app.text("app/src/main.rs");
    app.remove("app/src/main.rs");
    let recipe = app.prepare("").says("note: there are no sources").text;
    app.edit("app/src/main.rs", &source);
    layer.write("recipe.json", &recipe);
    layer.chef("cook").succeeds();
    layer.build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
}

/// The stand-in for a binary was newer than its source, and was shipped instead of it.
#[test]
fn issue_212_no_empty_binary() {
    let app = project().lib("shared", [dep("itoa", "1")]).bin("app", [path("shared")]).create();
    let layer = app.prepare("").cook("--release");
    assert!(!layer.root().join("target/release/app").exists());
    assert!(!layer.files().iter().any(|path| path.to_string_lossy().contains("app-")));
    layer.build("--release").prints("app (shared (itoa 1.0.15))");
}

/// The manifests that were made had `crate-type` for binaries, which cargo refuses.
#[test]
fn issue_290_binaries_of_a_workspace() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .bin("tool", [dep("either", "1")])
        .manifest("[[bin]]\nname = \"tool\"\npath = \"src/main.rs\"\n")
        .create();
    is_cooked(&app, "--workspace --release");
}

/// The stand-ins broke the lints that the workspace denies.
#[test]
fn issue_343_lints_that_are_denied() {
    let app = project()
        .lib("shared", [dep("itoa", "1")])
        .manifest("[lints]\nworkspace = true\n")
        .file(
            "shared/src/lib.rs",
            "//! Ours.\n\n/// A text.\npub fn text() -> String { itoa::text() }\n",
        )
        .bin("app", [path("shared")])
        .root_manifest(
            "[workspace.lints.rust]\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\n\
             unused_crate_dependencies = \"deny\"\n[workspace.lints.clippy]\nall = \"deny\"\n",
        )
        .create();
    is_cooked(&app, "");
    is_cooked(&app, "--release");
}
