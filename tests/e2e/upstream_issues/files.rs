//! Files of the user's were overwritten, missed or taken from elsewhere; and what the user was
//! told when something failed.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project().lib("shared", [dep("itoa", "1")]).bin("app", [path("shared")]).create()
}

/// Two workspaces with a crate beside them both: it was looked for in the wrong directory.
#[test]
fn issue_4_a_crate_that_two_workspaces_share() {
    const MANIFEST: &str = "[package]\nname = \"api\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dependencies]\nitoa = \"1\"\n";
    const SOURCE: &str = "pub fn text() -> String { itoa::text() }\n";
    for name in ["client", "server"] {
        let app = project()
            .bin(name, [])
            .manifest("[dependencies]\napi = { path = \"../../api\" }\n")
            .file(&format!("{name}/src/main.rs"), "fn main() { println!(\"{}\", api::text()) }\n")
            .file("../api/Cargo.toml", MANIFEST)
            .file("../api/src/lib.rs", SOURCE)
            .create();
        for flags in ["", "--exact"] {
            let layer = app.prepare(flags).cook("");
            assert!(!layer.root().join("../api").exists(), "cook writes nothing out there");
            layer.write("../api/Cargo.toml", MANIFEST);
            layer.write("../api/src/lib.rs", SOURCE);
            layer.build("").fresh(["itoa"]).prints("itoa 1.0.15");
        }
    }
}

/// What was compiled of the stand-ins was taken for the real crates: "unresolved imports".
#[test]
fn issue_5_imports_of_crates_that_had_a_stand_in() {
    let app = app();
    let layer = app.prepare("").cook("--workspace");
    let build = layer.build("--workspace");
    build.rebuilt(["shared", "app"]).prints("app (shared (itoa 1.0.15))");
}

/// In a checkout, sources and manifests became stand-ins.
#[test]
fn issue_27_cook_in_a_checkout() {
    let app = app();
    app.chef("prepare").succeeds();
    let texts = |app: &App| -> Vec<(String, String)> {
        let paths = app.files().into_iter().filter(|path| !path.starts_with("target"));
        paths.map(|p| p.to_string_lossy().into_owned()).map(|p| (p.clone(), app.text(&p))).collect()
    };
    let before = texts(&app);
    app.chef("cook").succeeds();
    assert_eq!(texts(&app), before);
    app.build("").fresh(["itoa"]).prints("app (shared (itoa 1.0.15))");
}

/// A panic with a backtrace said nothing of what was wrong. The thread does not tell what it was;
/// these are projects that cannot be prepared, and one that cannot be cooked.
#[test]
fn issue_60_errors_instead_of_panics() {
    let app = app();
    let recipe = app.prepare("");
    let broken = |path: &str, text: &str| {
        let before = app.text(path);
        app.edit(path, text);
        let run = app.chef("prepare").fails();
        app.edit(path, &before);
        assert!(run.stderr.contains("error: ") && !run.stderr.contains("hint: copy"), "{run}");
        run
    };
    broken("Cargo.toml", "[workspace\n");
    broken("app/Cargo.toml", "[package]\nname = \"app\"\nedition = \"1800\"\n");
    broken("Cargo.lock", "nonsense");
    let layer = recipe.layer();
    let run = layer.chef("cook -- --no-such-flag").fails().says("--no-such-flag");
    assert_eq!(run.code, Some(1), "cargo's own code: {run}");
}

/// Local crates were deleted from the target directory, and compiled again though nothing had
/// changed. A new layer has none of them; where the target directory stays they are kept.
#[test]
fn issue_75_local_crates_in_a_target_directory_that_stays() {
    let app = app();
    let layer = app.prepare("").cook("");
    layer.build("").rebuilt(["shared", "app"]);
    layer.chef("cook").succeeds();
    layer.build("").rebuilt([]);
    app.edit("app/src/main.rs", "fn main() { println!(\"new\") }\n");
    layer.build("").rebuilt(["app"]).prints("new");
}

/// The toolchain that the recipe pins was not used at the first cook, for rustup had chosen before.
#[test]
#[cfg(unix)]
fn issue_271_the_pinned_toolchain() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file("rust-toolchain.toml", "[toolchain]\ncomponents = [\"cargo\"]\n")
        .file(
            "bin/cargo",
            "#!/bin/sh\necho \"${RUSTUP_TOOLCHAIN-anew}\" >> \"$CHOSEN\"\nexec \"$REAL\" \"$@\"\n",
        )
        .create();
    let recipe = app.prepare("");
    app.sandbox().run("chmod", app.root(), "+x bin/cargo").succeeds();
    let set = |key: &str, value: &str| app.sandbox().set_environment(key, value);
    let chosen = app.sandbox().path("chosen.txt");
    set("CHOSEN", &chosen.to_string_lossy());
    set("REAL", &std::env::var("CARGO").expect("cargo runs the tests"));
    let path = std::env::var("PATH").expect("there is a path");
    set("PATH", &format!("{}:{path}", app.root().join("bin").display()));
    // As rustup's cargo runs a subcommand with the toolchain that it has chosen by default.
    set("CARGO", "/nonexistent/cargo");
    set("RUSTUP_TOOLCHAIN", "of-rustups-choice");
    set("RUSTUP_TOOLCHAIN_SOURCE", "default");
    recipe.layer().chef("cook").succeeds();
    let chosen = fs_err::read_to_string(chosen).expect("cargo was run");
    assert!(chosen.lines().all(|line| line == "anew"), "{chosen}");
}
