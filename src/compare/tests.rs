//! Differences between recipes given as text: manifests as TOML, and a lockfile in which each line
//! is a crate with its dependencies, as in `serde 1.0.0: serde_derive 1.0.0`.

use std::fmt::Write as _;

use super::{Difference, Listed};
use crate::project::{ListedTarget, ListedTargetKind, Manifest};
use crate::recipe::{Chef, Kind, PreparedFor, Recipe, Skeleton, ToolchainFile};
use crate::selection::{Profile, Scope, Selection};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The lockfile of most tests.
const LOCK: &str = "itoa 1.0.0
libc 0.2.0
log 0.4.0: libc 0.2.0
serde 1.0.0: serde_derive 1.0.0
serde_derive 1.0.0: syn 2.0.0
syn 2.0.0";

fn lockfile(text: &str) -> String {
    let mut lockfile = String::from("version = 3\n");
    for line in text.lines() {
        let (package, dependencies) = line.split_once(": ").unwrap_or((line, ""));
        let mut words = package.split(' ');
        let [name, version] = [words.next(), words.next()].map(|word| word.expect("two words"));
        let source = words.next().unwrap_or(CRATES_IO);
        let _ = write!(lockfile, "[[package]]\nname = {name:?}\nversion = {version:?}\n");
        if source != "local" {
            let _ = writeln!(lockfile, "source = {source:?}");
        }
        let dependencies: Vec<&str> = dependencies.split(", ").filter(|d| !d.is_empty()).collect();
        let _ = writeln!(lockfile, "dependencies = {dependencies:?}");
    }
    lockfile
}

fn recipe(kind: Option<Kind>, manifests: Vec<Manifest>, locked: &str) -> Recipe {
    Recipe {
        skeleton: Skeleton { manifests, lock_file: Some(lockfile(locked)), ..Skeleton::default() },
        chef: kind.map(Chef::new),
    }
}

fn manifest(path: &str, contents: &str) -> Manifest {
    Manifest { relative_path: path.into(), contents: contents.into(), targets: Vec::new() }
}

fn selection(flags: &[&str]) -> Selection {
    let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    Selection::from_flags(&flags).expect("they are flags")
}

fn exact_for(flags: &[&str], contents: &str, locked: &str) -> Recipe {
    let kind = Kind::Exact(Box::new(PreparedFor::new(selection(flags), &Scope::default())));
    let text = format!("[package]\nname = \"cargo-chef-umbrella\"\n{contents}");
    recipe(Some(kind), vec![manifest("Cargo.toml", &text)], locked)
}

fn exact(contents: &str, locked: &str) -> Recipe {
    exact_for(&[], contents, locked)
}

/// A recipe of a workspace with a package `app` at the root.
fn workspace(contents: &str) -> Recipe {
    let text = format!("[package]\nname = \"app\"\n{contents}");
    recipe(Some(Kind::Workspace), vec![manifest("Cargo.toml", &text)], LOCK)
}

fn explained(old: &Recipe, new: &Recipe) -> String {
    let difference = Difference::between(("old", old), ("new", new)).expect("they can be read");
    let mut text = format!("{}\n", difference.summary());
    for Listed { title, changes, more } in difference.list(20) {
        let _ = writeln!(text, "\n{title}:");
        for (change, cost) in changes {
            let _ = writeln!(text, "{}", format!("  {change} {cost}").trim_end());
        }
        if more > 0 {
            let _ = writeln!(text, "  … and {more} more");
        }
    }
    text
}

fn between_locks(old: &str, new: &str) -> String {
    explained(&exact("", old), &exact("", new))
}

/// The difference between exact recipes with these two dependency tables.
fn between_requests(old: &str, new: &str) -> String {
    let requests = |text| exact(&format!("[dependencies]\n{text}"), LOCK);
    explained(&requests(old), &requests(new))
}

fn between_workspaces(old: &str, new: &str) -> String {
    explained(&workspace(old), &workspace(new))
}

