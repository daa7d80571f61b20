//! Cases that were wrong once, by what they showed.

use crate::oracle::{Project, Verdict, judge};
use crate::registry::Registry;

/// Demands that the external units of a workspace, written as files that begin with `# FILE`, are
/// those of its umbrella, and that there are some. `flags` are those that select and, behind a
/// bar, the others.
fn assert_same(flags: &str, text: &str) {
    let file = |part: &str| {
        let (path, contents) = part.split_once('\n').expect("a path stands on a line");
        (path.to_owned(), contents.to_owned())
    };
    let (selection, build) = flags.split_once('|').unwrap_or((flags, ""));
    let words = |flags: &str| flags.split_whitespace().map(str::to_owned).collect();
    let project = Project {
        files: text.split("# FILE ").skip(1).map(file).collect(),
        selection: words(selection),
        build: words(build),
    };
    match judge(&Registry::create(), &project) {
        Verdict::Same(units) => assert!(units > 0, "nothing to compare"),
        Verdict::Refused => panic!("cargo refuses the selection"),
        Verdict::Differs(how) => panic!("{how}"),
    }
}

/// A selected macro is built for the host, yet cargo resolves its features for the target, too:
/// features that only the host has must not reach the target through it, nor the other way round.
const MACRO: &str = r#"
# FILE Cargo.toml
[workspace]
members = ["derive", "tool", "app"]
resolver = "2"
[profile.dev]
panic = "abort"
# FILE derive/src/lib.rs
# FILE derive/Cargo.toml
[package]
name = "derive"
version = "0.1.0"
[lib]
proc-macro = true
[dependencies]
tool = { path = "../tool" }
[dev-dependencies]
eta = { version = "1", features = ["u"] }
# FILE tool/src/lib.rs
# FILE tool/Cargo.toml
[package]
name = "tool"
version = "0.1.0"
[features]
fast = ["beta/z"]
wide = ["alpha/extra"]
[dependencies]
alpha = "1"
beta = { version = "1", default-features = false }
# FILE app/src/main.rs
# FILE app/build.rs
# FILE app/Cargo.toml
[package]
name = "app"
version = "0.1.0"
[dependencies]
derive = { path = "../derive" }
tool = { path = "../tool", features = ["wide"] }
[build-dependencies]
tool = { path = "../tool", features = ["fast"] }
"#;

#[test]
fn a_selected_macro_keeps_host_and_target_apart() {
    assert_same("--workspace", MACRO);
}

#[test]
fn the_tests_of_a_macro_use_what_the_host_needs() {
    assert_same("--workspace --all-targets", MACRO);
    assert_same("--tests --package derive", MACRO);
}

#[test]
fn a_dependency_that_only_a_library_has_is_resolved_for_a_binary_elsewhere() {
    assert_same("--workspace --bin app", MACRO);
}

#[test]
fn a_triple_and_a_cfg_are_joined() {
    assert_same(
        "",
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"
[target.x86_64-unknown-linux-gnu.dependencies]
unix = { path = "unix", features = ["more"] }
[target.'cfg(windows)'.dependencies]
unix = { path = "unix" }
[workspace]
# FILE src/lib.rs
# FILE unix/src/lib.rs
# FILE unix/Cargo.toml
[package]
name = "unix"
version = "0.1.0"
[features]
more = ["epsilon?/q", "dep:epsilon"]
[target.'cfg(unix)'.dependencies]
epsilon = { version = "2", optional = true }
zeta = "1"
"#,
    );
}

#[test]
fn resolver_1_counts_what_it_does_not_build() {
    assert_same(
        "",
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2018"
[dependencies]
alpha = { version = "1", default-features = false }
[target.'cfg(windows)'.dependencies]
alpha = { version = "1", features = ["more"] }
[dev-dependencies]
gamma = { version = "1", features = ["g"] }
beta = { version = "1", features = ["z"] }
eta = { version = "1", features = ["u", "w"] }
# FILE src/lib.rs
"#,
    );
}

#[test]
fn a_feature_of_a_macro_may_depend_on_the_target_and_on_the_host() {
    assert_same(
        "--workspace | --target aarch64-unknown-linux-gnu",
        r#"
# FILE Cargo.toml
[workspace]
members = ["app", "derive"]
resolver = "2"
# FILE app/src/lib.rs
# FILE app/Cargo.toml
[package]
name = "app"
version = "0.1.0"
[target.'cfg(target_arch = "aarch64")'.dependencies]
derive = { path = "../derive", features = ["fast"] }
# FILE derive/src/lib.rs
# FILE derive/Cargo.toml
[package]
name = "derive"
version = "0.1.0"
[lib]
proc-macro = true
[features]
fast = ["alpha/std", "dep:beta"]
[target.'cfg(not(target_arch = "aarch64"))'.dependencies]
alpha = { version = "1", default-features = false }
beta = { version = "1", optional = true }
"#,
    );
}

#[test]
fn a_build_script_may_depend_on_a_triple_and_a_cfg_of_the_target() {
    assert_same(
        "| --target aarch64-unknown-linux-gnu",
        r#"
# FILE Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"
[target.aarch64-unknown-linux-gnu.dependencies]
middle = { path = "middle" }
[workspace]
# FILE src/lib.rs
# FILE middle/src/lib.rs
# FILE middle/Cargo.toml
[package]
name = "middle"
version = "0.1.0"
[target.'cfg(windows)'.dependencies]
sys = { path = "../sys" }
[target.'cfg(unix)'.build-dependencies]
beta = "1"
[dependencies]
theta = "1"
# FILE sys/src/lib.rs
# FILE sys/build.rs
# FILE sys/Cargo.toml
[package]
name = "sys"
version = "0.1.0"
[build-dependencies]
gamma = "1"
"#,
    );
}

/// A feature may name a feature of a dev-dependency. Selected alone, or without its tests, a package
/// that has one is cooked as cargo builds it. What is known to differ is told in `case.rs`.
#[test]
fn a_feature_of_a_dev_dependency() {
    for (resolver, flags) in [
        (1, "--package tested --tests --features more"),
        (2, "--package tested --tests --features more"),
        (2, "--package tested --tests"),
        (2, "--workspace"),
        (2, "--package user"),
    ] {
        let project = format!(
            r#"
# FILE Cargo.toml
[workspace]
members = ["tested", "user"]
resolver = "{resolver}"
# FILE tested/src/lib.rs
# FILE tested/tests/t.rs
# FILE tested/Cargo.toml
[package]
name = "tested"
version = "0.1.0"
edition = "2021"
[features]
more = ["alpha/extra"]
[dev-dependencies]
alpha = {{ version = "1", default-features = false }}
# FILE user/src/lib.rs
# FILE user/Cargo.toml
[package]
name = "user"
version = "0.1.0"
edition = "2021"
[dependencies]
tested = {{ path = "../tested", features = ["more"] }}
theta = "1"
"#
        );
        assert_same(flags, &project);
    }
}
