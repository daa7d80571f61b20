//! Clocks that are wrong.

use std::time::{Duration, SystemTime};

use fs_err as fs;

use super::{app, long_ago, printed, say, set_time};
use crate::support::{App, files_below};

/// Moves the times of all files below the target directory, as if the machine had had another clock.
fn move_times(app: &App, ahead: bool, by: Duration) {
    let target = app.root().join("target");
    for path in files_below(&target) {
        let path = target.join(path);
        let time = fs::symlink_metadata(&path).expect("it is there").modified().expect("a time");
        set_time(&path, if ahead { time + by } else { time - by });
    }
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[test]
fn a_target_directory_from_the_future() {
    for by in [Duration::from_millis(1500), Duration::from_secs(90), 3 * YEAR] {
        let app = app();
        say(&app, "one");
        app.chef_build_anew("");
        move_times(&app, true, by);
        say(&app, "two");
        app.chef("build").succeeds();
        app.chef_build("").prints(&printed("two"));
        say(&app, "three");
        set_time(&app.root().join("core/src/lib.rs"), long_ago());
        app.chef_build("").prints(&printed("three"));
    }
}

#[test]
fn a_target_directory_from_a_clock_that_was_ahead_with_its_ledger() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    // Had the clock been ahead, the ledger would say so, too.
    move_times(&app, true, YEAR);
    app.chef("build").succeeds().says("what is in the target directory is from the future");
    say(&app, "two");
    app.chef_build("").prints(&printed("two"));
}

#[test]
fn a_target_directory_from_the_past() {
    let app = app();
    say(&app, "one");
    app.chef_build_anew("");
    move_times(&app, false, 3 * YEAR);
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), SystemTime::now() - 4 * YEAR);
    app.chef_build("").prints(&printed("two"));
}

#[test]
fn sources_from_the_future() {
    let app = app();
    say(&app, "one");
    set_time(&app.root().join("core/src/lib.rs"), SystemTime::now() + YEAR);
    app.chef_build_anew("").prints(&printed("one"));
    app.chef_build("").rebuilt([]);
    say(&app, "two");
    set_time(&app.root().join("core/src/lib.rs"), SystemTime::now() + YEAR);
    app.chef_build("").rebuilt(["core", "app"]).prints(&printed("two"));
    app.chef_build("").rebuilt([]);
}
