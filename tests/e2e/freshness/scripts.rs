//! Build scripts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fs_err as fs;

use super::{long_ago, set_time};
use crate::support::{App, ProjectBuilder, project};

/// A program that prints what its build script found in a file.
fn with_script(watch: &str, file: &str) -> App {
    let script = format!(
        "fn main() {{\n    {watch}\n    let text = std::fs::read_to_string({file:?}).unwrap();\n    \
         println!(\"cargo::rustc-env=TEXT={{}}\", text.trim());\n}}\n"
    );
    project()
        .bin("app", [])
        .file("app/build.rs", &script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .file(&format!("app/{file}"), "one")
        .create()
}

#[track_caller]
fn follows(watch: &str, file: &str) {
    let app = with_script(watch, file);
    let edit = |text: &str| {
        app.edit(&format!("app/{file}"), text);
        set_time(&app.root().join(format!("app/{file}")), long_ago());
    };
    app.chef_build("").prints("one");
    app.check_out_again();
    app.chef_build("").rebuilt([]).prints("one");
    edit("two");
    app.chef_build("").rebuilt(["app"]).prints("two");
    app.check_out_again();
    app.chef_build("").rebuilt([]).prints("two");
    edit("one");
    app.chef_build("").rebuilt(["app"]).prints("one");
}

#[test]
fn a_script_that_watches_nothing() {
    follows("", "data/text");
}

/// Cargo remembers the newest file of the package. Which one that is may not depend on the order in which
/// a file system lists files that an archive gave the same time.
#[test]
fn no_two_files_have_the_same_time() {
    let app = with_script("", "data/text");
    let files = || app.files().into_iter().filter(|path| path.starts_with("app"));
    files().for_each(|path| set_time(&app.root().join(path), long_ago()));
    app.chef_build("").prints("one");
    let modified = |path: PathBuf| fs::metadata(app.root().join(path)).unwrap().modified().unwrap();
    let times: BTreeSet<_> = files().map(modified).collect();
    assert_eq!(times.len(), files().count());
    app.check_out_again();
    app.chef_build("").rebuilt([]).prints("one");
}

#[test]
fn a_script_that_watches_a_file() {
    follows("println!(\"cargo::rerun-if-changed=data/text\");", "data/text");
}

#[test]
fn a_script_that_watches_a_directory() {
    follows("println!(\"cargo:rerun-if-changed=data\");", "data/deep/text");
}

#[test]
fn a_script_that_watches_a_file_outside_of_the_package() {
    follows("println!(\"cargo::rerun-if-changed=../shared/text\");", "../shared/text");
}

#[test]
fn a_script_that_watches_a_directory_outside_of_the_package() {
    follows("println!(\"cargo::rerun-if-changed=../shared\");", "../shared/deep/text");
}

#[test]
fn a_script_that_watches_another_package_within() {
    let file = "data/inner/text";
    let watch = "println!(\"cargo::rerun-if-changed=data\");";
    let app = with_script(watch, file);
    app.edit("app/data/inner/Cargo.toml", "[workspace]\n");
    app.chef_build("").prints("one");
    app.edit("app/data/inner/text", "two");
    set_time(&app.root().join("app/data/inner/text"), long_ago());
    app.chef_build("").rebuilt(["app"]).prints("two");
}

#[test]
fn a_file_that_is_gone_from_a_watched_directory() {
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=data\");\n    \
        println!(\"cargo::rustc-env=TEXT={}\", std::fs::read_dir(\"data\").unwrap().count());\n}\n";
    let app = project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .file("app/data/one", "")
        .file("app/data/two", "")
        .create();
    app.chef_build("").prints("2");
    app.remove("app/data/two");
    set_time(&app.root().join("app/data"), long_ago());
    app.chef_build("").prints("1");
    app.edit("app/data/two", "");
    set_time(&app.root().join("app/data/two"), long_ago());
    set_time(&app.root().join("app/data"), long_ago());
    app.chef_build("").prints("2");
    app.check_out_again();
    app.chef_build("").rebuilt([]);
}

#[test]
fn a_script_that_writes_what_is_compiled() {
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=text\");\n    \
        let text = std::fs::read_to_string(\"text\").unwrap();\n    \
        std::fs::write(\"src/made.rs\", format!(\"pub const TEXT: &str = {text:?};\")).unwrap();\n}\n";
    let app = project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "mod made; fn main() { print!(\"{}\", made::TEXT) }")
        .file("app/text", "one")
        .create();
    app.chef_build("").prints("one");
    app.edit("app/text", "two");
    app.chef_build("").rebuilt(["app"]).prints("two");
    // Where it was written in the very moment in which the compilation began, it may be compiled
    // once more.
    app.chef_build("");
    app.chef_build("").rebuilt([]).prints("two");
}

