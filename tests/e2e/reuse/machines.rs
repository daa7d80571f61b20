//! What is compiled on a machine that has nothing but the directory.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use fs_err as fs;

use super::{FIRST, app, bump, flags, move_to_another_machine, store};
use crate::support::{files_below, project};

/// Names that begin with that of a local package, in a target directory.
fn local_artifacts(root: &std::path::Path) -> Vec<std::path::PathBuf> {
    let is_local = |path: &std::path::PathBuf| {
        let names = path.components().filter_map(|part| part.as_os_str().to_str());
        let local = |name: &str| ["app-", "core-", "libcore-"].iter().any(|p| name.starts_with(p));
        !path.starts_with("target/cargo-chef") && names.into_iter().any(local)
    };
    files_below(root).into_iter().filter(is_local).collect()
}

#[test]
fn nothing_is_compiled_where_nothing_has_changed() {
    let app = app();
    app.chef_build_anew(&flags(&app)).prints(FIRST);
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
    // What was brought over is not brought over again.
    app.chef(&format!("build {} -v", flags(&app))).succeeds().says("reused: 8 of 8 crates");
}

#[test]
fn an_edit_compiles_what_it_reaches() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    move_to_another_machine(&app);
    app.replace("app/src/main.rs", "app (", "new (");
    app.chef_build(&flags(&app)).rebuilt(["app"]).prints(&FIRST.replacen("app", "new", 1));
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints(&FIRST.replacen("app", "new", 1));
    // The first content is back, but what was compiled from it is not.
    move_to_another_machine(&app);
    app.replace("app/src/main.rs", "new (", "app (");
    app.chef_build(&flags(&app)).rebuilt(["app"]).prints(FIRST);
}

#[test]
fn a_bump_compiles_what_it_reaches() {
    let app = app();
    let recipe = app.prepare("");
    let layer = recipe.cook(&flags(&app));
    assert_eq!(local_artifacts(layer.root()), Vec::<std::path::PathBuf>::new());
    app.chef_build_anew(&flags(&app)).rebuilt(["app", "core"]);
    bump(&app);
    let layer = app.prepare("").layer();
    let run = layer.chef(&format!("cook {} -v", flags(&app))).succeeds();
    let compiled = run.stderr.lines().filter_map(|line| line.strip_prefix("compiled: "));
    assert_eq!(compiled.collect::<BTreeSet<_>>(), BTreeSet::from(["itoa 1.0.15"]), "{run}");
    assert!(run.stderr.contains("compiled 1\n"), "{run}");
    assert_eq!(local_artifacts(layer.root()), Vec::<std::path::PathBuf>::new());
    layer.build_some("").prints(&FIRST.replace("1.0.11", "1.0.15"));
    move_to_another_machine(&app);
    let build = app.chef_build(&flags(&app));
    build.rebuilt(["app", "core"]).prints(&FIRST.replace("1.0.11", "1.0.15"));
}

#[test]
fn cook_and_build_in_one_directory() {
    let app = app();
    let reuse = flags(&app);
    app.chef(&format!("cook {reuse}")).succeeds().says("reused: 0 of 6 crates, compiled 6");
    app.chef_build(&reuse).rebuilt(["app", "core"]);
    move_to_another_machine(&app);
    app.chef(&format!("cook {reuse}")).succeeds().says("reused: 6 of 6 crates, compiled 0");
    app.chef_build(&reuse).rebuilt([]).prints(FIRST);
}

/// Cargo asks rustc about itself before it does anything.
#[test]
fn rustc_is_not_asked_again() {
    let app = app();
    let sandbox = app.sandbox();
    let log = sandbox.path("asked");
    let script = format!("#!/bin/sh\necho \"$*\" >> {}\nexec rustc \"$@\"\n", log.display());
    app.edit("../rustc", &script);
    let path = sandbox.path("rustc");
    sandbox.run("chmod", app.root(), &format!("+x {}", path.display())).succeeds();
    sandbox.set_environment("RUSTC", &path.to_string_lossy());
    let commands = ["cook", "build"].map(|command| format!("{command} {}", flags(&app)));
    for command in &commands {
        app.chef(command).succeeds();
    }
    move_to_another_machine(&app);
    for command in &commands {
        fs::write(&log, "").expect("it can be written");
        app.chef(command).succeeds();
        // We ask once, to know which units may be used.
        assert_eq!(fs::read_to_string(&log).expect("it can be read"), "-vV\n", "{command}");
    }
}

