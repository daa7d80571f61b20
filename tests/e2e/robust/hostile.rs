//! Recipes that somebody else has written.

use fs_err as fs;
use fs_err::os::unix::fs::symlink;
use serde_json::{Value, json};

use super::app;
use crate::support::{App, Run, files_below};

/// What somebody does to a recipe.
type Attack<'a> = &'a dyn Fn(&mut Value);

/// A recipe of ours that somebody has changed, in a layer of its own.
fn changed(app: &App, flags: &str, change: impl Fn(&mut Value)) -> App {
    let recipe = app.chef(&format!("prepare --recipe-path - {flags}")).succeeds().stdout;
    let mut recipe: Value = serde_json::from_str(&recipe).expect("a recipe is JSON");
    change(&mut recipe);
    let layer = app.at("layer");
    layer.edit("recipe.json", &recipe.to_string());
    layer
}

/// A script that leaves a trace, in place of a compiler.
fn trap(app: &App) -> String {
    let path = app.root().join("trap");
    let trace = app.root().join("trace");
    let script = format!("#!/bin/sh\ntouch {}\nexec rustc \"$@\"\n", trace.display());
    app.edit("trap", &script);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&path, permissions).expect("it can be made executable");
    path.display().to_string()
}

#[track_caller]
fn is_refused(run: &Run) {
    assert_eq!(run.code, Some(2), "{run}");
    let errors = run.stderr.lines().filter(|line| line.starts_with("error:"));
    assert_eq!(errors.count(), 1, "{run}");
}

#[test]
fn reading_a_recipe_runs_nothing() {
    let app = app();
    let trap = trap(&app);
    let config = format!("[build]\nrustc = \"{trap}\"\n");
    for flags in ["", "--exact"] {
        let attacks: [Attack<'_>; 3] = [
            &|recipe| recipe["chef"]["local_config"] = json!(config),
            &|recipe| {
                let file = json!({ "path": "config.toml", "text": config });
                recipe["chef"]["sources"] = json!([{ "directory": ".cargo", "files": [file] }]);
            },
            &|recipe| {
                let file = json!({ "relative_path": ".cargo/config.toml", "contents": config, "targets": [] });
                recipe["skeleton"]["manifests"].as_array_mut().expect("a list").push(file);
            },
        ];
        for attack in attacks {
            let layer = changed(&app, flags, attack);
            fs::copy(layer.root().join("recipe.json"), app.root().join("recipe.json"))
                .expect("it can be copied");
            for command in ["inspect", "inspect --format json", "diff recipe.json .", "verify"] {
                app.chef(command);
                assert!(!app.exists("trace"), "`{command}` has run what the recipe names");
            }
        }
    }
}