#[test]
fn the_commit_that_is_checked_out() {
    let script = "fn main() {\n    for file in [\"HEAD\", \"refs\"] {\n        \
        println!(\"cargo::rerun-if-changed=../.git/{file}\");\n    }\n    \
        let head = std::process::Command::new(\"git\").args([\"log\", \"-1\", \"--format=%s\"]).output().unwrap();\n    \
        println!(\"cargo::rustc-env=TEXT={}\", String::from_utf8(head.stdout).unwrap().trim());\n}\n";
    let app = project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .create();
    let commit = |text: &str| {
        app.git("add app Cargo.toml Cargo.lock").succeeds();
        let user = "-c user.name=a -c user.email=a@example.org";
        app.git(&format!("{user} commit --allow-empty --quiet -m {text}")).succeeds();
    };
    app.git("init --quiet").succeeds();
    commit("one");
    app.chef_build("").prints("one");
    for file in [".git/HEAD", ".git/refs/heads"] {
        set_time(&app.root().join(file), std::time::SystemTime::now());
    }
    app.chef_build("").rebuilt([]);
    commit("two");
    app.chef_build("").rebuilt(["app"]).prints("two");
    let status = app.git("status --porcelain -- app Cargo.toml Cargo.lock").succeeds();
    assert_eq!(status.stdout, "");
}

#[test]
fn a_directory_that_is_not_ours() {
    let app = with_script(
        "println!(\"cargo::rerun-if-changed=../../elsewhere\");",
        "../../elsewhere/text",
    );
    let file = app.sandbox().path("elsewhere/text");
    let write = |text: &str| {
        fs_err::write(&file, text).expect("the sandbox can be written");
        set_time(&file, long_ago());
    };
    fs_err::write(&file, "one").expect("the sandbox can be written");
    app.chef_build("").prints("one");
    app.check_out_again();
    // It holds what it held, although it looks older.
    write("one");
    app.chef_build("").rebuilt([]);
    write("two");
    app.chef_build("").rebuilt(["app"]).prints("two");
    assert_eq!(super::time_of(&file), long_ago());
    app.chef_build("").rebuilt([]);
}

#[test]
fn documentation() {
    let app = with_script("", "data/text");
    app.chef("build --doc").succeeds().says("Documenting app");
    app.check_out_again();
    let again = app.chef("build --doc").succeeds();
    assert!(!again.stderr.contains("Documenting"), "{again}");
    app.edit("app/src/main.rs", "//! Other words.\nfn main() {}");
    set_time(&app.root().join("app/src/main.rs"), long_ago());
    app.chef("build --doc").succeeds().says("Documenting app");
}

#[test]
fn a_script_that_watches_a_file_in_a_line_with_spaces_around() {
    follows("println!(\"  cargo::rerun-if-changed=../shared/text \");", "../shared/text");
}

