//! `[patch]`, `[replace]` and `paths`: crates that stand in for others, above all local ones that
//! external crates are compiled with.

mod at_the_root;

use fs_err as fs;

use crate::support::{App, Mirror, ProjectBuilder, dep, project};

const PATCHED: &str = "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n";
const SOURCE: &str = "pub fn text() -> String { \"patched quote\".into() }\n";
const TEXT: &str = "app (serde_derive 1.0.0 (patched quote))";

/// A program whose macro from the registry is compiled with `quote`.
fn app() -> ProjectBuilder {
    project().bin("app", [dep("serde_derive", "1")])
}

/// The same with `quote` in a directory.
fn patched(root_manifest: &str) -> ProjectBuilder {
    app()
        .root_manifest(root_manifest)
        .file("patched/quote/Cargo.toml", PATCHED)
        .file("patched/quote/src/lib.rs", SOURCE)
}

const PATCH: &str = "[patch.crates-io]\nquote = { path = \"patched/quote\" }\n";

/// Cooks elsewhere, by both kinds of recipe; nothing but the program is compiled afterwards.
#[track_caller]
fn is_found_fresh(app: &App, text: &str) {
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("");
        layer.build("").fresh(["serde_derive"]).rebuilt(["app"]).prints(text);
    }
}

/// The source of the patched crate was overwritten by an empty file, and crates above it did not
/// compile.
#[test]
fn issue_64_patch_with_a_path() {
    is_found_fresh(&patched(PATCH).create(), TEXT);
}

#[test]
fn a_patch_that_a_profile_names() {
    let profile = "[profile.dev.package.quote]\nopt-level = 1\ndebug-assertions = false\n";
    is_found_fresh(&patched(&format!("{PATCH}{profile}")).create(), TEXT);
}

#[test]
fn locked_and_offline() {
    let app = patched(PATCH).create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("--locked --offline");
        layer.build("--locked --offline").fresh(["serde_derive"]).rebuilt(["app"]);
    }
}

#[test]
fn a_patch_that_is_a_member() {
    let app = app()
        .root_manifest(PATCH)
        .lib("quote", [dep("either", "1"), dep("itoa", "1").dev()])
        .file("quote/Cargo.toml", "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n[features]\nloud = []\n[dependencies]\neither = \"1\"\n[dev-dependencies]\nitoa = \"1\"\n")
        .file("quote/src/lib.rs", "pub fn text() -> String { format!(\"{} {}\", either::text(), cfg!(feature = \"loud\")) }\n")
        .file("Cargo.toml", "[workspace]\nmembers = [\"app\", \"quote\"]\nresolver = \"2\"\n[patch.crates-io]\nquote = { path = \"quote\" }\n")
        .create();
    for flags in ["", "--bin app", "--package quote --features loud"] {
        let text = "app (serde_derive 1.0.0 (either 1.0.0 false))";
        let layer = app.prepare("").cook(flags);
        let build = layer.build(flags);
        if flags == "--package quote --features loud" {
            build.fresh(["either"]).rebuilt(["quote"]);
        } else {
            build.fresh(["either", "serde_derive"]).rebuilt(["app"]).prints(text);
        }
        let exact = if flags.is_empty() { "--exact" } else { flags };
        app.prepare(exact).cook("").build(flags);
    }
}

#[test]
fn a_member_that_is_selected_too_keeps_the_features_of_its_selection() {
    let app = app()
        .lib("quote", [])
        .root_manifest(PATCH)
        .file("quote/Cargo.toml", "[package]\nname = \"quote\"\nversion = \"1.0.7\"\nedition = \"2021\"\n[features]\ndefault = [\"soft\"]\nsoft = []\nloud = []\n")
        .file("quote/src/lib.rs", "pub fn text() -> String { format!(\"{} {}\", cfg!(feature = \"soft\"), cfg!(feature = \"loud\")) }\n")
        .file("Cargo.toml", "[workspace]\nmembers = [\"app\", \"quote\"]\nresolver = \"1\"\n[patch.crates-io]\nquote = { path = \"quote\" }\n")
        .create();
    let flags = "--workspace --features quote/loud";
    for prepare in ["", flags] {
        let layer = app.prepare(prepare).cook(if prepare.is_empty() { flags } else { "" });
        let build = layer.build(flags);
        build.fresh(["serde_derive"]).rebuilt(["app"]);
        build.prints("app (serde_derive 1.0.0 (true true))");
    }
}