/// Images keep times in whole seconds, and so do archives.
#[test]
fn times_that_were_rounded() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    move_to_another_machine(&app);
    for path in files_below(&store(&app)) {
        let path = store(&app).join(path);
        let time = fs::metadata(&path).and_then(|m| m.modified()).expect("files have times");
        let since = time.duration_since(SystemTime::UNIX_EPOCH).expect("it is later");
        let seconds = Duration::from_secs(since.as_secs());
        let file = fs::OpenOptions::new().write(true).open(&path).expect("it can be opened");
        file.file().set_modified(SystemTime::UNIX_EPOCH + seconds).expect("it can be set");
    }
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
}

#[test]
fn a_build_that_fails_is_reused_as_far_as_it_went() {
    let app = app();
    app.edit("app/src/main.rs", "fn main() { let x: u8 = \"\"; }\n");
    app.chef(&format!("build {}", flags(&app))).fails();
    move_to_another_machine(&app);
    app.edit("app/src/main.rs", "fn main() { println!(\"{}\", core::text()) }\n");
    app.chef_build(&flags(&app)).rebuilt(["app"]);
}

#[test]
fn profiles_and_checks_are_told_apart() {
    let app = app();
    for what in ["", "--release", "--check"] {
        app.chef_build_anew(&format!("{what} {}", flags(&app)));
    }
    move_to_another_machine(&app);
    for what in ["--check", "", "--release"] {
        app.chef_build(&format!("{what} {}", flags(&app))).rebuilt([]);
    }
}

/// The directory of generated code is part of a unit, and so are links in it.
#[test]
fn what_a_build_script_has_made() {
    let script = "fn main() {\n    \
        let out = std::env::var(\"OUT_DIR\").unwrap();\n    \
        std::fs::write(format!(\"{out}/text\"), \"made\").unwrap();\n    \
        let _ = std::fs::remove_file(format!(\"{out}/link\"));\n    \
        std::os::unix::fs::symlink(\"text\", format!(\"{out}/link\")).unwrap();\n    \
        println!(\"cargo:rerun-if-changed=build.rs\");\n}\n";
    let main =
        "fn main() { println!(\"{}\", include_str!(concat!(env!(\"OUT_DIR\"), \"/link\"))) }\n";
    let app = project().bin("app", []).file("app/build.rs", script).file("app/src/main.rs", main);
    let app = app.create();
    app.chef_build_anew(&flags(&app)).prints("made");
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints("made");
    app.edit("app/src/main.rs", &format!("{main}// more\n"));
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt(["app"]).prints("made");
}

#[test]
fn in_the_new_layout_on_nightly() {
    let app = app();
    app.sandbox().set_environment("RUSTUP_TOOLCHAIN", "nightly");
    let reuse = format!("-Zbuild-dir-new-layout {}", flags(&app));
    app.chef(&format!("cook {reuse}")).succeeds();
    app.chef_build(&reuse).rebuilt(["app", "core"]).prints(FIRST);
    move_to_another_machine(&app);
    app.chef(&format!("cook {reuse}")).succeeds().says("compiled 0");
    app.chef_build(&reuse).rebuilt([]).prints(FIRST);
}

#[test]
fn what_cargo_says_goes_where_it_went() {
    let app = app();
    app.edit("app/src/main.rs", "fn main() { let unused = 1; println!(\"{}\", core::text()) }\n");
    let reuse = flags(&app);
    let run = app.chef(&format!("build {reuse}")).succeeds();
    assert_eq!(run.stdout, "", "{run}");
    assert!(run.stderr.contains("unused variable: `unused`"), "{run}");
    app.replace("app/src/main.rs", "= 1;", "= 2;");
    let run = app.chef(&format!("build {reuse} -- --message-format short")).succeeds();
    assert_eq!(run.stdout, "", "{run}");
    assert!(run.stderr.contains("app/src/main.rs:1:17: warning"), "{run}");
    let run = app.chef(&format!("build {reuse} --format json")).succeeds();
    let last = run.stdout.lines().last().unwrap_or_default();
    assert!(last.contains("\"reason\":\"chef-reuse\""), "{run}");
    // What a program prints is the program's.
    let run = app.chef(&format!("build {reuse} --with run")).succeeds();
    assert_eq!(run.stdout, "core (itoa 1.0.11, zlib-sys 1.0.0 (cc 1.0.0))\n", "{run}");
}

