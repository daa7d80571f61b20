//! Directories that cannot be used as they are: a note, and never an error.

use fs_err as fs;

use super::{FIRST, app, bump, flags, move_to_another_machine, store};
use crate::support::{App, files_below};

/// Something happens to the directory between two machines.
#[track_caller]
fn is_noted(change: impl FnOnce(&App), note: &str) {
    let app = app();
    app.chef_build_anew(&flags(&app));
    move_to_another_machine(&app);
    change(&app);
    app.chef(&format!("build {}", flags(&app))).succeeds().says(note);
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
    // It is whole again.
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
}

#[test]
fn an_empty_one() {
    is_noted(|app| fs::remove_dir_all(store(app)).expect("it can be removed"), "has nothing yet");
}

#[test]
fn a_damaged_one() {
    let cut = |app: &App| {
        let path = store(app).join("reuse.json");
        let text = fs::read(&path).expect("it can be read");
        fs::write(&path, &text[..text.len() / 2]).expect("it can be written");
    };
    is_noted(cut, "is damaged, so nothing is taken from it");
}

#[test]
fn one_with_a_file_that_is_cut_short_or_gone() {
    let libraries = |app: &App| {
        let files = files_below(&store(app));
        let chosen = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rlib"));
        chosen.map(|path| store(app).join(path)).collect::<Vec<_>>()
    };
    let cut = |app: &App| {
        for path in libraries(app) {
            let text = fs::read(&path).expect("it can be read");
            fs::write(&path, &text[..text.len() / 2]).expect("it can be written");
        }
    };
    is_noted(cut, "could not be reused: `");
    let remove = |app: &App| {
        for path in libraries(app) {
            fs::remove_file(path).expect("it can be removed");
        }
    };
    is_noted(remove, "could not be reused: ");
}

#[test]
fn one_without_its_ledger() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    for path in files_below(&store(&app)) {
        if path.to_string_lossy().starts_with("ledger-") {
            fs::remove_file(store(&app).join(path)).expect("it can be removed");
        }
    }
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt(["app", "core"]).prints(FIRST);
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
}

#[test]
fn one_that_is_a_file() {
    let app = app();
    fs::write(store(&app), "mine").expect("it can be written");
    app.chef(&format!("build {}", flags(&app))).succeeds().says("nothing was put into");
    assert_eq!(fs::read_to_string(store(&app)).expect("it is there"), "mine");
}

#[test]
fn the_target_directory_itself() {
    let app = app();
    for directory in ["target", "target/reuse", "."] {
        for command in ["build", "cook"] {
            let run = app.chef(&format!("{command} --reuse {directory}")).fails();
            assert_eq!(run.code, Some(2), "{run}");
            run.says("and the target directory are the same, or one is inside the other");
        }
    }
}

#[test]
fn what_another_compiler_has_made() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    move_to_another_machine(&app);
    let wrapper = "#!/bin/sh\n[ \"$*\" = -vV ] && { rustc -vV | sed 's/^commit-date.*/commit-date: \
                   2000-01-01/'; exit; }\nexec rustc \"$@\"\n";
    app.edit("../rustc", wrapper);
    let path = app.sandbox().path("rustc");
    app.sandbox().run("chmod", app.root(), &format!("+x {}", path.display())).succeeds();
    app.sandbox().set_environment("RUSTC", &path.to_string_lossy());
    app.chef(&format!("build {}", flags(&app))).succeeds().says("compiled by another rustc");
    move_to_another_machine(&app);
    app.chef_build(&flags(&app)).rebuilt([]).prints(FIRST);
}

/// What lies in the directory and is not ours stays.
#[test]
fn files_of_somebody_else() {
    let app = app();
    fs::create_dir_all(store(&app)).expect("it can be created");
    fs::write(store(&app).join("mine"), "mine").expect("it can be written");
    app.chef_build_anew(&flags(&app));
    bump(&app);
    app.chef_build_anew(&flags(&app));
    assert_eq!(fs::read_to_string(store(&app).join("mine")).expect("it is there"), "mine");
}

/// A directory in the checkout is no source, and git does not see it.
#[test]
fn one_in_the_checkout() {
    let app = app();
    app.edit(".gitignore", "target\n");
    app.git("init --quiet").succeeds();
    app.git("add .").succeeds();
    app.chef_build_anew("--reuse .reuse");
    assert_eq!(app.git("status --porcelain .reuse").succeeds().stdout, "");
    fs::rename(app.root().join(".reuse"), store(&app)).expect("it can be moved");
    move_to_another_machine(&app);
    fs::rename(store(&app), app.root().join(".reuse")).expect("it can be moved");
    app.chef_build("--reuse .reuse").rebuilt([]).prints(FIRST);
}

/// A target directory that nothing was put into on purpose.
#[test]
fn an_earlier_target_directory() {
    let app = app();
    app.chef_build_anew("");
    let earlier = app.sandbox().path("earlier");
    fs::rename(app.root().join("target"), &earlier).expect("it can be moved");
    app.check_out_again();
    let reuse = format!("--reuse {}", earlier.display());
    let layer = app.prepare("").layer();
    layer.chef(&format!("cook {reuse}")).succeeds().says("compiled 0");
    app.chef_build(&reuse).rebuilt([]).prints(FIRST);
    app.replace("app/src/main.rs", "app (", "new (");
    app.chef_build(&reuse).rebuilt(["app"]);
    app.check_out_again();
    app.chef_build(&reuse).rebuilt([]).prints(&FIRST.replacen("app", "new", 1));
}

/// Of several directories the first that can be written to gets what was used.
#[test]
fn several() {
    let app = app();
    app.chef_build_anew(&flags(&app));
    let before = files_below(&store(&app));
    let both = format!("--reuse {} {}", app.sandbox().path("second").display(), flags(&app));
    move_to_another_machine(&app);
    app.chef_build(&both).rebuilt([]).prints(FIRST);
    assert_eq!(files_below(&store(&app)), before);
    move_to_another_machine(&app);
    let second = format!("--reuse {}", app.sandbox().path("second").display());
    app.chef_build(&second).rebuilt([]).prints(FIRST);
    app.sandbox().set_environment("CARGO_CHEF_REUSE", &store(&app).to_string_lossy());
    move_to_another_machine(&app);
    app.chef_build("").rebuilt([]).prints(FIRST);
}