#[test]
fn a_patch_that_inherits_from_the_workspace() {
    let app = patched(&format!(
        "[workspace.package]\nversion = \"1.0.7\"\nedition = \"2021\"\n\
         [workspace.lints.rust]\nunused = \"allow\"\n\
         [workspace.dependencies]\neither = \"1\"\n{PATCH}"
    ))
    .file(
        "patched/quote/Cargo.toml",
        "[package]\nname = \"quote\"\nversion.workspace = true\nedition.workspace = true\n\
         [lints]\nworkspace = true\n[dependencies]\neither.workspace = true\n",
    )
    .file("patched/quote/src/lib.rs", "fn unused() {}\npub use either::text;\n")
    .create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("");
        let build = layer.build("");
        build.fresh(["serde_derive", "either"]).rebuilt(["app"]);
        build.prints("app (serde_derive 1.0.0 (either 1.0.0))");
    }
}

#[test]
fn a_patch_in_a_workspace_of_its_own_that_depends_on_its_neighbour() {
    let app = app()
        .file(
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nexclude = [\"fork\"]\nresolver = \"2\"\n\
             [patch.crates-io]\nquote = { path = \"fork/quote\" }\n",
        )
        .file(
            "fork/Cargo.toml",
            "[workspace]\nmembers = [\"quote\", \"near\"]\n[workspace.package]\nversion = \"1.0.7\"\n\
             [workspace.dependencies]\nnear = { path = \"near\" }\n",
        )
        .file(
            "fork/quote/Cargo.toml",
            "[package]\nname = \"quote\"\nversion.workspace = true\nedition = \"2021\"\n\
             [dependencies]\nnear.workspace = true\n",
        )
        .file("fork/quote/src/lib.rs", "pub use near::text;\n")
        .file("fork/near/Cargo.toml", "[package]\nname = \"near\"\nversion.workspace = true\nedition = \"2021\"\n")
        .file("fork/near/src/lib.rs", SOURCE)
        .create();
    is_found_fresh(&app, TEXT);
}

#[test]
fn what_the_source_reads_travels_too() {
    let app = patched(PATCH)
        .file(
            "patched/quote/src/lib.rs",
            "pub fn text() -> String { format!(\"{} {:?}\", include_str!(\"../data/text.txt\").trim(), include_bytes!(\"../data/bytes.bin\")) }\n",
        )
        .file("patched/quote/data/text.txt", "from a file\n")
        .create();
    fs::write(app.root().join("patched/quote/data/bytes.bin"), [0, 255, 10, 128])
        .expect("the project can be written");
    is_found_fresh(&app, "app (serde_derive 1.0.0 (from a file [0, 255, 10, 128]))");
}

#[test]
fn a_build_script_that_names_what_it_reads() {
    let app = patched(PATCH)
        .file("patched/quote/build.rs", "fn main() { println!(\"cargo:rerun-if-changed=build.rs\\ncargo:rustc-env=SAID=by a script\") }\n")
        .file("patched/quote/src/lib.rs", "pub fn text() -> String { env!(\"SAID\").into() }\n")
        .create();
    is_found_fresh(&app, "app (serde_derive 1.0.0 (by a script))");
}

#[test]
fn what_is_ignored_stays_behind() {
    let app = patched(PATCH)
        .file(
            "patched/quote/Cargo.toml",
            &PATCHED.replace("edition", "exclude = [\"/big\"]\nedition"),
        )
        .file("patched/quote/big/data", "not for packages")
        .file("patched/quote/out/notes", "not for git")
        .file("patched/quote/.cargo/config.toml", "[registry]\ntoken = \"hunter2\"\n")
        .file("patched/quote/nested/Cargo.toml", "[package]\nname = \"nested\"\n")
        .file("patched/quote/nested/src/lib.rs", "another package")
        .file(".gitignore", "out/\n")
        .create();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags);
        for text in ["not for packages", "not for git", "hunter2", "another package"] {
            assert!(!recipe.text.contains(text), "{text} is in {}", recipe.text);
        }
    }
    is_found_fresh(&app, TEXT);
}

