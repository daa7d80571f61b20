//! Places that cannot be written: by a user who is not root, and on disks that are full. Nothing that was
//! there is lost, and once there is room, the same run succeeds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::shell;
use crate::support::{App, Mounted, Run, dep, files_below, path, project};

fn app() -> App {
    project()
        .lib("core", [dep("itoa", "1")])
        .bin("app", [path("core"), dep("zlib-sys", "1")])
        .create()
}

/// Runs a script as a user for whom permissions hold.
fn as_user(app: &App, script: &str) -> Run {
    let is_root = shell(app, "id -u").stdout.trim() == "0";
    let without_rights = "setpriv --bounding-set=-all --inh-caps=-all";
    let user = if is_root { without_rights } else { "" };
    shell(app, &format!("exec {user} sh -c '{script}'"))
}

fn set_permissions(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}

fn contents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |path: PathBuf| {
        let text = fs::read(directory.join(&path)).unwrap_or_default();
        (path, text)
    };
    files_below(directory).into_iter().map(read).collect()
}

/// What ends in one clear error.
#[track_caller]
fn is_refused(run: &Run, path: &str) {
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.stderr.matches("error:").count(), 1, "{run}");
    assert!(run.stderr.contains(path), "{run}");
    assert!(!run.stderr.contains("panicked"), "{run}");
}

#[test]
fn a_user_who_is_not_root() {
    let app = app();
    for command in ["prepare", "cook", "cook --no-build --force", "build --reuse ../store", "init"]
    {
        as_user(&app, &format!("CHEF {command}")).succeeds();
    }
}

#[test]
fn directories_that_may_only_be_read() {
    for (directory, command) in [
        ("", "prepare"),
        ("", "cook --recipe-path ../recipe.json"),
        ("", "cook --recipe-path ../recipe.json --no-build --force"),
        ("", "init"),
        ("out", "inspect ../recipe.json --restore out/restored"),
        ("target/cargo-chef", "cook"),
        ("target/cargo-chef", "cook --recipe-path ../recipe.json --no-build --force"),
    ] {
        let app = app();
        app.chef("prepare --recipe-path ../recipe.json").succeeds();
        fs::create_dir_all(app.root().join(directory)).expect("it can be made");
        let before = contents(app.root());
        set_permissions(&app.root().join(directory), 0o555);
        let run = as_user(&app, &format!("CHEF {command}"));
        set_permissions(&app.root().join(directory), 0o755);
        is_refused(&run, "ermission denied");
        assert_eq!(contents(app.root()), before, "`{command}` in `{directory}`");
        as_user(&app, &format!("CHEF {command}")).succeeds();
    }
}

/// A build goes on without what it cannot remember or carry over.
#[test]
fn a_build_needs_no_more_places_than_cargo() {
    for directory in ["target/cargo-chef", "../store", "../store/units", "core", "app"] {
        let app = app();
        app.chef("build --reuse ../store").succeeds();
        app.edit("app/src/main.rs", "fn main() { println!(\"{}\", core::text()); }");
        set_permissions(&app.root().join(directory), 0o555);
        let run = as_user(&app, "CHEF build --reuse ../store && target/debug/app");
        set_permissions(&app.root().join(directory), 0o755);
        assert_eq!(run.stdout, "core (itoa 1.0.15)\n", "`{directory}`: {run}");
        app.edit("app/src/main.rs", "fn main() { println!(\"new\"); }");
        let run = as_user(&app, "CHEF build --reuse ../store && target/debug/app").succeeds();
        assert_eq!(run.stdout, "new\n", "`{directory}`: {run}");
        fs::remove_dir_all(app.root().join("target")).expect("it can be removed");
        app.chef_build("--reuse ../store").rebuilt([]).prints("new");
    }
}

