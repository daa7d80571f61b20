//! Path dependencies that are no members: outside of the root, excluded, in another workspace,
//! nested, and behind symbolic links.
//!
//! The planner sees the whole project, the builder nothing but the recipe.

use crate::support::{App, dep, path, project};

const FLAGS: [&str; 2] = ["", "--exact"];

fn package(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
}

/// Another workspace, whose member `shared` inherits all that can be inherited.
const WORKSPACE: &str = "[workspace]\nmembers = [\"shared\", \"near\"]\nresolver = \"2\"\n\
    [workspace.package]\nversion = \"3.2.1\"\nedition = \"2021\"\nreadme = \"README.md\"\n\
    [workspace.lints.rust]\nunused = \"allow\"\n\
    [workspace.dependencies]\nlog = { version = \"0.4\", default-features = false }\nnear = { path = \"near\" }\n";
const SHARED: &str = "[package]\nname = \"shared\"\nversion.workspace = true\nedition.workspace = true\n\
    readme.workspace = true\n[lints]\nworkspace = true\n[dependencies]\n\
    log = { workspace = true, features = [\"std\"] }\nnear.workspace = true\n";
const SHARED_SOURCE: &str =
    "fn unused() {}\npub fn text() -> String { format!(\"{} {}\", log::text(), near::text()) }\n";
const NEAR: &str = "[package]\nname = \"near\"\nversion.workspace = true\nedition.workspace = true\n\
    [dependencies]\nitoa = \"1\"\n";
const NEAR_SOURCE: &str = "pub use itoa::text;\n";

/// The files of that workspace in a directory.
fn others(directory: &str) -> [(String, &'static str); 6] {
    [
        (format!("{directory}/Cargo.toml"), WORKSPACE),
        (format!("{directory}/README.md"), "Read me.\n"),
        (format!("{directory}/shared/Cargo.toml"), SHARED),
        (format!("{directory}/shared/src/lib.rs"), SHARED_SOURCE),
        (format!("{directory}/near/Cargo.toml"), NEAR),
        (format!("{directory}/near/src/lib.rs"), NEAR_SOURCE),
    ]
}

/// A program that depends on `shared` in a directory, seen from the program.
fn app(directory: &str, exclude: &str) -> App {
    let dependency = format!("[dependencies]\nshared = {{ path = \"{directory}/shared\" }}\n");
    let app = project()
        .bin("app", [])
        .file(
            "Cargo.toml",
            &format!("[workspace]\nmembers = [\"app\"]\nexclude = [{exclude}]\nresolver = \"2\"\n"),
        )
        .file("app/Cargo.toml", &package("app", &dependency))
        .file("app/src/main.rs", "fn main() { println!(\"{}\", shared::text()) }")
        .without_lockfile()
        .create();
    for (path, text) in others(&format!("app/{directory}")) {
        app.edit(&path, text);
    }
    app.cargo("generate-lockfile --offline").succeeds();
    app
}

const TEXT: &str = "log 0.4.0 +std itoa 1.0.15";

#[test]
fn another_workspace_outside_of_the_root() {
    let app = app("../../others", "");
    for flags in FLAGS {
        let layer = app.prepare(flags).silent().cook("");
        for (path, text) in others("../others") {
            layer.write(&path, text);
        }
        let build = layer.build("");
        build.fresh(["itoa", "log"]).rebuilt(["app", "near", "shared"]).prints(TEXT);
    }
}

#[test]
fn another_workspace_in_an_excluded_directory() {
    let app = app("../others", "\"others\"");
    for flags in FLAGS {
        let layer = app.prepare(flags).silent().cook("");
        let build = layer.build("");
        build.fresh(["itoa", "log"]).rebuilt(["app", "near", "shared"]).prints(TEXT);
    }
}

#[test]
fn another_workspace_deep_below_the_root() {
    let app = app("../deep/down", "\"deep\"");
    for flags in FLAGS {
        let layer = app.prepare(flags).silent().cook("");
        let build = layer.build("");
        build.fresh(["itoa", "log"]).rebuilt(["app", "near", "shared"]).prints(TEXT);
    }
}

#[test]
fn the_recipe_of_another_workspace_cooks_with_every_selection() {
    let app = app("../others", "\"others\"");
    let recipe = app.prepare("");
    for flags in ["--locked", "--bin app", "--workspace --all-targets"] {
        recipe.cook(flags).build(flags).fresh(["itoa", "log"]);
    }
}

#[cfg(unix)]
#[test]
fn another_workspace_behind_a_link() {
    let app = project()
        .bin("app", [])
        .file(
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nexclude = [\"linked\"]\nresolver = \"2\"\n",
        )
        .file(
            "app/Cargo.toml",
            &package("app", "[dependencies]\nshared = { path = \"../linked/shared\" }\n"),
        )
        .file("app/src/main.rs", "fn main() { println!(\"{}\", shared::text()) }")
        .without_lockfile()
        .create();
    for (path, text) in others("../others") {
        app.edit(&path, text);
    }
    fs_err::os::unix::fs::symlink("../others", app.root().join("linked"))
        .expect("it can be linked");
    app.cargo("generate-lockfile --offline").succeeds();
    for flags in FLAGS {
        let recipe = app.chef(&format!("prepare {flags}")).succeeds();
        let layer = app.sandbox().new_layer();
        fs_err::rename(app.root().join("recipe.json"), layer.join("recipe.json"))
            .expect("it can be moved");
        app.sandbox().chef(&layer, "cook").succeeds();
        drop(recipe);
        let files = [
            &others("linked")[..],
            &[
                ("Cargo.toml".to_owned(), &*app.text("Cargo.toml").leak()),
                ("Cargo.lock".to_owned(), &*app.text("Cargo.lock").leak()),
                ("app/Cargo.toml".to_owned(), &*app.text("app/Cargo.toml").leak()),
                ("app/src/main.rs".to_owned(), &*app.text("app/src/main.rs").leak()),
            ],
        ]
        .concat();
        for (path, text) in files {
            let path = layer.join(path);
            fs_err::create_dir_all(path.parent().expect("it has one")).expect("it can be written");
            fs_err::write(path, text).expect("it can be written");
        }
        let run = app.sandbox().cargo(&layer, "build").succeeds();
        for external in ["itoa", "log"] {
            assert!(!run.stderr.contains(&format!("Compiling {external}")), "{run}");
        }
        run.says("Compiling near").says("Compiling shared").says("Compiling app");
    }
}

#[test]
fn one_path_dependency_below_another() {
    let app = project()
        .lib("inner", [dep("itoa", "1")])
        .excluded()
        .lib("outer", [path("inner"), dep("either", "1")])
        .excluded()
        .bin("app", [path("outer")])
        .create();
    for flags in FLAGS {
        let layer = app.prepare(flags).silent().cook("");
        let build = layer.build("");
        build.fresh(["either", "itoa"]).rebuilt(["inner", "outer", "app"]);
        build.prints("app (outer (inner (itoa 1.0.15), either 1.0.0))");
    }
}