#[test]
fn included_files_alone() {
    let app = patched(PATCH)
        .file(
            "patched/quote/Cargo.toml",
            &PATCHED.replace("edition", "include = [\"src/**/*.rs\"]\nedition"),
        )
        .file("patched/quote/notes.txt", "not for packages")
        .create();
    assert!(!app.prepare("--exact").text.contains("not for packages"));
    is_found_fresh(&app, TEXT);
}

#[test]
fn the_recipe_changes_with_the_source_that_external_crates_need_and_no_other() {
    let app = patched(PATCH).lib("core", [dep("either", "1")]).create();
    for flags in ["", "--exact"] {
        let before = app.prepare(flags).text;
        app.edit("core/src/lib.rs", "pub fn other() {}\n");
        assert_eq!(app.prepare(flags).text, before);
        app.edit("patched/quote/src/lib.rs", "pub fn text() -> String { \"other\".into() }\n");
        assert_ne!(app.prepare(flags).text, before);
        app.edit("patched/quote/src/lib.rs", SOURCE);
        assert_eq!(app.prepare(flags).text, before);
    }
    assert!(!app.prepare("--package core").text.contains("patched quote"));
}

#[test]
fn an_edited_patch_is_cooked_again_and_an_unchanged_one_is_not() {
    let app = patched(PATCH).create();
    let layer = app.prepare("").cook("");
    let again = layer.chef("cook").succeeds();
    assert!(!again.stderr.contains("Compiling quote"), "{again}");
    app.edit("patched/quote/src/lib.rs", "pub fn text() -> String { \"new\".into() }\n");
    layer.write("recipe.json", &app.prepare("").text);
    layer.chef("cook").succeeds().says("Compiling quote");
    layer.build_some("").prints("app (serde_derive 1.0.0 (new))");
}

#[test]
fn a_patch_that_only_local_crates_use_is_local() {
    let app = project()
        .bin("app", [dep("quote", "1")])
        .root_manifest(PATCH)
        .file("patched/quote/Cargo.toml", &format!("{PATCHED}[dependencies]\neither = \"1\"\n"))
        .file("patched/quote/src/lib.rs", "pub use either::text;\n")
        .create();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags);
        assert!(!recipe.text.contains("pub use either"), "{}", recipe.text);
        let layer = recipe.cook("");
        let build = layer.build("");
        build.fresh(["either"]).rebuilt(["app", "quote"]).prints("app (either 1.0.0)");
    }
}

#[test]
fn a_patch_that_local_crates_reach_by_path() {
    let app = project()
        .bin("app", [dep("serde_derive", "1"), dep("either", "1")])
        .root_manifest(PATCH)
        .file("patched/quote/Cargo.toml", &format!("{PATCHED}[features]\nloud = []\n"))
        .file("patched/quote/src/lib.rs", "pub fn text() -> String { format!(\"loud: {}\", cfg!(feature = \"loud\")) }\n")
        .file(
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\n\
             serde_derive = \"1\"\nquote = { path = \"../patched/quote\", features = [\"loud\"] }\n",
        )
        .file("app/src/main.rs", "fn main() { println!(\"{} {}\", serde_derive::text!(), quote::text()) }\n")
        .create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).cook("");
        let build = layer.build("");
        build.fresh(["serde_derive"]).rebuilt(["app"]);
        build.prints("serde_derive 1.0.0 (loud: false) loud: true");
    }
}

