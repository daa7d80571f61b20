//! The umbrella's manifests for a workspace given as manifests.

use miette::Diagnostic as _;

use super::{Purpose, distil};
use crate::cargo::Cargo;
use crate::files::FileSet;
use crate::selection::{Features, Packages, Rule, Selection, TargetFilter, Targets};
use crate::workspace::{Workspace, read};

fn crate_entry(name: &str, version: &str, dependencies: &str) -> String {
    format!(
        "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
         dependencies = [{dependencies}]\n"
    )
}

/// Reads a workspace from text in which each file begins with a `# FILE` line.
fn workspace(text: &str, external: &[String]) -> Workspace {
    let mut tree = FileSet::default();
    for part in text.split("# FILE ").skip(1) {
        let (path, contents) = part.split_once('\n').unwrap();
        let contents = match path {
            "Cargo.lock" => format!("version = 4\n{contents}{}", external.concat()),
            _ => contents.to_owned(),
        };
        tree.add(path, contents).unwrap();
    }
    let directory = tempfile::tempdir().unwrap();
    let root = tree.write(&directory.path().join("workspace")).unwrap();
    read(&Cargo::inherited(), &root.join("Cargo.toml")).unwrap().workspace
}

/// The manifests of the umbrella, without the lines that are the same in all of them.
fn shown(workspace: &Workspace, selection: &Selection) -> String {
    let umbrella = distil(workspace, &selection.clone().into()).unwrap();
    let manifests = umbrella.project.manifests.iter().map(|manifest| {
        let contents = manifest.contents.split("\n\n").filter(|part| {
            !["[package]", "[lib]", "[[bench]]", "[[test]]", "[[bin]]"]
                .iter()
                .any(|t| part.starts_with(t))
        });
        let contents: Vec<_> = contents.map(str::trim_end).collect();
        format!("# {}\n{}\n", manifest.relative_path, contents.join("\n"))
    });
    manifests.collect()
}

fn default_shown(workspace: &Workspace) -> String {
    shown(workspace, &Selection::default())
}

