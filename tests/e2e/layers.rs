//! Several cooks in one target directory: each compiles only what is not there yet.

use crate::support::{dep, path, project};

#[test]
fn a_newer_recipe_on_top_of_an_older_one() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let layer = app.prepare("").cook("");
    app.edit(
        "app/Cargo.toml",
        &format!("{}\n[dependencies.either]\nversion = \"1\"\n", app.text("app/Cargo.toml")),
    );
    app.lock();
    layer.write("recipe.json", &app.prepare("").text);
    let run = layer.chef("cook").succeeds();
    assert!(run.stderr.contains("Compiling either"), "{run}");
    assert!(!run.stderr.contains("Compiling itoa"), "{run}");
    layer.build("").fresh(["either", "itoa"]);
}

#[test]
fn a_workspace_recipe_for_several_selections() {
    let app = project()
        .bin("app", [dep("serde", "1").no_default_features()])
        .bin("tool", [dep("serde", "1"), dep("itoa", "1")])
        .create();
    let layer = app.prepare("").cook("--package app");
    layer.chef("cook --package tool --release").succeeds();
    layer.chef("cook --workspace").succeeds();
    layer.build_some("--package app").prints("app (serde 1.0.0)");
    layer.build_some("--package tool --release").prints("tool (serde 1.0.0 +std, itoa 1.0.15)");
    layer.build_some("--workspace").program_prints("app", "app (serde 1.0.0 +std)");
}

#[test]
fn a_wrapper_of_the_users_is_kept() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file("wrap.sh", "#!/bin/sh\necho wrapped >> \"$WRAPPED\"\nexec \"$@\"\n")
        .create();
    let recipe = app.prepare("");
    app.sandbox().run("chmod", app.root(), "+x wrap.sh").succeeds();
    let wrapped = app.sandbox().path("wrapped.txt");
    app.sandbox().set_environment("WRAPPED", &wrapped.to_string_lossy());
    app.sandbox().set_environment("RUSTC_WRAPPER", &app.root().join("wrap.sh").to_string_lossy());
    let layer = recipe.cook("");
    assert!(wrapped.exists(), "cook compiled without it");
    layer.build("").fresh(["itoa"]).prints("app (itoa 1.0.15)");
}

/// Two machines with nothing in common but the cache of sccache, and the place of cargo's home.
#[test]
#[ignore = "needs sccache"]
fn compiler_cache_is_filled_and_hit() {
    for from_config in [false, true] {
        let app = project().bin("app", [dep("itoa", "1"), dep("either", "1")]);
        let app = if from_config {
            app.file(".cargo/config.toml", "[build]\nrustc-wrapper = \"sccache\"\n").create()
        } else {
            app.create()
        };
        let sandbox = app.sandbox();
        if !from_config {
            sandbox.set_environment("RUSTC_WRAPPER", "sccache");
        }
        let cache = sandbox.path("sccache");
        sandbox.set_environment("SCCACHE_DIR", &cache.to_string_lossy());
        sandbox.set_environment("SCCACHE_SERVER_PORT", if from_config { "47412" } else { "47411" });
        // Two of its clients that start a server at once, or a busy disk, may let them wait in vain.
        let start = || {
            let mut runs = (0..6).map(|_| sandbox.run("sccache", app.root(), "--show-stats"));
            runs.find(|run| run.code == Some(0)).expect("its server starts");
        };
        let stop = || sandbox.run("sccache", app.root(), "--stop-server").succeeds().stdout;
        let hits = |statistics: &str| {
            let line = statistics.lines().find_map(|line| line.strip_prefix("Cache hits "));
            line.expect("sccache counts").trim().parse::<usize>().expect("it is a number")
        };
        let recipe = app.prepare("");
        start();
        recipe.cook("--release").build("--release").fresh(["either", "itoa"]);
        assert_eq!(hits(&stop()), 0);
        start();
        recipe.cook("--release").build("--release").fresh(["either", "itoa"]);
        let statistics = stop();
        assert!(hits(&statistics) >= 2, "{statistics}");
    }
}
