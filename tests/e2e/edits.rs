//! What each kind of edit does to each kind of recipe, as a table.

use std::fmt::Write as _;

use crate::support::{App, dep, path, project};

use Effect::{Changes, Keeps};

/// What happens to the bytes of a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Keeps,
    Changes,
}

/// One line of the table.
struct Edit {
    what: &'static str,
    apply: fn(&App),
    /// What it does to an exact recipe.
    exact: Effect,
    /// What it does to a workspace recipe.
    workspace: Effect,
}

const EXACT: &str = "--exact --release";

const CONFIG: &str = "[build]\nincremental = false\n";
const TOOLCHAIN: &str = "[toolchain]\nchannel = \"stable\"\n";

/// A workspace with something to edit everywhere.
fn app() -> App {
    project()
        .proc_macro("macros", [dep("quote", "1")])
        .lib("core", [dep("itoa", "1"), path("macros")])
        .lib("other", [dep("itoa", "1"), path("core"), dep("proptest", "1").dev()])
        .bin("app", [path("other"), dep("serde", "1").features(["derive"])])
        .file("other/tests/it.rs", "")
        .file("other/benches/speed.rs", "")
        .file("other/examples/show.rs", "fn main() {}")
        .file(".cargo/config.toml", CONFIG)
        .file("rust-toolchain.toml", TOOLCHAIN)
        .root_manifest("[profile.release]\nlto = true\n")
        .create()
}

fn append(app: &App, file: &str, text: &str) {
    app.edit(file, &format!("{}\n{text}", app.text(file)));
}

fn head(app: &App, member: &str, keys: &str) {
    let manifest = format!("{member}/Cargo.toml");
    app.replace(&manifest, "[package]\n", &format!("[package]\n{keys}\n"));
}

const ITOA: &str = "[dependencies.itoa]\nversion = \"1\"\n";
const SERDE: &str = "[dependencies.serde]\nfeatures = [\"derive\"]\nversion = \"1\"\n";

