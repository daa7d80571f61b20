//! How much stays.

use fs_err as fs;

use super::{FIRST, app, bump, flags, move_to_another_machine, store};
use crate::support::{App, files_below};

fn size(app: &App) -> u64 {
    let files = files_below(&store(app));
    let length = |path| fs::metadata(store(app).join(path)).expect("it is there").len();
    files.into_iter().map(length).sum()
}

#[test]
fn what_was_used_least_recently_goes_first() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    let one = size(&app);
    let limit = one * 3 / 2;
    let reuse = format!("{} --reuse-limit {limit}B", flags(&app));
    // Each build leaves some units that nobody asks for any more.
    let builds = std::env::var("CARGO_CHEF_BUILDS").map_or(12, |n| n.parse().expect("a number"));
    for number in 0..builds {
        let [from, to] = if number % 2 == 0 { ["1.0.11", "1.0.15"] } else { ["1.0.15", "1.0.11"] };
        app.replace("core/Cargo.toml", &format!("={from}"), &format!("={to}"));
        app.lock();
        let text = app.text("app/src/main.rs");
        app.edit("app/src/main.rs", &format!("// {number}\n{text}"));
        let profile = if number % 3 == 0 { "--release" } else { "" };
        app.chef_build_anew(&format!("{profile} {reuse}"));
        assert!(size(&app) <= limit, "{} > {limit}", size(&app));
        move_to_another_machine(&app);
        app.chef_build(&format!("{profile} {reuse}")).rebuilt([]);
    }
}

#[test]
fn what_was_just_used_stays() {
    let app = app();
    let reuse = format!("{} --reuse-limit 1kB", flags(&app));
    let run = app.chef(&format!("build {reuse}")).succeeds();
    run.says("holds more than");
    move_to_another_machine(&app);
    app.chef_build(&reuse).rebuilt([]).prints(FIRST);
}

#[test]
fn what_nobody_has_used_for_long_goes() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    bump(&app);
    app.chef_build_anew(&format!("{} --reuse-days 0", flags(&app)));
    let names = files_below(&store(&app));
    let libraries = names.iter().filter(|path| path.to_string_lossy().contains("libitoa-"));
    assert_eq!(libraries.filter(|path| path.extension().is_some_and(|e| e == "rlib")).count(), 1);
}

/// It is larger than everything else, and only saves time.
#[test]
fn what_rustc_keeps_goes_before_units() {
    let app = app();
    app.sandbox().set_environment("CARGO_INCREMENTAL", "1");
    app.chef_build_anew(&flags(&app));
    let sessions = |app: &App| {
        let files = files_below(&store(app));
        files
            .iter()
            .filter(|path| path.components().any(|c| c.as_os_str() == "incremental"))
            .count()
    };
    assert!(sessions(&app) > 0, "there are some");
    let reuse = format!("{} --reuse-limit 1kB", flags(&app));
    app.replace("app/src/main.rs", "app (", "new (");
    app.chef_build(&reuse);
    assert_eq!(sessions(&app), 0);
    move_to_another_machine(&app);
    app.chef_build(&reuse).rebuilt([]);
}
