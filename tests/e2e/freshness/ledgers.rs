//! Ledgers that cannot be used, and target directories that are not where they were.

use std::path::Path;

use fs_err as fs;

use super::{app, ledger, long_ago, printed, say, set_time};
use crate::support::App;

/// A project whose file changes as no time shows, with something done to the ledger in between.
#[track_caller]
fn is_right_after(change: impl FnOnce(&App), note: &str) {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    change(&app);
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    app.chef("build").succeeds().says(note);
    app.chef_build("").rebuilt([]).prints(&printed("two"));
}

#[test]
fn a_missing_ledger() {
    is_right_after(
        |app| fs::remove_file(ledger(app)).expect("it can be removed"),
        "all 6 files count as new: this target directory has no ledger yet",
    );
}

#[test]
fn a_truncated_ledger() {
    let cut = |app: &App| {
        let text = fs::read(ledger(app)).expect("it can be read");
        fs::write(ledger(app), &text[..text.len() - 10]).expect("it can be written");
    };
    is_right_after(cut, "the ledger is damaged");
    is_right_after(|app| fs::write(ledger(app), "").expect("it can be written"), "damaged");
}

#[test]
fn a_ledger_with_one_bit_wrong() {
    let flip = |app: &App| {
        let mut text = fs::read(ledger(app)).expect("it can be read");
        let middle = text.len() / 2;
        text[middle] ^= 1;
        fs::write(ledger(app), text).expect("it can be written");
    };
    is_right_after(flip, "the ledger is damaged");
}

#[test]
fn a_ledger_from_a_later_version() {
    let raise = |app: &App| {
        let text = fs::read_to_string(ledger(app)).expect("it can be read");
        let text = text.replacen("\"format\":1", "\"format\":2", 1);
        fs::write(ledger(app), text).expect("it can be written");
    };
    is_right_after(raise, "the ledger is from a later version of cargo-chef");
}

#[test]
fn a_ledger_that_is_a_directory() {
    let replace = |app: &App| {
        fs::remove_file(ledger(app)).expect("it can be removed");
        fs::create_dir(ledger(app)).expect("it can be made");
    };
    let app = app();
    app.chef_build_anew("");
    replace(&app);
    say(&app, "two");
    app.chef("build").succeeds().says("the ledger cannot be read").says("could not be remembered");
    app.chef_build("").prints(&printed("two"));
}

/// Copies a file or a directory with its times.
fn copy(app: &App, from: &Path, to: &Path) {
    let flags = format!("-a {} {}", from.display(), to.display());
    app.sandbox().run("cp", app.root(), &flags).succeeds();
}

#[test]
fn a_target_directory_copied_to_another_checkout() {
    let app = app();
    say(&app, "one");
    app.edit("app/src/main.rs", "fn main() { println!(\"{} {}\", core::text(), include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../text\"))) }");
    app.edit("text", "1");
    let other = app.copy_to("other-place");
    app.chef_build_anew("").prints("one 1");
    copy(&app, &app.root().join("target"), &other.root().join("target"));
    other.edit("text", "2");
    set_time(&other.root().join("text"), long_ago());
    other.chef("build").succeeds().says("the ledger was written for a project in another place");
    other.chef_build("").prints("one 2");
}

#[test]
fn two_checkouts_that_share_a_target_directory() {
    let app = app();
    say(&app, "one");
    let other = app.copy_to("other-place");
    say(&other, "two");
    let target = app.sandbox().path("shared-target");
    let flags = format!("--target-dir {}", target.display());
    for _ in 0..2 {
        app.chef_build_anew(&flags).prints(&printed("one"));
        other.chef_build_anew(&flags).prints(&printed("two"));
    }
    // Here with a cargo in between that is none of ours.
    app.chef_build_anew(&flags).prints(&printed("one"));
    other.cargo(&format!("build {flags}")).succeeds();
    app.chef_build_anew(&flags).prints(&printed("one"));
}

#[test]
fn a_target_directory_from_an_older_cache() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    let kept = app.sandbox().path("cache");
    copy(&app, &app.root().join("target"), &kept);
    say(&app, "two");
    app.chef_build("");
    say(&app, "three");
    app.chef_build("");
    let target = app.root().join("target");
    fs::remove_dir_all(&target).expect("it can be removed");
    copy(&app, &kept, &target);
    say(&app, "two");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
    fs::remove_dir_all(&target).expect("it can be removed");
    copy(&app, &kept, &target);
    say(&app, "one");
    app.chef_build("").rebuilt([]).prints(&printed("one"));
}

#[test]
fn an_older_cache_over_a_newer_target_directory() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    let kept = app.sandbox().path("cache");
    copy(&app, &ledger(&app), &kept);
    say(&app, "two");
    app.chef_build("");
    fs::remove_file(ledger(&app)).expect("it can be removed");
    copy(&app, &kept, &ledger(&app));
    say(&app, "one");
    app.chef_build("").prints(&printed("one"));
}

#[test]
fn a_target_directory_whose_times_were_lost() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    let target = app.root().join("target");
    let kept = app.sandbox().path("cache");
    let flags = format!("-r {} {}", target.display(), kept.display());
    app.sandbox().run("cp", app.root(), &flags).succeeds();
    fs::remove_dir_all(&target).expect("it can be removed");
    fs::rename(&kept, &target).expect("it can be moved");
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    app.chef("build").succeeds();
    app.chef_build("").prints(&printed("two"));
}

/// What a cache of CI's does: packs the target directory, and unpacks it below a new checkout.
fn through_an_archive(app: &App, format: &str) {
    let archive = app.sandbox().path("target.tar");
    let archive = archive.display();
    let flags = format!("--format={format} -cf {archive} target");
    app.sandbox().run("tar", app.root(), &flags).succeeds();
    fs::remove_dir_all(app.root().join("target")).expect("it can be removed");
    app.check_out_again();
    app.sandbox().run("tar", app.root(), &format!("-xf {archive}")).succeeds();
}

#[test]
fn a_target_directory_from_an_archive_that_keeps_times() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    through_an_archive(&app, "posix");
    app.chef_build("").rebuilt([]).prints(&printed("one"));
    through_an_archive(&app, "posix");
    say(&app, "two");
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
}

#[test]
fn a_target_directory_from_an_archive_that_rounds_times() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    through_an_archive(&app, "gnu");
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), long_ago());
    app.chef("build").succeeds().says("by another cargo");
    app.chef_build("").rebuilt([]).prints(&printed("two"));
}

#[test]
fn nothing_can_be_written_beside_what_is_compiled() {
    for path in ["", "/lock", "/clock", "/ledger.json"] {
        let app = app();
        say(&app, "one");
        app.chef_build_anew("").prints(&printed("one"));
        let path = app.root().join(format!("target/cargo-chef{path}"));
        if path.is_dir() {
            fs::remove_dir_all(&path).expect("it can be removed");
            fs::write(&path, "").expect("it can be written");
        } else {
            fs::remove_file(&path).expect("it can be removed");
            fs::create_dir(&path).expect("it can be made");
        }
        say(&app, "two");
        app.chef_build("").prints(&printed("two"));
        say(&app, "one");
        app.check_out_again();
        let run = app.chef("build").succeeds();
        let notes = run.stderr.lines().filter(|line| line.contains("cargo-chef")).count();
        assert!(notes <= 2, "{run}");
        app.chef_build("").prints(&printed("one"));
    }
}