#[test]
fn requests_are_united_over_members_and_pinned() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[workspace]
members = ["app", "core"]
resolver = "2"
# FILE app/Cargo.toml
[package]
name = "app"
version = "1.2.3"
[dependencies]
core = { path = "../core", features = ["fast"] }
json = { package = "serde_json", version = "1", default-features = false }
# FILE app/src/main.rs
# FILE core/Cargo.toml
[package]
name = "core"
version = "0.1.0"
[features]
fast = ["dep:simd", "serde_json/raw", "serde?/rc"]
[dependencies]
serde_json = ">=1.0, <2"
simd = { version = "0.3", optional = true }
serde = { version = "1", optional = true }
# FILE core/src/lib.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.2.3"
dependencies = ["core", "serde_json"]
[[package]]
name = "core"
version = "0.1.0"
dependencies = ["serde_json", "simd", "serde"]
"#,
        &[
            crate_entry("serde_json", "1.0.9", r#""itoa""#),
            crate_entry("itoa", "1.0.0", ""),
            crate_entry("simd", "0.3.1", ""),
            crate_entry("serde", "1.0.0", ""),
        ],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [dependencies.serde_json]
    features = ["raw"]
    version = "=1.0.9"
    [dependencies.simd]
    version = "=0.3.1"
    [workspace]
    resolver = "2"
    "#);
    let umbrella = distil(&workspace, &Purpose::default()).unwrap();
    insta::assert_snapshot!(umbrella.project.lockfile.unwrap(), @r#"
    version = 3

    [[package]]
    name = "cargo-chef-umbrella"
    version = "0.0.0"
    dependencies = [
     "serde_json 1.0.9 (registry+https://github.com/rust-lang/crates.io-index)",
     "simd 0.3.1 (registry+https://github.com/rust-lang/crates.io-index)",
    ]

    [[package]]
    name = "itoa"
    version = "1.0.0"
    source = "registry+https://github.com/rust-lang/crates.io-index"

    [[package]]
    name = "serde_json"
    version = "1.0.9"
    source = "registry+https://github.com/rust-lang/crates.io-index"
    dependencies = [
     "itoa 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)",
    ]

    [[package]]
    name = "simd"
    version = "0.3.1"
    source = "registry+https://github.com/rust-lang/crates.io-index"
    "#);
}

#[test]
fn build_scripts_and_macros_ask_for_the_host() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "1.0.0"
edition = "2021"
[dependencies]
derive = { path = "derive" }
log = "0.4"
[build-dependencies]
log = { version = "0.4", features = ["std"] }
[workspace]
# FILE src/main.rs
# FILE build.rs
# FILE derive/Cargo.toml
[package]
name = "derive"
version = "1.0.0"
[lib]
proc-macro = true
[dependencies]
syn = { version = "2", features = ["full"] }
# FILE derive/src/lib.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["derive", "log"]
[[package]]
name = "derive"
version = "1.0.0"
dependencies = ["syn"]
"#,
        &[crate_entry("log", "0.4.1", ""), crate_entry("syn", "2.0.0", "")],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [dependencies.cargo-chef-umbrella-host]
    path = "host"
    [dependencies.log]
    version = "=0.4.1"
    [workspace]
    default-members = ["."]
    members = ["host"]
    resolver = "2"
    # host/Cargo.toml
    [dependencies.log]
    features = ["std"]
    version = "=0.4.1"
    [dependencies.syn]
    features = ["full"]
    version = "=2.0.0"
    "#);
    let macros =
        Selection { packages: Packages::Named(vec!["derive".into()]), ..Selection::default() };
    insta::assert_snapshot!(shown(&workspace, &macros), @r#"
    # Cargo.toml
    [workspace]
    default-members = [".", "macro", "resolved"]
    members = ["macro", "macro-gate", "macro-units", "resolved"]
    resolver = "2"
    # macro-gate/Cargo.toml
    [dependencies.cargo-chef-umbrella-macro-units]
    features = ["cargo-chef-gate"]
    path = "../macro-units"
    # macro-units/Cargo.toml
    [dependencies.syn]
    features = ["full"]
    optional = true
    version = "=2.0.0"
    [features]
    cargo-chef-gate = ["syn"]
    # macro/Cargo.toml
    [dependencies.cargo-chef-umbrella-macro-units]
    path = "../macro-units"
    # resolved/Cargo.toml
    [dependencies.cargo-chef-umbrella-macro-gate]
    path = "../macro-gate"
    [dependencies.syn]
    features = ["full"]
    version = "=2.0.0"
    "#);
}

#[test]
fn conditions_are_joined_on_the_way() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "1.0.0"
edition = "2021"
[target.'cfg(unix)'.dependencies]
sys = { path = "sys" }
[target.x86_64-pc-windows-gnu.dependencies]
sys = { path = "sys", features = ["extra"] }
[workspace]
# FILE src/main.rs
# FILE sys/Cargo.toml
[package]
name = "sys"
version = "1.0.0"
[features]
extra = ["libc/extra"]
[target.'cfg(target_env = "gnu")'.dependencies]
libc = "0.2"
[build-dependencies]
cc = "1"
# FILE sys/src/lib.rs
# FILE sys/build.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["sys"]
[[package]]
name = "sys"
version = "1.0.0"
dependencies = ["libc", "cc"]
"#,
        &[crate_entry("libc", "0.2.1", ""), crate_entry("cc", "1.0.0", "")],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [target.'cfg(all(target_env = "gnu", unix))'.dependencies.libc]
    version = "=0.2.1"
    [target."cfg(unix)".dependencies.cargo-chef-umbrella-host-0]
    path = "host-0"
    [target.x86_64-pc-windows-gnu.dependencies.cargo-chef-umbrella-host-1]
    path = "host-1"
    [target.x86_64-pc-windows-gnu.dependencies.cargo-chef-umbrella-on-x86_64-pc-windows-gnu]
    path = "on-x86_64-pc-windows-gnu"
    [workspace]
    default-members = ["."]
    members = ["host-0", "host-1", "on-x86_64-pc-windows-gnu"]
    resolver = "2"
    # host-0/Cargo.toml
    [dependencies.cc]
    version = "=1.0.0"
    # host-1/Cargo.toml
    [dependencies.cc]
    version = "=1.0.0"
    # on-x86_64-pc-windows-gnu/Cargo.toml
    [target.'cfg(target_env = "gnu")'.dependencies.libc]
    features = ["extra"]
    version = "=0.2.1"
    "#);
}

#[test]
fn resolver_1_resolves_what_it_does_not_build() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "1.0.0"
[dependencies]
log = "0.4"
[target.'cfg(windows)'.dependencies]
log = { version = "0.4", features = ["windows"] }
[dev-dependencies]
log = { version = "0.4", features = ["dev"] }
quickcheck = "1"
# FILE src/main.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["log", "quickcheck"]
"#,
        &[crate_entry("log", "0.4.1", ""), crate_entry("quickcheck", "1.0.0", "")],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [dependencies.log]
    version = "=0.4.1"
    [target."cfg(windows)".dependencies.log]
    default-features = false
    features = ["windows"]
    version = "=0.4.1"
    [workspace]
    default-members = [".", "resolved"]
    members = ["resolved"]
    resolver = "1"
    # resolved/Cargo.toml
    [dev-dependencies.log]
    default-features = false
    features = ["dev"]
    version = "=0.4.1"
    [dev-dependencies.quickcheck]
    version = "=1.0.0"
    "#);
}