#[test]
fn an_upgrade_reaches_what_depends_on_it() {
    let new = LOCK.replace("syn 2.0.0", "syn 2.1.0");
    insta::assert_snapshot!(between_locks(LOCK, &new), @"
    `syn` was upgraded from 2.0.0 to 2.1.0: 3 of 6 crates have to be compiled

    crates:
      `syn` was upgraded from 2.0.0 to 2.1.0 (3 crates)
    ");
}

#[test]
fn what_the_project_asks_for_is_the_cause_rather_than_what_comes_with_it() {
    let manifest = |version: &str| format!("[dependencies]\nserde = \"={version}\"\n");
    let new = LOCK.replace("serde 1.0.0", "serde 1.0.1").replace("_derive 1.0.0", "_derive 1.0.1");
    let new = new.replace("syn 2.0.0", "syn 2.1.0");
    let text = explained(&exact(&manifest("1.0.0"), LOCK), &exact(&manifest("1.0.1"), &new));
    insta::assert_snapshot!(text, @"
    `serde` was upgraded from 1.0.0 to 1.0.1, and 2 other changes: 3 of 6 crates have to be compiled

    crates:
      `syn` was upgraded from 2.0.0 to 2.1.0 (3 crates)
      `serde_derive` was upgraded from 1.0.0 to 1.0.1 (2 crates)
      `serde` was upgraded from 1.0.0 to 1.0.1 (1 crate)
    ");
}

#[test]
fn added_and_removed() {
    let new = LOCK.replace("itoa 1.0.0", "either 1.0.0").replace(": libc 0.2.0", "");
    insta::assert_snapshot!(between_locks(LOCK, &new.replace("libc 0.2.0\n", "")), @"
    `either` 1.0.0 was added, and 2 other changes: 2 of 5 crates have to be compiled

    crates:
      `either` 1.0.0 was added (1 crate)
      `libc` 0.2.0 was removed (1 crate)
      `itoa` 1.0.0 was removed
    ");
}

#[test]
fn versions_of_one_crate_are_paired_by_what_is_compatible() {
    let old = "a 0.1.5\na 0.2.0\na 1.0.0\nb 0.3.0";
    let new = "a 0.1.6\na 1.0.1\na 3.0.0\nb 0.2.0";
    insta::assert_snapshot!(between_locks(old, new), @"
    `a` was upgraded from 0.1.5 to 0.1.6, and 3 other changes: all 4 crates have to be compiled

    crates:
      `a` was upgraded from 0.1.5 to 0.1.6 (1 crate)
      `a` was upgraded from 1.0.0 to 1.0.1 (1 crate)
      `a` was upgraded from 0.2.0 to 3.0.0 (1 crate)
      `b` was downgraded from 0.3.0 to 0.2.0 (1 crate)
    ");
}

#[test]
fn another_source_and_another_revision() {
    let old = "a 1.0.0 git+https://example.org/a?branch=main#0123456789abcdef\nb 1.0.0";
    let new = "a 1.0.0 git+https://example.org/a?branch=main#fedcba9876543210\nb 1.0.0 sparse+https://example.org/index/";
    insta::assert_snapshot!(between_locks(old, new), @"
    `a` was changed from https://example.org/a?branch=main at 012345678 to https://example.org/a?branch=main at fedcba987, and one other change: all 2 crates have to be compiled

    crates:
      `a` was changed from https://example.org/a?branch=main at 012345678 to https://example.org/a?branch=main at fedcba987 (1 crate)
      `b` was changed from crates.io to https://example.org/index/ (1 crate)
    ");
}

#[test]
fn a_crate_that_is_the_same_and_depends_on_another_version() {
    let old = "a 1.0.0: b 1.0.0\nb 1.0.0\nb 2.0.0\nc 1.0.0: b 2.0.0";
    let new = "a 1.0.0: b 2.0.0\nb 1.0.0\nb 2.0.0\nc 1.0.0: b 1.0.0, b 2.0.0";
    insta::assert_snapshot!(between_locks(old, new), @"
    `a 1.0.0` now depends on `b 2.0.0`, not on `b 1.0.0`, and one other change: 2 of 4 crates have to be compiled

    crates:
      `a 1.0.0` now depends on `b 2.0.0`, not on `b 1.0.0` (1 crate)
      `c 1.0.0` now depends on `b 1.0.0`, too (1 crate)
    ");
}

#[test]
fn features_on_and_off() {
    let old = "serde = { version = \"=1.0.0\", features = [\"derive\"] }\nlog = { version = \"=0.4.0\", features = [\"std\", \"kv\"] }\nitoa = \"=1.0.0\"";
    let new = "serde = { version = \"=1.0.0\", features = [\"derive\", \"rc\"] }\nlog = { version = \"=0.4.0\" }\nitoa = { version = \"=1.0.0\", default-features = false }";
    insta::assert_snapshot!(between_requests(old, new), @"
    the default features of `itoa` were switched off, and 2 other changes: about 3 of 6 crates have to be compiled

    features:
      the default features of `itoa` were switched off (1 crate)
      features `kv`, `std` of `log` were switched off (1 crate)
      feature `rc` of `serde` was switched on (1 crate)
    ");
}

#[test]
fn crates_that_the_project_asks_for_too_or_no_longer() {
    let text = between_requests(
        "serde = \"=1.0.0\"\nlog = \"=0.4.0\"",
        "serde = \"=1.0.0\"\nlibc = \"=0.2.0\"",
    );
    insta::assert_snapshot!(text, @"
    `libc` is now asked for by the project itself, too, and one other change: at most 2 of 6 crates have to be compiled

    features:
      `libc` is now asked for by the project itself, too (2 crates)
      `log` is no longer asked for by the project itself (1 crate)
    ");
}

#[test]
fn crates_that_are_asked_for_in_another_place() {
    let umbrella = |host: &str, text: &str| {
        let mut recipe = exact(text, LOCK);
        let host =
            format!("[package]\nname = \"cargo-chef-umbrella-host\"\n[dependencies]\n{host}");
        recipe.skeleton.manifests.push(manifest("host/Cargo.toml", &host));
        recipe
    };
    let old = umbrella(
        "",
        "[dependencies]\nlog = \"=0.4.0\"\n[target.\"cfg(unix)\".dependencies]\nitoa = \"=1.0.0\"",
    );
    let new = umbrella("log = \"=0.4.0\"", "[dependencies]\nlog = \"=0.4.0\"\nitoa = \"=1.0.0\"");
    insta::assert_snapshot!(explained(&old, &new), @"
    `itoa` is now asked for by libraries and binaries, not by libraries and binaries on `cfg(unix)`, and one other change: at most 2 of 6 crates have to be compiled

    features:
      `itoa` is now asked for by libraries and binaries, not by libraries and binaries on `cfg(unix)` (1 crate)
      `log` is now asked for by build scripts and procedural macros, too (1 crate)
    ");
}

#[test]
fn profiles_reach_every_crate_and_overrides_those_that_they_name() {
    let old = "[profile.release]\nlto = \"thin\"\ndebug = 1";
    insta::assert_snapshot!(explained(&exact(old, LOCK), &exact("[profile.release]\nlto = \"fat\"", LOCK)), @"
    `profile.release.debug` was removed, which was `1`, and one other change: all 6 crates have to be compiled

    profiles:
      `profile.release.debug` was removed, which was `1` (all crates)
      `profile.release.lto` was changed from `thin` to `fat` (all crates)
    ");
    let new = format!("{old}\n[profile.dev.package.serde]\nopt-level = 3\n");
    insta::assert_snapshot!(explained(&exact(old, LOCK), &exact(&new, LOCK)), @"
    `profile.dev.package.serde.opt-level` was set to `3`: 1 of 6 crates has to be compiled

    profiles:
      `profile.dev.package.serde.opt-level` was set to `3` (1 crate)
    ");
}

#[test]
fn toolchains() {
    let with = |kind, text: &str| {
        let mut recipe = exact("", LOCK);
        recipe.skeleton.rust_toolchain_file = Some((kind, text.into()));
        recipe
    };
    let bare = with(ToolchainFile::Bare, "1.84.0\n");
    let same =
        with(ToolchainFile::Toml, "[toolchain]\nchannel = \"1.84.0\"\ncomponents = [\"clippy\"]\n");
    let other =
        with(ToolchainFile::Toml, "[toolchain]\nchannel = \"1.85.0\"\ncomponents = [\"clippy\"]\n");
    insta::assert_snapshot!(explained(&exact("", LOCK), &bare), @"
    the toolchain was set to `1.84.0`: all 6 crates have to be compiled

    toolchain:
      the toolchain was set to `1.84.0` (all crates)
    ");
    insta::assert_snapshot!(explained(&bare, &same), @r#"
    `components` of the toolchain was set to `["clippy"]`, and one other change: none of 6 crates has to be compiled again

    toolchain:
      `components` of the toolchain was set to `["clippy"]`
      the file that pins the toolchain was changed from `rust-toolchain` to `rust-toolchain.toml`
    "#);
    insta::assert_snapshot!(explained(&same, &other), @"
    the toolchain was changed from `1.84.0` to `1.85.0`: all 6 crates have to be compiled

    toolchain:
      the toolchain was changed from `1.84.0` to `1.85.0` (all crates)
    ");
}

#[test]
fn configurations() {
    let with = |text: &str| {
        let mut recipe = exact("", LOCK);
        recipe.skeleton.config_file = Some(text.into());
        recipe
    };
    let old = with("[build]\njobs = 1\nrustflags = [\"-C\", \"target-cpu=native\"]\n");
    let new = with("[build]\njobs = 2\nrustflags = [\"-C\", \"target-cpu=x86-64-v3\"]\n");
    insta::assert_snapshot!(explained(&old, &new), @r#"
    `build.rustflags` in the configuration was changed from `["-C", "target-cpu=native"]` to `["-C", "target-cpu=x86-64-v3"]`, and one other change: all 6 crates have to be compiled

    configuration:
      `build.rustflags` in the configuration was changed from `["-C", "target-cpu=native"]` to `["-C", "target-cpu=x86-64-v3"]` (all crates)
      `build.jobs` in the configuration was changed from `1` to `2`
    "#);
    insta::assert_snapshot!(explained(&with("[net]\nretry = 1\n"), &with("[net]\nretry = 2\n")), @"
    `net.retry` in the configuration was changed from `1` to `2`: none of 6 crates has to be compiled again

    configuration:
      `net.retry` in the configuration was changed from `1` to `2`
    ");
    insta::assert_snapshot!(explained(&with("not toml"), &new), @r#"
    `config.toml` in the configuration was changed from `not toml` to `[build] jobs = 2 rustflags = ["-C", "target-cpu=x86-64-v3"]`: all 6 crates have to be compiled

    configuration:
      `config.toml` in the configuration was changed from `not toml` to `[build] jobs = 2 rustflags = ["-C", "target-cpu=x86-64-v3"]` (all crates)
    "#);
}

#[test]
fn another_selection() {
    let old = exact_for(&["--bin", "a"], "", LOCK);
    let mut new = exact_for(&["--bin", "b"], "", &format!("{LOCK}\neither 1.0.0"));
    insta::assert_snapshot!(explained(&old, &new), @"
    the selection was changed from `--bin a` to `--bin b`, and one other change: 1 of 7 crates has to be compiled

    crates:
      `either` 1.0.0 was added (1 crate)

    what it was prepared for:
      the selection was changed from `--bin a` to `--bin b`
    ");
    let scope = Scope {
        profile: Some(Profile::Release),
        targets: vec!["x86_64-unknown-linux-musl".into()],
    };
    let kind = Kind::Exact(Box::new(PreparedFor::new(selection(&["--bin", "b"]), &scope)));
    let prepared = new.clone();
    new.chef = new.chef.map(|chef| Chef { kind, ..chef });
    insta::assert_snapshot!(explained(&prepared, &new), @"
    the profile was changed from any to `release`, and one other change: all 7 crates have to be compiled

    what it was prepared for:
      the profile was changed from any to `release` (all crates)
      the target was changed from any to `x86_64-unknown-linux-musl` (all crates)
    ");
}

#[test]
fn one_recipe_of_each_kind() {
    let exact = exact("[dependencies]\nitoa = \"=1.0.0\"", "itoa 1.0.0");
    insta::assert_snapshot!(explained(&workspace("[dependencies]\nitoa = \"1\""), &exact), @"
    an older workspace recipe is compared with a newer exact recipe for the default selection, and 5 other changes: none of 1 crate has to be compiled again

    what it was prepared for:
      an older workspace recipe is compared with a newer exact recipe for the default selection

    crates:
      `libc` 0.2.0 was removed
      `log` 0.4.0 was removed
      `serde` 1.0.0 was removed
      `serde_derive` 1.0.0 was removed
      `syn` 2.0.0 was removed
    ");
    let mut foreign = workspace("[dependencies]\nitoa = \"1\"\n[lints]\nworkspace = true");
    foreign.chef = None;
    insta::assert_snapshot!(explained(&foreign, &workspace("[dependencies]\nitoa = \"1\"")), @"
    an older recipe of another tool is compared with a newer workspace recipe: none of 6 crates has to be compiled again

    what it was prepared for:
      an older recipe of another tool is compared with a newer workspace recipe
    ");
}

#[test]
fn members_that_come_and_go() {
    let old = workspace("");
    let mut new = old.clone();
    let member = "[package]\nname = \"new\"\n[dependencies]\nitoa = \"1\"";
    new.skeleton.manifests.push(manifest("new/Cargo.toml", member));
    insta::assert_snapshot!(explained(&old, &new), @"
    member `new` was added, and one other change: at most 1 of 6 crates has to be compiled

    features:
      `itoa` is now asked for by the project itself, too (1 crate)

    members:
      member `new` was added
    ");
    insta::assert_snapshot!(explained(&new, &old), @"
    member `new` was removed, and one other change: at most 1 of 6 crates has to be compiled

    features:
      `itoa` is no longer asked for by the project itself (1 crate)

    members:
      member `new` was removed
    ");
}

#[test]
fn what_a_member_asks_for() {
    let old = "[dependencies]\nserde = \"1\"\nlog = { version = \"0.4\", optional = true }\n[dev-dependencies]\nitoa = \"1\"";
    let new = "[dependencies]\nserde = { version = \"1.0.0\", features = [\"rc\"] }\n[target.\"cfg(unix)\".dependencies]\nlog = \"0.4\"\n[dev-dependencies]\nitoa = \"1\"";
    insta::assert_snapshot!(between_workspaces(old, new), @"
    feature `rc` of `serde` was switched on, and 4 other changes: about 2 of 6 crates have to be compiled

    features:
      `log` is now asked for by libraries and binaries on `cfg(unix)`, not by libraries and binaries (1 crate)
      feature `rc` of `serde` was switched on (1 crate)

    members:
      dependency `log` of `app` was removed
      dependency `log` of `app` on `cfg(unix)` was added
      dependency `serde` of `app` was changed from `1` to `1.0.0, features rc`
    ");
}

#[test]
fn where_a_dependency_comes_from() {
    let dependency = |entry: &str| format!("[dependencies]\nlog = {{ {entry} }}");
    let old = dependency("git = \"https://example.org/log\", branch = \"main\"");
    let new = dependency("git = \"https://example.org/log\", tag = \"v1\"");
    insta::assert_snapshot!(between_workspaces(&old, &new), @"
    dependency `log` of `app` was changed from `branch main, git https://example.org/log` to `git https://example.org/log, tag v1`: none of 6 crates has to be compiled again

    members:
      dependency `log` of `app` was changed from `branch main, git https://example.org/log` to `git https://example.org/log, tag v1`
    ");
}

#[test]
fn a_profile_of_a_workspace() {
    insta::assert_snapshot!(between_workspaces("", "[profile.dev]\nopt-level = 1\n"), @"
    `profile.dev.opt-level` was set to `1`: all 6 crates have to be compiled

    profiles:
      `profile.dev.opt-level` was set to `1` (all crates)
    ");
}

#[test]
fn what_members_inherit() {
    let shared = |version: &str| {
        format!(
            "[workspace.dependencies]\nserde = {{ version = \"{version}\", default-features = false, features = [\"rc\"] }}\n[dependencies]\nserde = {{ workspace = true, features = [\"std\"] }}"
        )
    };
    insta::assert_snapshot!(between_workspaces(&shared("1"), &shared("1.0.0")), @"
    `workspace.dependencies.serde.version` of `app` was changed from `1` to `1.0.0`, and one other change: none of 6 crates has to be compiled again

    members:
      `workspace.dependencies.serde.version` of `app` was changed from `1` to `1.0.0`
      dependency `serde` of `app` was changed from `1, no default features, features rc std` to `1.0.0, no default features, features rc std`
    ");
    insta::assert_snapshot!(between_workspaces(&shared("1"), "[dependencies]\nserde = \"1\""), @r#"
    the default features of `serde` were switched on, and 5 other changes: about 1 of 6 crates has to be compiled

    features:
      the default features of `serde` were switched on (1 crate)
      features `rc`, `std` of `serde` were switched off (1 crate)

    members:
      `workspace.dependencies.serde.default-features` of `app` was removed, which was `false`
      `workspace.dependencies.serde.features` of `app` was removed, which was `["rc"]`
      `workspace.dependencies.serde.version` of `app` was removed, which was `1`
      dependency `serde` of `app` was changed from `1, no default features, features rc std` to `1`
    "#);
}

#[test]
fn other_keys_of_manifests() {
    let old = "[features]\nfast = []\n[workspace]\nresolver = \"1\"\n[patch.crates-io]\nlog = { git = \"https://example.org/log\" }\n";
    let new = "[features]\nfast = [\"log/std\"]\n[workspace]\nresolver = \"2\"\ndefault-members = [\".\"]\n";
    insta::assert_snapshot!(between_workspaces(old, new), @r#"
    `resolver` was changed from `1` to `2`, and 3 other changes: all 6 crates have to be compiled

    workspace:
      `resolver` was changed from `1` to `2` (all crates)
      `patch.crates-io.log.git` was removed, which was `https://example.org/log`

    members:
      `features.fast` of `app` was changed from `[]` to `["log/std"]`
      `workspace.default-members` of `app` was set to `["."]`
    "#);
}

#[test]
fn targets_of_members() {
    let with = |targets: Vec<ListedTarget>, contents: &str| {
        let mut recipe = workspace(contents);
        recipe.skeleton.manifests[0].targets = targets;
        recipe
    };
    let target =
        |kind, name: &str, path: &str| ListedTarget { path: path.into(), kind, name: name.into() };
    let main = || target(ListedTargetKind::Bin, "app", "src/main.rs");
    let script = target(ListedTargetKind::BuildScript, "build-script-build", "build.rs");
    let old = with(vec![main(), script], "[[bin]]\nname = \"app\"\npath = \"src/main.rs\"");
    let test = target(ListedTargetKind::Test, "it", "tests/it.rs");
    let new = with(
        vec![main(), test],
        "[[bin]]\nname = \"app\"\npath = \"src/main.rs\"\nrequired-features = [\"x\"]",
    );
    insta::assert_snapshot!(explained(&old, &new), @r#"
    binary `app` of `app` was changed from `path src/main.rs` to `path src/main.rs, required-features ["x"]`, and 2 other changes: none of 6 crates has to be compiled again

    members:
      binary `app` of `app` was changed from `path src/main.rs` to `path src/main.rs, required-features ["x"]`
      build script of `app` was removed
      test `it` of `app` was added
    "#);
}

#[test]
fn what_no_dependency_sees_in_a_recipe_of_another_tool() {
    let foreign = |contents: &str| Recipe { chef: None, ..workspace(contents) };
    let old = foreign("description = \"an app\"\n");
    insta::assert_snapshot!(explained(&old, &foreign("description = \"the app\"\n")), @"
    `package.description` of `app` was changed from `an app` to `the app`: none of 6 crates has to be compiled again

    members:
      `package.description` of `app` was changed from `an app` to `the app`
    ");
    insta::assert_snapshot!(explained(&old, &foreign("# Ours.\ndescription = \"an app\"\n")), @"
    `Cargo.toml` was changed: none of 6 crates has to be compiled again

    members:
      `Cargo.toml` was changed
    ");
}

#[test]
fn what_has_no_words_of_its_own_is_named_all_the_same() {
    let old = exact("", LOCK);
    let mut made = old.clone();
    made.chef = made.chef.map(|chef| Chef { made_lockfile: Some("version = 3\n".into()), ..chef });
    insta::assert_snapshot!(explained(&old, &made), @"
    the project has no `Cargo.lock` any more: none of 6 crates has to be compiled again

    the recipe itself:
      the project has no `Cargo.lock` any more
    ");
    let other = exact("[lib]\ncrate-type = [\"dylib\"]\n", LOCK);
    insta::assert_snapshot!(explained(&old, &other), @"
    the crates are asked for by packages of another shape: all 6 crates have to be compiled

    form:
      the crates are asked for by packages of another shape (all crates)
    ");
}

#[test]
fn nothing_to_compile() {
    insta::assert_snapshot!(between_locks("", ""), @"
    the same is written in another form: there is no crate to compile

    form:
      the same is written in another form
    ");
}

#[test]
fn long_lists_and_long_values_are_cut() {
    let numbered = |patch: u32| {
        (10..35).map(|n| format!("crate-{n} 1.0.{patch}")).collect::<Vec<_>>().join("\n")
    };
    let text = between_locks(&numbered(0), &numbered(1));
    assert_eq!(text.lines().count(), 24, "{text}");
    assert_eq!(text.lines().last(), Some("  … and 5 more"));
    let flags =
        |flag: &str| format!("[profile.dev]\nrustflags = [{}]", format!("\"{flag}\",").repeat(40));
    let text = explained(&exact(&flags("-g"), LOCK), &exact(&flags("-O"), LOCK));
    assert!(text.lines().all(|line| line.chars().count() < 300), "{text}");
}

#[test]
fn every_changed_entry_of_a_lockfile_has_its_crate_compiled() {
    let locks = [
        LOCK.to_owned(),
        LOCK.replace(": libc 0.2.0", ""),
        LOCK.replace("syn 2.0.0", "syn 1.0.0"),
        LOCK.replace("itoa 1.0.0", "itoa 1.0.0: libc 0.2.0"),
        LOCK.replace("log 0.4.0: libc 0.2.0", "log 0.4.0: itoa 1.0.0"),
    ];
    for (number, old) in locks.iter().enumerate() {
        for (other, new) in locks.iter().enumerate() {
            let [old, new] = [old, new].map(|lock| exact("", lock));
            let difference = Difference::between(("", &old), ("", &new)).expect("they can be read");
            assert_eq!(difference.compiled > 0, number != other, "{difference:?}");
            assert!(difference.changes.iter().all(|change| change.compiled <= difference.compiled));
        }
    }
}
