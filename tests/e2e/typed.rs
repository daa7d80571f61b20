//! What README and `docs/` have people type, and what they say is printed.

use std::path::Path;

use crate::pages::{Block, blocks, pages};
use crate::support::{App, Run, dep, path, project};

/// A workspace with two services in a repository of two commits, the second of which upgrades a crate.
/// A base recipe is there from before.
fn application() -> App {
    let app = project()
        .lib("core", [dep("itoa", "=1.0.11")])
        .bin("api", [path("core"), dep("serde", "1"), dep("either", "1")])
        .bin("report", [path("core"), dep("log", "0.4")])
        .create();
    app.edit(".gitignore", "target\n");
    for flags in ["init -q -b main", "config user.name me", "config user.email me@example.org"] {
        app.git(flags).succeeds();
    }
    let commit = |subject: &str| {
        app.git("add --all").succeeds();
        app.git(&format!("commit --quiet --message {subject}")).succeeds();
    };
    app.chef("prepare --recipe-path chef.base.json --bin api").succeeds();
    commit("first");
    app.replace("core/Cargo.toml", "1.0.11", "1.0.15");
    app.lock();
    commit("second");
    // `cargo chef` is ours, docker has the image, and nextest is as good as cargo's own tests.
    app.program("docker", "exit 0");
    app.program("cargo-nextest", "shift 2; exec cargo test \"$@\"");
    let ours = Path::new(env!("CARGO_BIN_EXE_cargo-chef")).parent().expect("it is in a directory");
    app.program("cargo-chef", &format!("exec {}/cargo-chef \"$@\"", ours.display()));
    app
}

fn run(app: &App, script: &str) -> Run {
    app.sandbox().run_with("sh", app.root(), &["-c", &format!("exec 2>&1\n{script}")])
}

/// Whether a text is what a page says, where `…` stands for anything.
fn is_as_written(written: &str, printed: &str) -> bool {
    let mut rest = printed;
    for (index, part) in written.split('…').enumerate() {
        match rest.find(part) {
            Some(0) => rest = &rest[part.len()..],
            Some(at) if index > 0 => rest = &rest[at + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty() || written.trim_end().ends_with('…')
}

#[track_caller]
fn is_right(app: &App, block: &Block) {
    let page = &block.page;
    if block.language == "sh" {
        let run = run(app, &format!("set -e\n{}", block.text));
        assert_eq!(run.code, Some(0), "{page}: {run}");
        return;
    }
    // What is printed is of a later day, when the base recipe is old.
    app.git("checkout --quiet .").succeeds();
    for (command, written) in block.commands() {
        let printed = run(app, command).stdout;
        assert!(is_as_written(&written, &printed), "{page}: `{command}` prints\n{printed}");
    }
}

#[test]
fn what_pages_have_people_type_works() {
    let mut commands = 0;
    for page in pages() {
        let blocks = blocks(&page).into_iter().filter(|it| it.is_run() && !it.needs_docker());
        let blocks: Vec<Block> = blocks.collect();
        if !blocks.is_empty() {
            let app = application();
            for block in &blocks {
                is_right(&app, block);
            }
            commands += blocks.len();
        }
    }
    assert!(commands > 15, "only {commands} blocks were found");
}

#[test]
fn what_is_left_out_may_be_anything() {
    assert!(is_as_written("a\n…\nd\n", "a\nb\nc\nd\n"));
    assert!(is_as_written("a\n…\n", "a\nb\nc\n"));
    assert!(!is_as_written("a\n", "a\nb\n"));
    assert!(!is_as_written("b\n…\n", "a\nb\nc\n"));
}