#[test]
fn tests_ask_for_what_they_use() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "1.0.0"
edition = "2021"
[dependencies]
log = "0.4"
[dev-dependencies]
quickcheck = "1"
# FILE src/main.rs
# FILE tests/run.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["log", "quickcheck"]
"#,
        &[crate_entry("log", "0.4.1", ""), crate_entry("quickcheck", "1.0.0", "")],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [dependencies.log]
    version = "=0.4.1"
    [workspace]
    resolver = "2"
    "#);
    let filter = TargetFilter { tests: Rule::All, ..TargetFilter::default() };
    let tests = Selection { targets: Targets::Only(filter), ..Selection::default() };
    insta::assert_snapshot!(shown(&workspace, &tests), @r#"
    # Cargo.toml
    [workspace]
    default-members = [".", "binary-of-test", "test"]
    members = ["binary-of-test", "test"]
    resolver = "2"
    # binary-of-test/Cargo.toml
    [dependencies.log]
    version = "=0.4.1"
    # test/Cargo.toml
    [dependencies.log]
    version = "=0.4.1"
    [dependencies.quickcheck]
    version = "=1.0.0"
    "#);
}

#[test]
fn versions_crate_types_profiles_and_patches_are_kept_where_they_matter() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "1.0.0"
edition = "2024"
[lib]
crate-type = ["lib", "cdylib"]
[dependencies]
rand = "0.8"
new_rand = { package = "rand", version = "0.9" }
[profile.release]
lto = "fat"
future-key = 1
[profile.release.package.rand]
opt-level = 3
[profile.release.package.app]
opt-level = 1
[profile.dev.build-override]
opt-level = 2
[patch.crates-io]
rand = { git = "https://example.org/rand", branch = "next" }
idle = { git = "https://example.org/idle" }
# FILE src/lib.rs
# FILE Cargo.lock
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["rand 0.8.1", "rand 0.9.0"]
[[package]]
name = "rand"
version = "0.9.0"
source = "git+https://example.org/rand?branch=next#0123456789012345678901234567890123456789"
"#,
        &[crate_entry("rand", "0.8.1", "")],
    );
    insta::assert_snapshot!(default_shown(&workspace), @r#"
    # Cargo.toml
    [dependencies.cargo-chef-umbrella-both]
    path = "both"
    [patch.crates-io.rand]
    branch = "next"
    git = "https://example.org/rand"
    [profile.dev.build-override]
    opt-level = 2
    [profile.release]
    future-key = 1
    lto = "fat"
    [profile.release.package.rand]
    opt-level = 3
    [workspace]
    default-members = ["."]
    members = ["both"]
    resolver = "2"
    # both/Cargo.toml
    [dependencies.rand-0-8-1]
    package = "rand"
    version = "=0.8.1"
    [dependencies.rand-0-9-0]
    package = "rand"
    version = "=0.9.0"
    "#);
}

#[test]
fn unknown_names_come_with_the_nearest() {
    let workspace = workspace(
        r#"
# FILE Cargo.toml
[package]
name = "server"
version = "1.0.0"
edition = "2021"
[features]
metrics = []
# FILE src/main.rs
# FILE Cargo.lock
[[package]]
name = "server"
version = "1.0.0"
"#,
        &[],
    );
    let failure = |selection: Selection| {
        let error = distil(&workspace, &selection.into()).unwrap_err();
        format!("{error}\n{}", error.help().unwrap())
    };
    let package = Packages::Named(vec!["sever".into()]);
    insta::assert_snapshot!(failure(Selection { packages: package, ..Selection::default() }), @"
    package `sever` is not a member of the workspace
    did you mean `server`?
    ");
    let features = Features { names: vec!["metric".into()], ..Features::default() };
    insta::assert_snapshot!(failure(Selection { features, ..Selection::default() }), @"
    the package `server` does not have the feature `metric`
    did you mean `metrics`?
    ");
    let filter =
        TargetFilter { binaries: Rule::Named(vec!["servr".into()]), ..TargetFilter::default() };
    let targets = Targets::Only(filter);
    insta::assert_snapshot!(failure(Selection { targets, ..Selection::default() }), @"
    the package `server` does not have the binary `servr`
    did you mean `server`?
    ");
}
