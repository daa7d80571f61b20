//! What `cook` compiles is what `cargo build` asks for: nothing external is compiled again, and
//! nothing was compiled in vain.

use crate::support::{App, dep, path, project};

/// A workspace with something of everything.
fn everything(resolver: &'static str) -> App {
    project()
        .resolver(resolver)
        .proc_macro("macros", [dep("quote", "1"), dep("either", "1")])
        .lib(
            "core",
            [
                dep("itoa", "0.4"),
                dep("itoa", "1").renamed("new-itoa"),
                dep("serde", "1").no_default_features(),
                dep("log", "0.4").optional(),
                dep("proptest", "1").dev(),
            ],
        )
        .manifest("[features]\nlogging = [\"dep:log\", \"log?/std\"]\n")
        .bin(
            "app",
            [
                path("core"),
                path("macros"),
                dep("serde", "1").features(["derive"]).build(),
                dep("cc", "1").features(["parallel"]).build(),
                dep("zlib-sys", "1"),
                dep("libc", "0.2").on("cfg(unix)"),
                dep("winapi", "0.3").on("cfg(windows)"),
            ],
        )
        .manifest("[features]\nkv = [\"core/logging\"]\n")
        .file("core/tests/it.rs", "#[test] fn works() { proptest::text(); }\n")
        .file("core/examples/show.rs", "fn main() { println!(\"{}\", core::text()) }\n")
        .create()
}

const EVERYTHING: [&str; 8] =
    ["cc", "either", "itoa", "libc", "quote", "serde", "serde_derive", "zlib-sys"];

#[test]
fn a_single_package() {
    let app = project().bin("app", [dep("itoa", "1")]).at_root().create();
    let layer = app.prepare("").silent().cook("");
    layer.build("").fresh(["itoa"]).rebuilt(["app"]).prints("app (itoa 1.0.15)");
}

#[test]
fn an_edited_source_rebuilds_only_local_packages() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let layer = app.prepare("--bin app").cook("--release");
    layer.build("--release --bin app").prints("app (core (itoa 1.0.15))");
    app.edit("app/src/main.rs", r#"fn main() { println!("new") }"#);
    layer.build("--release --bin app").fresh(["itoa"]).rebuilt(["app"]).prints("new");
    app.edit("core/src/lib.rs", "pub fn text() -> &'static str { \"changed\" }");
    layer.build("--release --bin app").rebuilt(["core", "app"]).prints("new");
}

#[test]
fn a_program_that_changed_since_prepare_is_the_new_one() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let layer = app.prepare("--bin app").cook("--release");
    app.edit("app/src/main.rs", r#"fn main() { println!("new") }"#);
    layer.build("--release --bin app").fresh(["itoa"]).rebuilt(["core", "app"]).prints("new");
}

#[test]
fn a_project_without_external_crates() {
    let app = project().lib("core", []).bin("app", [path("core")]).create();
    for flags in ["", "--exact"] {
        app.prepare(flags).silent().cook("").build("").fresh([]).prints("app (core)");
    }
}

#[test]
fn a_workspace_with_something_of_everything() {
    const TEXT: &str = "app (core (itoa 0.4.8, itoa 1.0.15, serde 1.0.0), \
         macros (quote 1.0.0, either 1.0.0), zlib-sys 1.0.0 (cc 1.0.0 +parallel), libc 0.2.0, \
         built with serde 1.0.0 +std +derive, cc 1.0.0 +parallel)";
    let app = everything("2");
    for (prepare, cook) in [("", ""), ("--exact", ""), ("--bin app", ""), ("", "--bin app")] {
        let layer = app.prepare(prepare).silent().cook(cook);
        let selection = if prepare.is_empty() { cook } else { prepare };
        let selection = selection.replace("--exact", "");
        let build = layer.build(&selection);
        build.fresh(EVERYTHING);
        build.program_prints("app", TEXT);
    }
}

#[test]
fn resolver_1_unifies_features_of_host_and_target() {
    const TEXT: &str = "app (core (itoa 0.4.8, itoa 1.0.15, serde 1.0.0 +std +derive), \
         macros (quote 1.0.0, either 1.0.0), zlib-sys 1.0.0 (cc 1.0.0 +parallel), libc 0.2.0, \
         built with serde 1.0.0 +std +derive, cc 1.0.0 +parallel)";
    let app = everything("1");
    for flags in ["", "--exact"] {
        app.prepare(flags).cook("").build("").program_prints("app", TEXT);
    }
}

#[test]
fn resolver_3_builds_as_resolver_2_does() {
    let app = everything("3");
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("");
        layer.build("").fresh(EVERYTHING);
    }
}

#[test]
fn every_selection_of_a_workspace_recipe() {
    let app = everything("2");
    let recipe = app.prepare("");
    for flags in [
        "--package core",
        "--package macros",
        "--workspace --all-targets",
        "--workspace --exclude app",
        "--package core --tests",
        "--package core --examples",
        "--package core --features logging",
        "--package core --features log/kv",
        "--package core --all-features --no-default-features",
        "--package app --features kv",
        "--lib",
    ] {
        recipe.cook(flags).build(flags);
    }
}