/// Those of `examples/ci`, on one machine after the other.
#[test]
fn commands_of_a_ci() {
    for example in ["github", "gitlab"] {
        let path = format!("{}/examples/ci/{example}.yml", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).expect("the example can be read");
        let builds = text.lines().filter_map(|line| line.split_once("cargo chef build "));
        let builds: Vec<String> = builds.map(|(_, flags)| format!("build {flags}")).collect();
        assert_eq!(builds.len(), 2, "{text}");
        let app = app();
        let kept = app.root().join(".reuse");
        app.sandbox().set_environment("CARGO_CHEF_REUSE", &kept.to_string_lossy());
        for build in &builds {
            app.chef(build).succeeds();
        }
        let elsewhere = store(&app);
        fs::rename(&kept, &elsewhere).expect("it is in the checkout");
        move_to_another_machine(&app);
        fs::rename(elsewhere, kept).expect("it is there");
        for build in &builds {
            app.chef(build).succeeds().says(", compiled 0");
        }
    }
}

/// What rustc keeps for that comes along for what is compiled, and for nothing else.
#[test]
fn an_edit_is_compiled_incrementally() {
    let app = app();
    app.sandbox().set_environment("CARGO_INCREMENTAL", "1");
    app.chef_build_anew(&flags(&app));
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]);
    let files = files_below(&app.root().join("target/debug/incremental"));
    assert!(files.is_empty(), "nothing is compiled, but {files:?}");
    move_to_another_machine(&app);
    let start = SystemTime::now();
    app.replace("app/src/main.rs", "app (", "new (");
    app.chef_build(&flags(&app)).rebuilt(["app"]).prints(&FIRST.replacen("app", "new", 1));
    let files = files_below(&app.root().join("target/debug/incremental"));
    let is_earlier = |path: &&std::path::PathBuf| {
        let path = app.root().join("target/debug/incremental").join(path);
        fs::metadata(path).and_then(|it| it.modified()).expect("it is there") < start
    };
    let kept: Vec<_> = files.iter().filter(is_earlier).collect();
    let objects = kept.iter().filter(|path| path.extension().is_some_and(|it| it == "o"));
    assert!(objects.count() > 0, "all is new: {files:?}");
    assert!(files.iter().all(|path| path.to_string_lossy().starts_with("app-")), "{files:?}");
    // What was kept is as new as what was compiled.
    move_to_another_machine(&app);
    app.replace("app/src/main.rs", "new (", "app (");
    app.chef_build(&flags(&app)).rebuilt(["app"]).prints(FIRST);
}

/// A subcommand may write anything to stdout, so cargo is not asked to name units there.
#[test]
fn a_subcommand_that_cannot_be_listened_to() {
    let app = app();
    let check = format!("build --with check {}", flags(&app));
    let first = app.chef(&check).succeeds();
    assert!(first.stderr.contains("Checking itoa v1.0.11"), "{first}");
    move_to_another_machine(&app);
    let again = app.chef(&check).succeeds();
    let has_compiled = ["Checking", "Compiling"].iter().any(|word| again.stderr.contains(word));
    assert!(!has_compiled, "{again}");
}

/// What a program prints is passed on as it is, whatever it looks like.
#[test]
fn what_a_test_prints_is_not_ours() {
    let app = app();
    let line = r#"{"reason":"build-finished","success":true}"#;
    app.edit(
        "app/tests/all.rs",
        &format!("#[test] fn t() {{ println!(\"{{}}\", r#\"{line}\"#); }}"),
    );
    let flags = format!("build --with test {} -- -- --nocapture", flags(&app));
    let run = app.chef(&flags).succeeds();
    assert!(run.stdout.contains(line) && !run.stdout.contains("compiler-artifact"), "{run}");
    run.says("reused: 0 of 8 crates, compiled 8");
}