/// What no dependency sees.
const IDLE: [Edit; 16] = [
    both(Keeps, "version of a member", |app| {
        app.replace("core/Cargo.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
        app.lock();
    }),
    both(Keeps, "description", |app| head(app, "core", "description = \"the core\"")),
    both(Keeps, "metadata", |app| append(app, "core/Cargo.toml", "[package.metadata.x]\ny = 1")),
    both(Keeps, "metadata of the workspace", |app| {
        append(app, "Cargo.toml", "[workspace.metadata.x]\ny = 1");
    }),
    both(Keeps, "rust-version", |app| head(app, "core", "rust-version = \"1.70\"")),
    both(Keeps, "edition", |app| {
        app.replace("core/Cargo.toml", "edition = \"2021\"", "edition = \"2024\"");
    }),
    both(Keeps, "lints", |app| append(app, "core/Cargo.toml", "[lints.rust]\nunused = \"deny\"")),
    both(Keeps, "lints of the workspace", |app| {
        append(app, "Cargo.toml", "[workspace.lints.rust]\nunused = \"deny\"");
    }),
    both(Keeps, "another test, benchmark and example", |app| {
        app.edit("other/tests/second.rs", "");
        app.edit("other/benches/second.rs", "");
        app.edit("other/examples/second.rs", "fn main() {}");
    }),
    both(Keeps, "a wider requirement", |app| {
        app.replace("core/Cargo.toml", "version = \"1\"", "version = \">=1.0.11, <2\"");
        app.lock();
    }),
    both(Keeps, "`[alias]`", |app| append(app, ".cargo/config.toml", "[alias]\nt = \"test\"")),
    both(Keeps, "a comment in every file", |app| {
        for file in ["Cargo.toml", "core/Cargo.toml", ".cargo/config.toml", "rust-toolchain.toml"] {
            app.edit(file, &format!("# A comment.\n{}", app.text(file)));
        }
    }),
    both(Keeps, "order of tables", |app| {
        let text = app.text("app/Cargo.toml");
        let (tables, package) = text.split_at(text.find("[package]").expect("it has one"));
        app.edit("app/Cargo.toml", &format!("{package}\n{tables}"));
    }),
    both(Keeps, "format of the lockfile", |app| {
        let text = app.text("Cargo.lock");
        let other = text.replacen("version = 4", "version = 3", 1);
        assert_ne!(text, other);
        app.edit("Cargo.lock", &other);
    }),
    both(Keeps, "a dependency that a dependency has, too", |app| {
        append(app, "app/Cargo.toml", &format!("{ITOA}\n[dev-dependencies.itoa]\nversion = \"1\""));
        append(app, "app/Cargo.toml", "[dependencies.core]\npath = \"../core\"");
        app.lock();
    }),
    both(Keeps, "an entry that nobody inherits", |app| {
        append(app, "Cargo.toml", "[workspace.dependencies]\nunused = \"1\"");
    }),
];

/// What some other selection could see.
const ELSEWHERE: [Edit; 6] = [
    only_workspace("another binary", |app| app.edit("app/src/bin/tool.rs", "fn main() {}")),
    only_workspace("no test any more", |app| app.remove("other/tests/it.rs")),
    only_workspace("another member", |app| {
        app.replace("Cargo.toml", "\"app\"", "\"app\", \"new\"");
        let head = "[package]\nname = \"new\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
        app.edit("new/Cargo.toml", &format!("{head}\n{ITOA}"));
        app.edit("new/src/lib.rs", "");
        app.lock();
    }),
    only_workspace("a dependency that moved", |app| {
        app.replace("app/Cargo.toml", SERDE, "");
        append(app, "other/Cargo.toml", SERDE);
        app.lock();
    }),
    only_workspace("a feature without effect", |app| {
        append(app, "core/Cargo.toml", "[features]\nidle = []");
    }),
    only_workspace("a dev-dependency", |app| {
        append(app, "core/Cargo.toml", "[dev-dependencies.either]\nversion = \"1\"");
        app.lock();
    }),
];

/// What dependencies do see.
const SEEN: [Edit; 11] = [
    both(Changes, "version of a dependency", |app| {
        for member in ["core", "other"] {
            let manifest = format!("{member}/Cargo.toml");
            app.replace(&manifest, "itoa]\nversion = \"1\"", "itoa]\nversion = \"=1.0.11\"");
        }
        app.lock();
        assert!(app.text("Cargo.lock").contains("1.0.11"));
    }),
    both(Changes, "feature of a dependency", |app| {
        app.replace("app/Cargo.toml", "features = [\"derive\"]\n", "");
        app.lock();
    }),
    both(Changes, "profile", |app| {
        app.replace("Cargo.toml", "lto = true", "lto = true\nopt-level = 2");
    }),
    both(Changes, "profile of one crate", |app| {
        append(app, "Cargo.toml", "[profile.release.package.itoa]\nopt-level = 1");
    }),
    both(Changes, "target", |app| {
        app.replace(".cargo/config.toml", "[build]", "[build]\ntarget = \"wasm32-wasip1\"");
    }),
    both(Changes, "rustflags", |app| {
        app.replace(".cargo/config.toml", "[build]", "[build]\nrustflags = [\"-g\"]");
    }),
    both(Changes, "toolchain", |app| app.replace("rust-toolchain.toml", "stable", "nightly")),
    both(Changes, "crate type with link-time optimization", |app| {
        append(app, "core/Cargo.toml", "[lib]\ncrate-type = [\"dylib\"]");
    }),
    both(Changes, "another dependency", |app| {
        append(app, "core/Cargo.toml", "[dependencies.either]\nversion = \"1\"");
        app.lock();
    }),
    both(Changes, "a dependency less", |app| {
        app.replace("app/Cargo.toml", SERDE, "");
        app.lock();
    }),
    both(Changes, "source replacement", |app| {
        let mirror = "[source.mirror]\nregistry = \"sparse+https://mirror.example/index/\"\n\
                      [source.other]\nregistry = \"https://other.example/index\"\n\
                      replace-with = \"mirror\"";
        append(app, ".cargo/config.toml", mirror);
    }),
];

const fn both(effect: Effect, what: &'static str, apply: fn(&App)) -> Edit {
    Edit { what, apply, exact: effect, workspace: effect }
}

const fn only_workspace(what: &'static str, apply: fn(&App)) -> Edit {
    Edit { what, apply, exact: Keeps, workspace: Changes }
}

/// Makes each edit in a copy of its own, and asserts what it does.
#[track_caller]
fn check(edits: &[Edit]) {
    let app = app();
    let recipes = |app: &App| [app.prepare(EXACT).text, app.prepare("").text];
    let before = recipes(&app);
    let mut wrong = String::new();
    for (number, edit) in edits.iter().enumerate() {
        let copy = app.copy_to(&format!("edit-{number}"));
        (edit.apply)(&copy);
        let after = recipes(&copy);
        let effects = [0, 1].map(|i| if before[i] == after[i] { Keeps } else { Changes });
        if effects != [edit.exact, edit.workspace] {
            let Edit { what, exact, workspace, .. } = edit;
            let _ = writeln!(
                wrong,
                "{what}: exact {:?}, not {exact:?}; workspace {:?}, not {workspace:?}",
                effects[0], effects[1]
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn edits_that_no_dependency_sees() {
    check(&IDLE);
}

#[test]
fn edits_that_another_selection_could_see() {
    check(&ELSEWHERE);
}

#[test]
fn edits_that_dependencies_see() {
    check(&SEEN);
}
