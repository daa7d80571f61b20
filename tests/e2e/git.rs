//! Crates from git repositories, which the tests make.

use crate::support::{App, Repository, dep, project};

fn library(name: &str, text: &str) -> [(String, String); 2] {
    [
        (
            format!("{name}/Cargo.toml"),
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
        ),
        (
            format!("{name}/src/lib.rs"),
            format!("pub fn text() -> String {{ \"{text}\".into() }}\n"),
        ),
    ]
}

/// A repository of two crates: `old` at the tag `v1` and on the branch `legacy/1.x`, `new` behind.
fn repository() -> Repository {
    let repository = Repository::new();
    for name in ["one", "two"] {
        repository.write(library(name, "old"));
    }
    repository.commit("old");
    repository.git(&["tag", "v1"]);
    repository.git(&["branch", "legacy/1.x"]);
    repository.write(library("one", "new"));
    repository.commit("new");
    repository
}

fn app(dependencies: &str, source: &str) -> App {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest(dependencies)
        .file("app/src/main.rs", source)
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    app
}

const ONE: &str = "fn main() { println!(\"{} {}\", one::text(), itoa::text()) }";

#[track_caller]
fn is_cooked<const N: usize>(app: &App, fresh: [&str; N], text: &str) {
    for flags in ["", "--exact"] {
        let recipe = app.prepare(flags).silent();
        for flags in ["", "--locked"] {
            recipe.cook(flags).build(flags).fresh(fresh).rebuilt(["app"]).prints(text);
        }
    }
}

#[test]
fn the_default_branch_a_branch_a_tag_and_a_revision() {
    let repository = repository();
    let url = repository.url();
    let revision = repository.revision("v1");
    for (reference, text) in [
        ("", "new"),
        ("branch = \"legacy/1.x\"", "old"),
        ("branch = \"main\"", "new"),
        ("tag = \"v1\"", "old"),
        (&format!("rev = \"{revision}\""), "old"),
        (&format!("rev = \"{}\"", &revision[..8]), "old"),
    ] {
        let app = app(&format!("[dependencies.one]\ngit = \"{url}\"\n{reference}\n"), ONE);
        is_cooked(&app, ["itoa", "one"], &format!("{text} itoa 1.0.15"));
    }
}

#[test]
fn a_branch_that_went_on_is_cooked_as_locked() {
    let repository = repository();
    let app = app(&format!("[dependencies.one]\ngit = \"{}\"\n", repository.url()), ONE);
    let recipe = app.prepare("");
    repository.write(library("one", "newest"));
    repository.commit("newest");
    recipe.cook("").build("").fresh(["itoa", "one"]).prints("new itoa 1.0.15");
}

#[test]
fn several_crates_of_one_repository() {
    let repository = repository();
    let url = repository.url();
    let app = app(
        &format!("[dependencies.one]\ngit = \"{url}\"\n[dependencies.two]\ngit = \"{url}\"\n"),
        "fn main() { println!(\"{} {} {}\", one::text(), two::text(), itoa::text()) }",
    );
    is_cooked(&app, ["itoa", "one", "two"], "new old itoa 1.0.15");
}

#[test]
fn a_repository_that_is_a_workspace_with_inheritance() {
    let repository = Repository::new();
    repository.write([
        (
            "Cargo.toml".to_owned(),
            "[workspace]\nmembers = [\"one\", \"two\"]\n[workspace.package]\nversion = \"3.2.1\"\nedition = \"2021\"\n\
             [workspace.dependencies]\ntwo = { path = \"two\" }\neither = \"1\"\n".to_owned(),
        ),
        (
            "one/Cargo.toml".to_owned(),
            "[package]\nname = \"one\"\nversion.workspace = true\nedition.workspace = true\n\
             [dependencies]\ntwo.workspace = true\neither.workspace = true\n".to_owned(),
        ),
        (
            "one/src/lib.rs".to_owned(),
            "pub fn text() -> String { format!(\"{} {}\", two::text(), either::text()) }\n".to_owned(),
        ),
        (
            "two/Cargo.toml".to_owned(),
            "[package]\nname = \"two\"\nversion.workspace = true\nedition.workspace = true\n".to_owned(),
        ),
        ("two/src/lib.rs".to_owned(), "pub fn text() -> String { env!(\"CARGO_PKG_VERSION\").into() }\n".to_owned()),
    ]);
    repository.commit("all");
    let app = app(&format!("[dependencies.one]\ngit = \"{}\"\n", repository.url()), ONE);
    is_cooked(&app, ["either", "itoa", "one", "two"], "3.2.1 either 1.0.0 itoa 1.0.15");
}

#[test]
fn a_patch_to_git() {
    let repository = Repository::new();
    repository.write([
        (
            "Cargo.toml".to_owned(),
            "[package]\nname = \"quote\"\nversion = \"1.0.9\"\nedition = \"2021\"\n".to_owned(),
        ),
        ("src/lib.rs".to_owned(), "pub fn text() -> String { \"from git\".into() }\n".to_owned()),
    ]);
    repository.commit("all");
    let patch = format!("[patch.crates-io]\nquote = {{ git = \"{}\" }}\n", repository.url());
    for (manifest, config) in [(patch.as_str(), "[term]\n"), ("", patch.as_str())] {
        let app = project()
            .bin("app", [dep("serde_derive", "1")])
            .root_manifest(manifest)
            .file(".cargo/config.toml", config)
            .without_lockfile()
            .create();
        app.cargo("generate-lockfile").succeeds();
        is_cooked(&app, ["quote", "serde_derive"], "app (serde_derive 1.0.0 (from git))");
    }
}

