//! `completions` in real shells, and `manual`.

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::support::{App, project};

/// A script for a shell, in a file.
fn script(app: &App, shell: &str, name: &str) -> PathBuf {
    let run = app.chef(&format!("completions {shell}")).succeeds().silent();
    let path = app.sandbox().path(name);
    fs::create_dir_all(path.parent().expect("it is below a directory")).expect("it can be made");
    fs::write(&path, run.stdout).expect("it can be written");
    path
}

/// What a shell prints that runs these lines.
fn shell(app: &App, program: &str, flags: &[&str], lines: &str) -> String {
    let run = app.sandbox().run_with(program, app.root(), &[flags, &["-c", lines]].concat());
    run.succeeds().silent().stdout
}

/// Completes a line as bash does, and prints what it proposes.
const COMPLETE: &str = r#"
complete_line() {
    read -ra COMP_WORDS <<<"$1"
    [[ $1 == *" " ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMPREPLY=()
    local how=$(complete -p "${COMP_WORDS[0]}")
    how=${how#*-F }
    "${how%% *}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "$1: ${COMPREPLY[*]}"
}
"#;

#[test]
fn bash() {
    let app = project().bin("app", []).create();
    let script = script(&app, "bash", "completions.bash");
    let lines = [
        "cargo chef pre",
        "cargo chef log --sv",
        "cargo +nightly --offline chef log --sv",
        "cargo chef log --format ",
        "cargo-chef pre",
        "cargo-chef log --sv",
        "cargo-chef chef log --sv",
        "cargo-chef completions ",
        "cargo bui",
        "cargo build chef",
    ];
    let complete = |before: &str| {
        let lines = lines.map(|line| format!("complete_line {line:?}")).join("\n");
        let source = format!("source {}\n", script.display());
        shell(&app, "bash", &["--norc"], &format!("{COMPLETE}{before}\n{source}{lines}"))
    };
    let ours = complete("");
    insta::assert_snapshot!(ours, @"
    cargo chef pre: prepare
    cargo chef log --sv: --svg
    cargo +nightly --offline chef log --sv: --svg
    cargo chef log --format : text json
    cargo-chef pre: prepare
    cargo-chef log --sv: --svg
    cargo-chef chef log --sv: --svg
    cargo-chef completions : -h -V --help --version bash fish zsh
    cargo bui: 
    cargo build chef: 
    ");
    // Cargo's own completions are still asked, whether they are there or come when they are needed.
    let others = "_cargo() { COMPREPLY=(build); }\n";
    let with_others = ours
        .replace("cargo bui: ", "cargo bui: build")
        .replace("cargo build chef: ", "cargo build chef: build");
    assert_eq!(complete(&format!("{others}complete -F _cargo cargo")), with_others);
    for loader in ["_comp_load", "_completion_loader"] {
        let loads = format!("{others}{loader}() {{ complete -F _cargo cargo; }}");
        assert_eq!(complete(&loads), with_others);
    }
}

#[test]
#[ignore = "needs fish"]
fn fish() {
    let app = project().bin("app", []).create();
    let script = script(&app, "fish", "completions.fish");
    for (line, expected) in [
        ("cargo chef pre", "prepare"),
        ("cargo chef log --sv", "--svg"),
        ("cargo +nightly chef log --sv", "--svg"),
        ("cargo-chef log --sv", "--svg"),
        ("cargo-chef chef log --sv", "--svg"),
        ("cargo chef log --format j", "json"),
    ] {
        let lines = format!("source {}; complete -C {line:?}", script.display());
        let shown = shell(&app, "fish", &["--no-config"], &lines);
        let words: Vec<_> = shown.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(words, [expected], "{line}");
    }
}

/// Zsh completes in a terminal alone. Cargo's own completions, which come with the toolchain, call ours.
#[test]
#[ignore = "needs zsh"]
fn zsh() {
    let app = project().bin("app", []).create();
    let directory = script(&app, "zsh", "functions/_cargo-chef");
    let directory = directory.parent().unwrap_or(Path::new("/")).display();
    for (line, completed) in [
        ("cargo chef pre", "cargo chef prepare "),
        ("cargo chef log --sv", "cargo chef log --svg="),
        ("cargo-chef log --sv", "cargo-chef log --svg="),
        ("cargo-chef chef log --sv", "cargo-chef chef log --svg="),
        ("cargo-chef ver", "cargo-chef verify "),
        ("cargo chef completions z", "cargo chef completions zsh "),
    ] {
        let lines = format!(
            "zmodload zsh/zpty; zpty z env TERM=dumb zsh -f -i
            zpty -w z 'fpath=({directory} '$(rustc --print sysroot)'/share/zsh/site-functions $fpath)'
            zpty -w z 'autoload -Uz compinit; compinit -u -D; COLUMNS=200; PS1=; echo read''y'
            zpty -r -m z said '*ready*'
            zpty -n -w z {line:?}$'\\t'
            zpty -r -m z said {:?}
            zpty -d z",
            format!("*{completed}*")
        );
        let run = app.sandbox().run_with("timeout", app.root(), &["60", "zsh", "-f", "-c", &lines]);
        run.succeeds();
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let app = project().bin("app", []).create();
    let directory = app.sandbox().path("new/man1");
    let run = app.chef(&format!("manual {}", directory.display())).succeeds();
    let pages = crate::support::files_below(&directory);
    assert_eq!(
        run.stderr,
        format!("written: {} manual pages in `{}`\n", pages.len(), directory.display())
    );
    let help = app.chef("--help").succeeds().stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    // What does not fit into a line is indented further.
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<&str> = names.filter(|name| !["", "help"].contains(name)).collect();
    let mut expected: Vec<PathBuf> = (names.iter())
        .map(|name| format!("cargo-chef-{name}.1").into())
        .chain(["cargo-chef.1".into()])
        .collect();
    expected.sort();
    assert_eq!(pages, expected);
    for name in names {
        let page = fs::read_to_string(directory.join(format!("cargo-chef-{name}.1")));
        let page = page.expect("it was written").replace("\\-", "-");
        assert!(page.contains(&format!("\n.TH cargo-chef-{name} 1")), "{page}");
        let help = app.chef(&format!("{name} --help")).succeeds().stdout;
        let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flags =
            lines.filter_map(|line| line.split_whitespace().find(|it| it.starts_with("--")));
        for flag in flags.map(|flag| flag.trim_end_matches('.')) {
            assert!(page.contains(flag), "{name} has {flag}");
        }
    }
    // Where a file stands already, it is written anew.
    app.chef(&format!("manual {}", directory.display())).succeeds();
    let run = app.chef("manual Cargo.toml").fails();
    assert!(run.stderr.contains("Cargo.toml"), "{run}");
}
