//! File systems that have to be mounted, for which one has to be root: `.ci/run` does it.

use std::path::Path;

use super::{app, long_ago, printed, say, set_time};
use crate::support::{App, Mounted};

/// Edits and builds, one after the other as fast as can be.
#[track_caller]
fn follows_edits(app: &App, target: &Path) {
    let flags = format!("--target-dir {}", target.display());
    for round in 0..4 {
        say(app, &format!("{round}"));
        app.chef_build_anew(&flags).prints(&printed(&format!("{round}")));
    }
    std::thread::sleep(std::time::Duration::from_secs(3));
    app.chef_build(&flags);
    app.check_out_again();
    app.chef_build(&flags).rebuilt([]).prints(&printed("3"));
}

#[test]
#[ignore = "mounts a file system"]
fn a_target_directory_on_a_file_system_of_seconds() {
    let app = app();
    let mounted = Mounted::of_seconds(&app);
    follows_edits(&app, &mounted.path.join("target"));
}

#[test]
#[ignore = "mounts a file system"]
fn sources_on_a_file_system_of_seconds() {
    let app = app();
    let mounted = Mounted::of_seconds(&app);
    let flags = format!("-a {} {}", app.root().display(), mounted.path.display());
    app.sandbox().run("cp", app.root(), &flags).succeeds();
    let moved = app.at("mounted/app");
    follows_edits(&moved, &app.sandbox().path("target"));
    follows_edits(&moved, &moved.root().join("target"));
}

/// Two images whose files differ in nothing but the content.
#[test]
#[ignore = "mounts a file system"]
fn sources_in_an_image() {
    let app = app();
    app.cargo("generate-lockfile --offline").succeeds();
    let flags = format!("--target-dir {}", app.sandbox().path("target").display());
    for text in ["one", "two"] {
        say(&app, text);
        let root = app.root().display().to_string();
        let making = format!(
            "{root} image.{text} -quiet -no-progress -all-root -all-time 1000000000 -mkfs-time 1"
        );
        app.sandbox().run("mksquashfs", &app.sandbox().path(""), &making).succeeds();
        let mounted = Mounted::new(&app, &format!("-o loop,ro image.{text}"));
        app.at("mounted").chef_build_anew(&flags).prints(&printed(text));
        drop(mounted);
    }
}

#[test]
#[ignore = "mounts a file system"]
fn sources_that_cannot_be_written() {
    let app = app();
    let mounted = Mounted::new(&app, &format!("--bind -o ro {}", app.root().display()));
    let seen = app.at("mounted");
    let flags = format!("--target-dir {}", app.sandbox().path("target").display());
    for round in 0..3 {
        let text = format!("{round}");
        say(&app, &text);
        set_time(&app.root().join("core/src/lib.rs"), long_ago());
        seen.chef_build_anew(&flags).prints(&printed(&text));
        seen.chef_build(&flags).rebuilt([]).prints(&printed(&text));
    }
    drop(mounted);
}
