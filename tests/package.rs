//! What the package says of itself.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::semver::Version;
use cargo_metadata::{Metadata, MetadataCommand};

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
        let is_allowed = licence.replace('/', " OR ").split(" AND ").all(|part| {
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

/// `cargo_chef::installation` is the one place that knows, and a release changes it.
#[test]
fn all_pages_install_as_the_code_says() {
    let installation = Installation::default();
    let (stage, command) = (installation.stage(), installation.command());
    let read = |path: &str| fs_err::read_to_string(path).unwrap();
    for name in ["README.md", "examples/workspace/target.Dockerfile", "docs/docker.md"] {
        assert!(read(name).contains(&stage), "{name} does not begin a stage as in\n{stage}");
    }
    for name in ["examples/ci/github.yml", "examples/ci/gitlab.yml", "docs/ci.md"] {
        assert!(read(name).contains(&command), "{name} has no `{command}`");
    }
    let pages = pages().into_iter().chain(files_of("examples"));
    let others: Vec<String> = pages
        .flat_map(|page| {
            let text = read(&page);
            let lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
            lines.into_iter().map(move |line| format!("{page}: {line}"))
        })
        .filter(|line| line.contains("cargo install") && line.contains("cargo-chef@"))
        .filter(|line| !line.contains(&command) && !line.contains("cargo-chef@0.1"))
        .collect();
    assert_eq!(others, Vec::<String>::new(), "these are installed in another way");
}