#[test]
fn a_script_that_watches_a_file_which_goes_and_comes_back() {
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=../shared/text\");\n    \
        let text = std::fs::read_to_string(\"../shared/text\").unwrap_or(\"none\".into());\n    \
        println!(\"cargo::rustc-env=TEXT={}\", text.trim());\n}\n";
    let app = project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .file("shared/text", "one")
        .create();
    app.chef_build("").prints("one");
    app.chef_build("--release").prints("one");
    app.remove("shared/text");
    app.chef_build("").prints("none");
    app.edit("shared/text", "two");
    set_time(&app.root().join("shared/text"), long_ago());
    app.chef_build("--release").prints("two");
    app.chef_build("").prints("two");
}

/// A program whose build script writes one of its sources, from `app/schema`.
fn with_written_source() -> ProjectBuilder {
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=schema\");\n    \
        let text = std::fs::read_to_string(\"schema\").unwrap();\n    \
        let code = format!(\"pub const TEXT: &str = {:?};\", text.trim());\n    \
        std::fs::write(\"src/written.rs\", code).unwrap();\n}\n";
    project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "mod written; fn main() { println!(\"{}\", written::TEXT) }")
        .file("app/schema", "one")
}

#[test]
fn a_source_that_a_script_writes_and_no_checkout_has() {
    let app = with_written_source().create();
    app.chef_build("").prints("one");
    app.chef_build("").prints("one");
    app.remove("app/src/written.rs");
    app.check_out_again();
    app.chef_build("").prints("one");
}

#[test]
fn a_source_that_a_script_writes_and_each_checkout_has_in_an_older_form() {
    let placeholder = "pub const TEXT: &str = \"placeholder\";";
    let app = with_written_source().file("app/src/written.rs", placeholder).create();
    for _ in 0..2 {
        app.chef_build("").prints("one");
        app.edit("app/src/written.rs", placeholder);
        app.check_out_again();
    }
    app.chef_build("").prints("one");
}

#[test]
fn a_script_that_runs_a_cargo_of_its_own() {
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=../inner\");\n    \
        let directory = std::env::var(\"OUT_DIR\").unwrap() + \"/nested\";\n    \
        let cargo = std::env::var(\"CARGO\").unwrap();\n    \
        let flags = [\"build\", \"--package\", \"inner\", \"--target-dir\", &directory];\n    \
        let mut cargo = std::process::Command::new(cargo);\n    \
        assert!(cargo.args(flags).current_dir(\"..\").status().unwrap().success());\n    \
        let output = std::process::Command::new(directory + \"/debug/inner\").output().unwrap();\n    \
        println!(\"cargo::rustc-env=TEXT={}\", String::from_utf8(output.stdout).unwrap().trim());\n}\n";
    let inner = |text: &str| format!("fn main() {{ println!({text:?}) }}");
    let app = project()
        .bin("app", [])
        .bin("inner", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .file("inner/src/main.rs", &inner("one"))
        .create();
    app.chef_build("--bin app").prints("one");
    app.edit("inner/src/main.rs", &inner("two"));
    app.cargo("build --bin app").succeeds();
    app.edit("inner/src/main.rs", &inner("one"));
    app.check_out_again();
    app.chef_build("--bin app").prints("one");
}

#[test]
fn a_script_that_compares_times_itself() {
    let script = "use std::fs;\nfn main() {\n    println!(\"cargo::rerun-if-changed=native\");\n    \
        let time = |path| fs::metadata(path).and_then(|m| m.modified()).ok();\n    \
        if time(\"native/text\") > time(\"native/object\") {\n        \
        fs::copy(\"native/text\", \"native/object\").unwrap();\n    }\n    \
        let text = fs::read_to_string(\"native/object\").unwrap();\n    \
        println!(\"cargo::rustc-env=TEXT={}\", text.trim());\n}\n";
    let app = project()
        .bin("app", [])
        .file("app/build.rs", script)
        .file("app/src/main.rs", "fn main() { println!(env!(\"TEXT\")) }")
        .file("app/native/text", "one")
        .create();
    app.chef_build("").prints("one");
    for text in ["two", "three", "one"] {
        app.edit("app/native/text", text);
        app.chef_build("").prints(text);
    }
}