/// Fills a small disk but for this many KiB, runs a command on it, makes room, and runs it again.
#[track_caller]
fn on_a_full_disk(command: &str, check: impl Fn(&App, &Run)) {
    for free in [0, 16, 256, 4096] {
        let app = app();
        app.chef("prepare --recipe-path ../recipe.json").succeeds();
        let mounted = Mounted::new(&app, "-t tmpfs -o size=64m none");
        let filler = mounted.path.join("filler");
        app.chef("build --reuse ../mounted/store --target-dir ../mounted/target").succeeds();
        app.edit("app/src/main.rs", "fn main() { println!(\"new\"); }");
        let kept = mounted.path.join("kept.json");
        fs::write(&kept, "old").expect("it can be written");
        let script = format!(
            "free=$(df --output=avail -k {0} | tail -1); \
             head -c $(( (free - {free}) * 1024 )) /dev/zero >{0}/filler",
            mounted.path.display()
        );
        shell(&app, &script);
        let run = shell(&app, command);
        assert!(!run.stderr.contains("panicked"), "{run}");
        fs::remove_file(filler).expect("it is there");
        // A linker that was ended leaves these.
        shell(&app, "rm -f ../tmp/symbolizer-*");
        if run.code != Some(0) {
            assert_eq!(fs::read_to_string(kept).expect("it is there"), "old");
            // A linker may say no more than that it was ended.
            let is_told = run.stderr.contains("No space left") || run.code == Some(101);
            assert!(is_told, "{free} KiB: {run}");
        }
        check(&app, &shell(&app, command).succeeds());
    }
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_full_for_a_recipe() {
    on_a_full_disk("CHEF prepare --recipe-path ../mounted/kept.json", |app, _| {
        let recipe = fs::read(app.sandbox().path("mounted/kept.json")).expect("it is there");
        let expected = fs::read(app.sandbox().path("recipe.json")).expect("it is there");
        assert_eq!(recipe, expected);
    });
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_full_for_cook() {
    on_a_full_disk(
        "CHEF cook --recipe-path ../recipe.json --target-dir ../mounted/cooked",
        |app, _| {
            app.build("--target-dir ../mounted/cooked").fresh(["cc", "itoa", "libc", "zlib-sys"]);
        },
    );
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_full_for_stand_ins() {
    let command = "cook --no-build --recipe-path ../../recipe.json";
    let script = format!("mkdir -p ../mounted/layer && cd ../mounted/layer && CHEF {command}");
    on_a_full_disk(&script, |app, _| {
        app.at("mounted/layer").cargo("build --offline --all-targets").succeeds();
    });
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_full_for_a_restored_project() {
    let script =
        "rm -rf ../mounted/restored; CHEF inspect ../recipe.json --restore ../mounted/restored";
    on_a_full_disk(script, |app, _| {
        app.at("mounted/restored").cargo("metadata --offline --no-deps").succeeds();
    });
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_full_for_a_build() {
    let command = "CHEF build --target-dir ../mounted/target --reuse ../mounted/store";
    on_a_full_disk(command, |app, _| {
        app.chef_build("--target-dir ../mounted/target").prints("new");
        fs::remove_dir_all(app.sandbox().path("mounted/target")).expect("it is there");
        app.chef_build("--target-dir ../mounted/target --reuse ../mounted/store")
            .rebuilt([])
            .prints("new");
    });
}

#[test]
#[ignore = "mounts a file system"]
fn mounted_read_only() {
    let app = app();
    app.chef("prepare --recipe-path ../recipe.json").succeeds();
    app.chef("build --reuse ../store").succeeds();
    let bind = |directory: &str| {
        let mounted =
            Mounted::new(&app, &format!("--bind {}", app.sandbox().path(directory).display()));
        let flags = format!("-o remount,ro,bind {}", mounted.path.display());
        app.sandbox().run("mount", app.root(), &flags).succeeds();
        mounted
    };
    let mounted = bind("app");
    for command in [
        "prepare",
        "cook",
        "cook --recipe-path ../recipe.json",
        "cook --recipe-path ../recipe.json --no-build --force",
        "init --force",
    ] {
        let run = shell(&app, &format!("cd ../mounted; CHEF {command}"));
        is_refused(&run, "Read-only file system");
    }
    let run = shell(&app, "cd ../mounted; CHEF prepare --recipe-path -").succeeds();
    assert_eq!(
        run.stdout,
        fs::read_to_string(app.sandbox().path("recipe.json")).expect("it is there")
    );
    drop(mounted);
    let mounted = bind("store");
    fs::remove_dir_all(app.root().join("target")).expect("it is there");
    app.chef_build("--reuse ../mounted").rebuilt([]);
    drop(mounted);
}
