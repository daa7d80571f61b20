//! What the package says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_chef::installation::Installation;
use cargo_metadata::semver::Version;
use cargo_metadata::{Metadata, MetadataCommand};

#[path = "support/pages.rs"]
mod pages;

use pages::{Block, NOT_RUN, blocks, pages};

fn metadata() -> Metadata {
    MetadataCommand::new().other_options(["--locked".to_owned()]).exec().expect("cargo answers")
}

/// `rust-version` holds only if every dependency that is locked can be compiled by it, too; clippy
/// checks our own code.
#[test]
fn dependencies_compile_with_the_stated_rust_version() {
    let metadata = metadata();
    let stated = |package: &cargo_metadata::Package| package.rust_version.clone();
    let ours: Version = metadata.root_package().and_then(stated).unwrap();
    let newer: Vec<_> = (metadata.packages.iter())
        .filter(|package| stated(package).is_some_and(|version| version > ours))
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    assert!(newer.is_empty(), "these need a newer Rust than {ours}: {newer:?}");
}

#[test]
fn each_dependency_is_there_for_something() {
    let text = fs_err::read_to_string("CONTRIBUTING.md").unwrap();
    let metadata = metadata();
    let dependencies = &metadata.root_package().unwrap().dependencies;
    let unnamed: Vec<&String> = (dependencies.iter().map(|dependency| &dependency.name))
        .filter(|name| !text.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(unnamed, Vec::<&String>::new(), "CONTRIBUTING.md does not say what they are for");
}

/// What `deny.toml` says, for whom cargo-deny is not at hand.
#[test]
fn licences_and_versions_are_those_that_we_know() {
    let denied: toml::Table = fs_err::read_to_string("deny.toml").unwrap().parse().unwrap();
    let strings = |table: &str, key: &str| -> BTreeSet<String> {
        let list = denied[table][key].as_array().unwrap().iter();
        list.map(|value| value.as_str().unwrap().to_owned()).collect()
    };
    let allowed = strings("licenses", "allow");
    let skipped = strings("bans", "skip");
    let mut versions: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for package in metadata().packages {
        let licence = package.license.clone().unwrap_or_default();
        // One of those with OR between them, but all of those with AND.
        let is_allowed =
            licence.replace('/', " OR ").replace(" or ", " OR ").split(" AND ").all(|part| {
                let names = part.trim_matches(['(', ')']).split(" OR ");
                names.into_iter().any(|name| allowed.contains(name.trim()))
            });
        assert!(is_allowed, "{} is under `{licence}`", package.name);
        if !skipped.contains(&format!("{}:{}", package.name, package.version.major)) {
            versions.entry(package.name.to_string()).or_default().insert(package.version.major);
        }
        let is_ours = package.name == "cargo-chef";
        let is_published =
            package.source.as_ref().is_some_and(cargo_metadata::Source::is_crates_io);
        assert!(is_ours || is_published, "{} comes from elsewhere", package.name);
    }
    versions.retain(|_, versions| versions.len() > 1);
    assert_eq!(versions, BTreeMap::new(), "these are there in several versions");
}

fn read(path: &str) -> String {
    fs_err::read_to_string(path).unwrap_or_else(|error| panic!("{error}"))
}

/// `cargo_chef::installation` is the one place that knows, and a release changes it.
#[test]
fn all_pages_install_as_the_code_says() {
    let installation = Installation::default();
    let (stage, command) = (installation.stage(), installation.command());
    for name in ["README.md", "docs/docker.md", "examples/workspace/target.Dockerfile"] {
        assert!(read(name).contains(&stage), "{name} does not begin a stage as in\n{stage}");
    }
    for name in ["docs/ci.md", "examples/ci/github.yml", "examples/ci/gitlab.yml"] {
        assert!(read(name).contains(&command), "{name} has no `{command}`");
    }
    let version = env!("CARGO_PKG_VERSION");
    for page in pages() {
        for part in read(&page).split("cargo-chef:").skip(1).filter(|part| part.starts_with('0')) {
            assert!(part.starts_with(version), "{page} names an image of another version");
        }
    }
}

#[test]
fn the_readme_shows_the_dockerfile_of_an_example() {
    let readme = blocks("README.md");
    let shown = readme.iter().find(|block| block.language == "dockerfile").unwrap();
    assert_eq!(shown.text, read("examples/single/Dockerfile"));
    assert!(read("README.md").lines().count() <= 200, "the README is longer than a front page");
}

/// So that no command is in a block that is not run.
#[test]
fn blocks_say_what_they_are() {
    // `tests/e2e/json.rs` compares what is JSON, and `tests/e2e/completions.rs` asks these shells.
    let elsewhere = ["bash", "fish", "json", "zsh"];
    let languages = ["console", "dockerfile", "sh", "text", "toml", "yaml"];
    let mut left_out: BTreeSet<&str> = NOT_RUN.iter().map(|(beginning, _)| *beginning).collect();
    let ci = read(".ci/run");
    for block in pages().iter().flat_map(|page| blocks(page)) {
        let Block { page, language, text } = &block;
        assert!(
            languages.iter().chain(&elsewhere).any(|known| known == language),
            "{page} has a block of `{language}`\n{text}"
        );
        if language == "sh" && !block.is_run() {
            left_out.retain(|beginning| !text.starts_with(beginning));
            assert!(block.needs_docker() || ci.contains(text.trim_end()), "nothing runs {text}");
        }
    }
    assert_eq!(left_out, BTreeSet::new(), "no page has these");
}

/// Where pages lead to: files that are there, and headings in them.
#[test]
fn links_lead_somewhere() {
    for page in pages() {
        let directory = Path::new(&page).parent().unwrap();
        for link in read(&page).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if file.is_empty() { page.clone().into() } else { directory.join(file) };
            assert!(path.exists(), "{page} leads to {link}");
            let is_there = anchor.is_empty() || anchors(&path).contains(anchor);
            assert!(is_there, "{page} leads to {link}, and the page has no such heading");
        }
    }
}

/// The headings of a page, as a link names them.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = read(&page.to_string_lossy());
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let kept = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        heading.chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}