#[test]
fn a_replacement_by_git() {
    let repository = Repository::new();
    repository.write([
        (
            "Cargo.toml".to_owned(),
            "[package]\nname = \"quote\"\nversion = \"1.0.0\"\nedition = \"2021\"\n".to_owned(),
        ),
        ("src/lib.rs".to_owned(), "pub fn text() -> String { \"from git\".into() }\n".to_owned()),
    ]);
    repository.commit("all");
    let app = project()
        .bin("app", [dep("serde_derive", "1")])
        .root_manifest(&format!(
            "[replace]\n\"quote:1.0.0\" = {{ git = \"{}\" }}\n",
            repository.url()
        ))
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    is_cooked(&app, ["quote", "serde_derive"], "app (serde_derive 1.0.0 (from git))");
}

#[test]
fn a_patch_of_git_with_a_path() {
    let inner = repository();
    let outer = Repository::new();
    outer.write(library("outer", ""));
    outer.write([
        (
            "outer/Cargo.toml".to_owned(),
            format!(
                "[package]\nname = \"outer\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
                 [dependencies]\none = {{ git = \"{}\" }}\n",
                inner.url()
            ),
        ),
        ("outer/src/lib.rs".to_owned(), "pub use one::text;\n".to_owned()),
    ]);
    outer.commit("all");
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest(&format!("[dependencies.outer]\ngit = \"{}\"\n", outer.url()))
        .root_manifest(&format!("[patch.\"{}\"]\none = {{ path = \"one\" }}\n", inner.url()))
        .file("app/src/main.rs", &ONE.replace("one::", "outer::"))
        .file("one/Cargo.toml", &library("one", "")[0].1)
        .file("one/src/lib.rs", &library("one", "patched")[1].1)
        .without_lockfile()
        .create();
    app.cargo("generate-lockfile").succeeds();
    is_cooked(&app, ["itoa", "outer"], "patched itoa 1.0.15");
}

#[test]
fn a_git_source_that_is_replaced() {
    let theirs = repository();
    let dependency = format!("[dependencies.one]\ngit = \"{}\"\n", theirs.url());
    let app = app(&dependency, ONE);
    let ours = theirs.clone_elsewhere();
    app.edit(
        ".cargo/config.toml",
        &format!(
            "[source.theirs]\ngit = \"{}\"\nreplace-with = \"ours\"\n[source.ours]\ngit = \"{}\"\n",
            theirs.url(),
            ours.url()
        ),
    );
    drop(theirs);
    fs_err::remove_dir_all(app.sandbox().path("cargo-home/git")).expect("it can be removed");
    is_cooked(&app, ["itoa", "one"], "new itoa 1.0.15");
}

#[test]
fn a_git_source_that_is_vendored() {
    let repository = repository();
    let url = repository.url();
    let app = app(&format!("[dependencies.one]\ngit = \"{url}\"\ntag = \"v1\"\n"), ONE);
    app.cargo("vendor --quiet --respect-source-config vendor").succeeds();
    app.edit(
        ".cargo/config.toml",
        &format!(
            "[source.crates-io]\nreplace-with = \"vendored\"\n\
             [source.\"git+{url}?tag=v1\"]\ngit = \"{url}\"\ntag = \"v1\"\nreplace-with = \"vendored\"\n\
             [source.vendored]\ndirectory = \"vendor\"\n"
        ),
    );
    app.edit("../cargo-home/config.toml", "");
    drop(repository);
    fs_err::remove_dir_all(app.sandbox().path("cargo-home/git")).expect("it can be removed");
    for flags in ["", "--exact"] {
        let layer = app.prepare(flags).says("`COPY vendor vendor`").layer();
        layer.copy("vendor");
        layer.chef("cook").succeeds();
        layer.build("").fresh(["itoa", "one"]).prints("old itoa 1.0.15");
    }
}

#[test]
fn a_revision_that_is_gone() {
    let repository = repository();
    let app = app(&format!("[dependencies.one]\ngit = \"{}\"\n", repository.url()), ONE);
    let layer = app.prepare("").layer();
    let revision = repository.revision("main");
    repository.git(&["reset", "--quiet", "--hard", "v1"]);
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.git(&["gc", "--quiet", "--prune=now"]);
    fs_err::remove_dir_all(app.sandbox().path("cargo-home/git")).expect("it can be removed");
    let report = layer.chef("cook").fails().report();
    let directory = std::env::temp_dir();
    let report = report.replace(&format!("{}/", directory.display()), "/[TEMPORARY]/");
    let report = report.replace(&revision, "[REVISION]").replace(&revision[..8], "[REVISION]");
    insta::assert_snapshot!(report, @r"
    exit code: 101
    --- stdout
    --- stderr
        Updating git repository `file:///[TEMPORARY]/[RANDOM]`
    error: failed to get `one` as a dependency of package `cargo-chef-umbrella v0.0.0 ([DIR]/layers/1/built/elsewhere/target/cargo-chef/umbrella)`

    Caused by:
      failed to load source for dependency `one`

    Caused by:
      unable to update file:///[TEMPORARY]/[RANDOM]#[REVISION]

    Caused by:
      revspec '[REVISION]' not found; class=Reference (4); code=NotFound (-3)
    ");
}