#[test]
fn every_selection_as_an_exact_recipe() {
    let app = everything("2");
    for flags in [
        "--package core",
        "--package macros",
        "--workspace --all-targets",
        "--workspace --tests",
        "--package core --tests",
        "--package core --features logging",
        "--package core --features core/logging",
        "--package app --features kv",
        "--package a*",
    ] {
        app.prepare(flags).cook("").build(flags);
    }
}

#[test]
fn every_selection_with_resolver_1() {
    let app = everything("1");
    let recipe = app.prepare("");
    for flags in [
        "--package core",
        "--package macros",
        "--workspace --all-targets",
        "--package core --features logging",
        "--package app --features kv",
    ] {
        recipe.cook(flags).build(flags);
        app.prepare(flags).cook("").build(flags);
    }
}

#[test]
fn tests_bring_dev_dependencies_and_nothing_else_does() {
    let app = everything("2");
    let recipe = app.prepare("");
    let layer = recipe.cook("--workspace --all-targets");
    layer.build("--workspace --all-targets").fresh(EVERYTHING.into_iter().chain(["proptest"]));
    let layer = recipe.cook("--package core");
    layer.build("--package core").fresh(["itoa", "serde"]);
}

#[test]
fn features_that_a_weak_feature_switches_on() {
    let app = project()
        .bin("app", [dep("log", "0.4").features(["std"])])
        .manifest("[features]\nkv = [\"log/kv\"]\n")
        .create();
    let recipe = app.prepare("");
    recipe.cook("").build("").fresh(["log"]).prints("app (log 0.4.0 +std)");
    let layer = recipe.cook("--features kv");
    layer.build("--features kv").fresh(["log", "value-bag"]).prints("app (log 0.4.0 +std +kv)");
}

#[test]
fn one_binary_takes_the_features_that_the_whole_workspace_unifies() {
    let app = project()
        .bin("app", [dep("serde", "1").no_default_features()])
        .bin("tool", [dep("serde", "1"), dep("itoa", "1")])
        .create();
    let recipe = app.prepare("");
    recipe.cook("--bin app").build("--bin app").fresh(["serde"]).prints("app (serde 1.0.0 +std)");
    let layer = recipe.cook("--package app");
    layer.build("--package app").fresh(["serde"]).prints("app (serde 1.0.0)");
    for flags in ["--bin app", "--package app", "--package app --bin app"] {
        app.prepare(flags).cook("").build(flags).fresh(["serde"]);
    }
}

#[test]
fn a_recipe_of_packages_also_cooks_for_a_binary_among_them() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let layer = app.prepare("--package app").cook("--package app --bin app");
    layer.build("--package app --bin app").fresh(["itoa"]);
}

#[test]
fn binaries_that_need_features() {
    let app = project()
        .bin("app", [dep("itoa", "1").optional(), dep("either", "1")])
        .manifest(
            "[features]\nfast = [\"dep:itoa\"]\n\
             [[bin]]\nname = \"fast\"\npath = \"src/fast.rs\"\nrequired-features = [\"fast\"]\n\
             [[bin]]\nname = \"app\"\npath = \"src/main.rs\"\n",
        )
        .file("app/src/fast.rs", "fn main() { println!(\"{}\", itoa::text()) }\n")
        .create();
    let recipe = app.prepare("");
    recipe.cook("").build("").fresh(["either"]).prints("app (either 1.0.0)");
    let layer = recipe.cook("--features fast");
    layer.build("--features fast").fresh(["either", "itoa"]).program_prints("fast", "itoa 1.0.15");
}

#[test]
fn a_path_dependency_that_is_no_member() {
    let app = project()
        .lib("vendored", [dep("itoa", "1"), dep("proptest", "1").dev()])
        .excluded()
        .bin("app", [path("vendored")])
        .create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).silent().cook("");
        let build = layer.build("");
        build.fresh(["itoa"]).rebuilt(["vendored", "app"]).prints("app (vendored (itoa 1.0.15))");
    }
}

#[test]
fn a_path_dependency_outside_of_the_root() {
    const OUTSIDE: &str = "[package]\nname = \"outside\"\nversion = \"0.1.0\"\n\
         edition = \"2021\"\n[dependencies]\nitoa = \"1\"\n";
    const SOURCE: &str = "pub fn text() -> String { itoa::text() }";
    let app = project()
        .bin("app", [])
        .manifest("[dependencies]\noutside = { path = \"../../outside\" }\n")
        .file("app/src/main.rs", "fn main() { println!(\"{}\", outside::text()) }")
        .file("../outside/Cargo.toml", OUTSIDE)
        .file("../outside/src/lib.rs", SOURCE)
        .create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).silent().cook("");
        layer.write("../outside/Cargo.toml", OUTSIDE);
        layer.write("../outside/src/lib.rs", SOURCE);
        layer.build("").fresh(["itoa"]).rebuilt(["outside", "app"]).prints("itoa 1.0.15");
    }
}

#[test]
fn a_test_and_an_example_by_name() {
    let app = everything("2");
    app.edit("app/tests/end.rs", "#[test] fn works() {}\n");
    app.edit("core/tests/second.rs", "#[test] fn works() {}\n");
    for flags in ["--test second", "--test it --package core", "--example show"] {
        app.prepare(flags).cook("").build(flags);
        // Without their names, the tests of other packages may be meant as well.
        app.prepare("").cook(flags).build_some(flags);
    }
}