#[test]
fn what_is_not_right_is_refused_before_anything_is_written() {
    let app = app();
    let attacks: [(&str, Attack<'_>); 10] = [
        ("", &|recipe| recipe["skeleton"]["config_file"] = json!("[build")),
        ("", &|recipe| recipe["skeleton"]["lock_file"] = json!("[[package")),
        ("", &|recipe| recipe["skeleton"]["rust_toolchain_file"] = json!(["Toml", "[toolchain"])),
        ("", &|recipe| recipe["skeleton"]["rust_toolchain_file"] = json!(["Bare", "a b\u{7}"])),
        ("", &|recipe| {
            recipe["skeleton"]["rust_toolchain_file"] = json!(["Toml", "[toolchain]\nchannel = 1"]);
        }),
        ("", &|recipe| recipe["chef"]["local_config"] = json!("paths = [")),
        ("", &|recipe| recipe["chef"]["local_config"] = json!("[env]\nA = \"1\"")),
        ("", &|recipe| recipe["chef"]["made_lockfile"] = json!("version = \"x\"")),
        ("--exact --release", &|recipe| recipe["chef"]["profile"] = json!("a/../b")),
        ("--exact", &|recipe| recipe["chef"]["targets"] = json!(["--config"])),
    ];
    for (flags, attack) in attacks {
        let layer = changed(&app, flags, attack);
        let before = files_below(layer.root());
        for command in ["cook", "cook --no-build", "inspect", "verify"] {
            if command == "verify" {
                continue;
            }
            is_refused(&layer.chef(command));
            assert_eq!(files_below(layer.root()), before, "`{command}` has left something");
        }
    }
}

#[test]
fn a_configuration_of_a_recipe_keeps_the_target_directory() {
    let app = app();
    for config in [
        "[build]\ntarget-dir = \"../elsewhere\"",
        "[build]\ntarget-dir = \"/tmp/elsewhere-of-a-recipe\"",
        "[build]\nbuild-dir = \"a/../../elsewhere\"",
        "[build]\nbuild-dir = \"{cargo-cache-home}/elsewhere\"",
    ] {
        let attack = |recipe: &mut Value| recipe["skeleton"]["config_file"] = json!(config);
        let layer = changed(&app, "", attack);
        let before = files_below(layer.root());
        let run = layer.chef("cook");
        is_refused(&run);
        run.says("leads out of the project");
        assert_eq!(files_below(layer.root()), before);
        // What the user has put there is the user's choice.
        layer.edit(".cargo/config.toml", "[build]\ntarget-dir = \"inside\"");
        layer.chef("cook").succeeds().says("is not the one that the recipe was prepared with");
        fs::remove_dir_all(layer.root().join(".cargo")).expect("it is there");
        fs::remove_dir_all(layer.root().join("inside")).expect("it is there");
    }
    let attack = |recipe: &mut Value| {
        recipe["skeleton"]["config_file"] = json!("[build]\nbuild-dir = \"{workspace-root}/b\"");
    };
    changed(&app, "", attack).chef("cook").succeeds();
}

#[test]
fn what_was_placed_is_taken_back_when_cook_fails() {
    let app = app();
    let attack = |recipe: &mut Value| {
        recipe["skeleton"]["config_file"] = json!("[build]\nrustc = \"/no/such/compiler\"");
        recipe["skeleton"]["rust_toolchain_file"] = json!(["Toml", "[toolchain]\ncomponents = []"]);
    };
    let layer = changed(&app, "", attack);
    layer.chef("cook").fails();
    assert!(!layer.exists(".cargo") && !layer.exists("rust-toolchain.toml"));
    // A recipe that is right cooks in the same place.
    changed(&app, "", |_| {}).chef("cook").succeeds();
}

#[test]
fn nothing_of_a_recipe_controls_the_terminal() {
    let app = app();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let attacks: [Attack<'_>; 5] = [
        &|recipe| recipe["chef"]["needs"] = json!([evil]),
        &|recipe| recipe["chef"]["selection"] = json!(["--bin", evil]),
        &|recipe| recipe["chef"]["targets"] = json!([evil]),
        &|recipe| recipe["chef"]["profile"] = json!(evil),
        &|recipe| {
            recipe["skeleton"]["manifests"][0]["contents"] = json!(format!("[package\n# {evil}"));
        },
    ];
    for attack in attacks {
        let layer = changed(&app, "--exact", attack);
        for command in ["cook", "inspect", "diff recipe.json recipe.json", "diff recipe.json -"] {
            let run = layer.chef(command);
            for text in [&run.stdout, &run.stderr] {
                let is_control = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
                assert!(!text.contains(is_control), "`{command}`: {text:?}");
            }
        }
    }
}

#[test]
fn a_link_in_the_place_of_the_configuration_is_not_followed() {
    let app = project_with_configuration();
    let layer = changed(&app, "", |_| {});
    let elsewhere = app.sandbox().path("elsewhere");
    fs::create_dir_all(&elsewhere).expect("it can be made");
    symlink(&elsewhere, layer.root().join(".cargo")).expect("a link can be made");
    let run = layer.chef("cook");
    is_refused(&run);
    run.says("layer/.cargo` is a link");
    assert!(files_below(&elsewhere).is_empty(), "it was written to");
}

fn project_with_configuration() -> App {
    let app = app();
    app.edit(".cargo/config.toml", "[build]\nrustflags = [\"-Cdebuginfo=0\"]\n");
    app
}

#[test]
fn our_own_directory_is_not_looked_for_behind_a_link() {
    let app = app();
    let elsewhere = app.sandbox().path("elsewhere");
    fs::create_dir_all(elsewhere.join("umbrella/src")).expect("it can be made");
    fs::create_dir_all(elsewhere.join("workspace")).expect("it can be made");
    fs::write(elsewhere.join("umbrella/precious"), "mine").expect("it can be written");
    fs::write(elsewhere.join("workspace/precious"), "mine").expect("it can be written");
    let before = files_below(&elsewhere);
    fs::create_dir_all(app.root().join("target")).expect("it can be made");
    symlink(&elsewhere, app.root().join("target/cargo-chef")).expect("a link can be made");
    app.chef("prepare").succeeds();
    for command in ["cook", "cook --recipe-path recipe.json", "cook --no-build --force"] {
        let run = app.chef(command);
        is_refused(&run);
        run.says("target/cargo-chef` is a link");
        assert_eq!(files_below(&elsewhere), before, "`{command}`");
    }
    // Cargo can build without what we know.
    app.chef("build").succeeds().says("target/cargo-chef` is a link");
    assert_eq!(files_below(&elsewhere), before);
}

#[test]
fn a_link_in_our_own_directory_is_not_followed() {
    let app = app();
    app.chef("build").succeeds();
    let precious = app.sandbox().path("precious");
    let own = app.root().join("target/cargo-chef");
    for name in
        ["clock", "lock", "ledger.json", "times.json", "reused.json", "umbrella", "workspace"]
    {
        fs::write(&precious, "mine").expect("it can be written");
        let path = own.join(name);
        let _ = fs::remove_dir_all(&path);
        let _ = fs::remove_file(&path);
        symlink(&precious, &path).expect("a link can be made");
        let reuse = app.sandbox().path("store");
        app.edit("app/src/main.rs", &format!("fn main() {{}} // {name}\n"));
        app.chef(&format!("build --reuse {}", reuse.display()));
        app.chef("cook");
        let text = fs::read_to_string(&precious).expect("it is there");
        assert_eq!(text, "mine", "`{name}` was followed");
        let _ = fs::remove_file(&path);
    }
}

/// Cargo writes through such a link, but cargo removes nothing there.
#[test]
fn units_are_not_carried_through_a_link_in_the_target_directory() {
    let app = app();
    let build = format!("build --reuse {}", app.sandbox().path("store").display());
    app.chef(&build).succeeds();
    let fingerprints = app.root().join("target/debug/.fingerprint");
    let elsewhere = app.sandbox().path("elsewhere");
    let entries = fs::read_dir(&fingerprints).expect("there are some").flatten();
    let precious: Vec<_> = entries
        .map(|entry| elsewhere.join(".fingerprint").join(entry.file_name()).join("precious"))
        .collect();
    assert!(precious.len() > 1, "{precious:?}");
    for path in &precious {
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, "mine").expect("it can be written");
    }
    for command in ["build", "cook"] {
        fs::remove_dir_all(app.root().join("target")).expect("it can be removed");
        fs::create_dir_all(app.root().join("target")).expect("it can be made");
        symlink(&elsewhere, app.root().join("target/debug")).expect("a link can be made");
        app.chef(&build.replace("build", command)).succeeds().says("through a link");
        assert!(precious.iter().all(|path| path.exists()), "`{command}` has removed something");
    }
    // What is known to be stale is compiled again, or nothing is.
    app.edit("app/src/main.rs", "fn main() { println!(\"new\") }");
    app.chef("build");
    assert!(precious.iter().all(|path| path.exists()), "something was removed");
}

/// A target directory that is a link is the user's choice.
#[test]
fn a_target_directory_may_be_a_link() {
    let app = app();
    let elsewhere = app.sandbox().path("elsewhere");
    fs::create_dir_all(&elsewhere).expect("it can be made");
    symlink(&elsewhere, app.root().join("target")).expect("a link can be made");
    app.chef("cook").succeeds();
    app.chef("build").succeeds();
    assert!(elsewhere.join("cargo-chef/umbrella").exists());
}
