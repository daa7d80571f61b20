//! Runs that are killed, and two at once.

use std::time::Instant;

use super::{FIRST, app, flags, move_to_another_machine};

/// How many runs are killed, each at another moment.
const KILLS: u32 = 50;

#[test]
fn killed_at_any_moment() {
    let app = app();
    let reuse = flags(&app);
    let begin = Instant::now();
    app.chef_build_anew(&reuse);
    move_to_another_machine(&app);
    let whole = begin.elapsed();
    for number in 0..KILLS {
        // Something is compiled and put back each time.
        let text = format!("fn main() {{ println!(\"{{}} {number}\", core::text()) }}\n");
        app.edit("app/src/main.rs", &text);
        let started = app.sandbox().start(app.root(), &format!("build {reuse}"));
        std::thread::sleep(whole * number / KILLS);
        // It may have ended.
        app.sandbox().run("kill", app.root(), &format!("-KILL {}", started.id()));
        started.wait();
        if number % 5 == 0 {
            // The directory alone is as it was or as it will be.
            move_to_another_machine(&app);
            app.chef_build(&reuse)
                .prints(&format!("core (itoa 1.0.11, zlib-sys 1.0.0 (cc 1.0.0)) {number}"));
            app.chef_build(&reuse).rebuilt([]);
        }
    }
    app.chef_build(&reuse);
    move_to_another_machine(&app);
    app.chef_build(&reuse).rebuilt([]);
}

#[test]
fn two_at_once() {
    let app = app();
    let reuse = flags(&app);
    let other = app.copy_to("other");
    let builds =
        [&app, &other].map(|app| app.sandbox().start(app.root(), &format!("build {reuse}")));
    for build in builds {
        build.wait().succeeds();
    }
    // Whichever came first has put something back.
    for app in [&app, &other] {
        app.chef_build(&reuse).prints(FIRST);
        move_to_another_machine(app);
        app.chef_build(&reuse).prints(FIRST);
    }
}
