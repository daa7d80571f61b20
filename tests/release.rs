//! What `.github/workflows/` runs to make a release.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use fs_err as fs;
use tempfile::TempDir;

/// Some of the files of this repository.
fn checkout(files: &[&str]) -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    for file in files {
        let copy = directory.path().join(file);
        fs::create_dir_all(copy.parent().expect("it has one")).expect("it can be made");
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), copy).expect("it can be copied");
    }
    directory
}

fn edit(directory: &TempDir, file: &str, old: &str, new: &str) {
    let path = directory.path().join(file);
    let text = fs::read_to_string(&path).expect("it can be read");
    assert!(text.contains(old), "`{old}` is not in {file}");
    fs::write(path, text.replacen(old, new, 1)).expect("it can be written");
}

#[expect(clippy::disallowed_methods, reason = "these are tests")]
fn run(directory: &Path, program: &str, arguments: &[&str], stdin: Stdio) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).stdin(stdin).output().expect("it can be started")
}

/// What it printed, on stderr if it failed.
fn said(output: &Output) -> String {
    let text = if output.status.success() { &output.stdout } else { &output.stderr };
    String::from_utf8(text.clone()).expect("it prints text")
}

#[test]
fn images_are_called_like_those_of_rust() {
    let list = "# this file is generated\n\n\
        Tags: 1-bookworm, 1.95.0-bookworm, bookworm, 1, 1.95.0, latest\n\
        Architectures: amd64, arm32v7, arm64v8\n\
        GitCommit: 1700955b94ae8a589562d872da74353028fffcf3\n\n\
        Tags: 1-alpine3.20, 1.95.0-alpine3.20\nArchitectures: amd64, arm64v8\n\n\
        Tags: 1-elsewhere\nArchitectures: amd64, s390x\n";
    let directory = checkout(&["docker/tags"]);
    let file = directory.path().join("list");
    fs::write(&file, list).unwrap();
    let open = |file: &Path| fs::File::open(file).unwrap().into_file().into();
    let arguments = ["ghcr.io/example/cargo-chef", "0.2.0"];
    let images = said(&run(directory.path(), "docker/tags", &arguments, open(&file)));
    let images: serde_json::Value = serde_json::from_str(&images).unwrap();
    insta::assert_snapshot!(format!("{images:#}"), @r#"
    [
      {
        "rust": "1.95.0-bookworm",
        "tags": [
          "ghcr.io/example/cargo-chef:0.2.0-rust-1-bookworm",
          "ghcr.io/example/cargo-chef:latest-rust-1-bookworm",
          "ghcr.io/example/cargo-chef:0.2.0-rust-1.95.0-bookworm",
          "ghcr.io/example/cargo-chef:latest-rust-1.95.0-bookworm",
          "ghcr.io/example/cargo-chef:0.2.0-rust-bookworm",
          "ghcr.io/example/cargo-chef:latest-rust-bookworm",
          "ghcr.io/example/cargo-chef:0.2.0-rust-1",
          "ghcr.io/example/cargo-chef:latest-rust-1",
          "ghcr.io/example/cargo-chef:0.2.0-rust-1.95.0",
          "ghcr.io/example/cargo-chef:latest-rust-1.95.0",
          "ghcr.io/example/cargo-chef:0.2.0-rust-latest",
          "ghcr.io/example/cargo-chef:latest-rust-latest",
          "ghcr.io/example/cargo-chef:latest"
        ]
      },
      {
        "rust": "1.95.0-alpine3.20",
        "tags": [
          "ghcr.io/example/cargo-chef:0.2.0-rust-1-alpine3.20",
          "ghcr.io/example/cargo-chef:latest-rust-1-alpine3.20",
          "ghcr.io/example/cargo-chef:0.2.0-rust-1.95.0-alpine3.20",
          "ghcr.io/example/cargo-chef:latest-rust-1.95.0-alpine3.20"
        ]
      }
    ]
    "#);

    fs::write(&file, "").unwrap();
    let output = run(directory.path(), "docker/tags", &arguments, open(&file));
    insta::assert_snapshot!(said(&output), @"docker/tags: the list names no image for amd64 and arm64");
    assert!(!output.status.success());
}

#[test]
fn a_tag_that_is_not_prepared_makes_no_release() {
    let directory = checkout(&[".ci/notes", "Cargo.toml", "Dockerfile"]);
    let version = env!("CARGO_PKG_VERSION");
    let notes = |tag: &str| {
        let output = run(directory.path(), ".ci/notes", &[tag], Stdio::null());
        said(&output).trim_end().replace(version, "[VERSION]")
    };
    let tag = format!("v{version}");
    let changelog = directory.path().join("CHANGELOG.md");
    fs::write(&changelog, "## [Unreleased]\n\nIt will work.\n").unwrap();
    insta::assert_snapshot!(notes(version), @".ci/notes: `[VERSION]` is not a tag such as v1.2.3");
    insta::assert_snapshot!(notes("v99.0.0"), @".ci/notes: Cargo.toml has another version than 99.0.0");
    insta::assert_snapshot!(notes(&tag), @".ci/notes: CHANGELOG.md has no section `## [[VERSION]]`");
    let section =
        format!("## [Unreleased]\n\n## [{version}] - 2026-12-01\n\nIt works.\n\n## [0.0.1]\n");
    fs::write(&changelog, section).unwrap();
    assert_eq!(notes(&tag), "\nIt works.");
    edit(&directory, "Dockerfile", &format!("ARG VERSION={version}"), "ARG VERSION=0.0.1");
    insta::assert_snapshot!(notes(&tag), @".ci/notes: Dockerfile has another VERSION than [VERSION]");
}

/// The name of an archive and the place of the program in it are told in three files.
#[test]
fn archives_are_what_cargo_binstall_expects() {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let workflow = fs::read_to_string(".github/workflows/release.yml").unwrap();
    let texts = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];
    let directory = checkout(&[&[".ci/archive"], &texts[..]].concat());
    let targets = workflow.split("{ target: ").skip(1).filter_map(|rest| rest.split(',').next());
    let mut count = 0;
    for target in targets.filter(|target| !target.contains("windows")) {
        count += 1;
        let release = directory.path().join(format!("target/{target}/release"));
        fs::create_dir_all(&release).unwrap();
        fs::write(release.join("cargo-chef"), "the program").unwrap();
        let archive = said(&run(directory.path(), ".ci/archive", &[target], Stdio::null()));
        let filled = |key: &str| {
            let template = binstall[key].as_str().unwrap().replace("{ target }", target);
            template
                .replace("{ archive-suffix }", ".tar.gz")
                .replace("{ bin }{ binary-ext }", "cargo-chef")
        };
        let name = filled("pkg-url").rsplit('/').next().unwrap().to_owned();
        assert_eq!(archive.trim(), format!("target/archives/{name}"));
        let list = ["--list", "--file", archive.trim()];
        let list = said(&run(directory.path(), "tar", &list, Stdio::null()));
        assert!(list.lines().any(|file| file == filled("bin-dir")), "{list}");
        for text in texts {
            assert!(list.contains(&format!("/{text}\n")), "{text} is not in\n{list}");
        }
    }
    assert!(count > 4, "the workflow has {count} targets");
}

/// Whoever can move a tag of an action could otherwise put code into a release.
#[test]
fn actions_are_named_by_a_commit_and_its_version() {
    let mut count = 0;
    for entry in fs::read_dir(".github/workflows").unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for action in text
            .lines()
            .filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("uses: "))
        {
            if action.starts_with("./") {
                continue;
            }
            count += 1;
            let (_, rest) = action.split_once('@').unwrap();
            let (commit, version) = rest.split_once(" # v").unwrap_or_default();
            let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(is_commit && version.split('.').count() == 3, "{action}");
        }
    }
    assert!(count > 0, "no workflow uses an action");
}