#[test]
fn a_patch_outside_of_the_root_is_copied_first() {
    let app = app()
        .root_manifest("[patch.crates-io]\nquote = { path = \"../fork\" }\n")
        .file("../fork/Cargo.toml", PATCHED)
        .file("../fork/src/lib.rs", SOURCE)
        .create();
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).says("`COPY fork ../fork`");
        let layer = recipe.layer();
        insta::allow_duplicates! {
            insta::assert_snapshot!(layer.chef("cook").fails().report(), @r"
            exit code: 2
            --- stdout
            --- stderr
            error: external crates of the recipe depend on `../fork`, which is not here
            hint: copy it before cooking: `COPY fork ../fork`
            ");
        }
        layer.write("../fork/Cargo.toml", PATCHED);
        layer.write("../fork/src/lib.rs", SOURCE);
        layer.chef("cook").succeeds();
        layer.build("").fresh(["serde_derive"]).rebuilt(["app"]).prints(TEXT);
    }
}

#[test]
fn a_patch_in_the_configuration() {
    for file in [".cargo/config.toml", ".cargo/config"] {
        let app = patched("")
            .file(file, "[patch.crates-io]\nquote = { path = \"patched/quote\" }\n")
            .create();
        is_found_fresh(&app, TEXT);
        app.chef("cook").succeeds();
        app.build("").fresh(["serde_derive"]).rebuilt(["app"]).prints(TEXT);
    }
}

#[test]
fn paths_in_the_configuration() {
    let app =
        patched("").file("patched/quote/Cargo.toml", &PATCHED.replace("1.0.7", "1.0.0")).create();
    app.edit(".cargo/config.toml", "paths = [\"patched/quote\"]\n");
    is_found_fresh(&app, TEXT);
}

#[test]
fn replace_with_a_path() {
    let app = patched("[replace]\n\"quote:1.0.0\" = { path = \"patched/quote\" }\n")
        .file("patched/quote/Cargo.toml", &PATCHED.replace("1.0.7", "1.0.0"))
        .create();
    is_found_fresh(&app, TEXT);
}

#[test]
fn a_checkout_with_a_patch() {
    let app = patched(PATCH).create();
    app.chef("cook").succeeds();
    app.build("").fresh(["serde_derive"]).rebuilt(["app"]).prints(TEXT);
}

#[test]
fn verify_knows_of_patches() {
    let app = patched(PATCH).create();
    for flags in ["", "--exact"] {
        app.edit("recipe.json", &app.prepare(flags).text);
        app.chef("verify").succeeds();
        app.remove("recipe.json");
    }
}

#[test]
fn a_patch_that_is_not_used() {
    let app = app()
        .root_manifest("[patch.crates-io]\neither = { path = \"either\" }\n")
        .file(
            "either/Cargo.toml",
            "[package]\nname = \"either\"\nversion = \"1.0.9\"\nedition = \"2021\"\n\
             [dependencies]\nitoa = \"1\"\n",
        )
        .file("either/src/lib.rs", "")
        .create();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).silent().layer();
        insta::allow_duplicates! {
            insta::assert_snapshot!(without_progress(&layer.chef("cook").succeeds().report()), @r"
            exit code: 0
            --- stdout
            --- stderr
            ");
        }
        // It is cargo's to say so in the real build.
        layer.cargo("build").says("warning: patch `either v1.0.9").succeeds();
        layer.build("").fresh(["quote", "serde_derive"]);
    }
}

/// What cargo said besides what it did.
fn without_progress(report: &str) -> String {
    let progress = ["   Compiling ", "    Finished "];
    let lines = report.lines().filter(|line| !progress.iter().any(|word| line.starts_with(word)));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_patch_to_another_version_of_another_registry() {
    let mirror = Mirror::start();
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .root_manifest("[patch.crates-io]\nitoa = { version = \"=1.0.11\", registry = \"ours\" }\n")
        .file(
            ".cargo/config.toml",
            &format!("[registries.ours]\nindex = \"{}\"\n", mirror.sparse()),
        )
        .without_lockfile()
        .create();
    app.edit("app/Cargo.toml", &app.text("app/Cargo.toml").replace("\"1\"", "\"=1.0.11\""));
    app.cargo("generate-lockfile").succeeds();
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).silent().cook("");
        layer.build("").fresh(["itoa"]).rebuilt(["app"]).prints("app (itoa 1.0.11)");
    }
}
