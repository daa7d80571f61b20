//! What the package says of itself.

use cargo_metadata::MetadataCommand;
use cargo_metadata::semver::Version;

/// `rust-version` holds only if every dependency that is locked can be compiled by it, too; clippy
/// checks our own code.
#[test]
fn dependencies_compile_with_the_stated_rust_version() {
    let metadata = MetadataCommand::new().other_options(["--locked".to_owned()]).exec().unwrap();
    let stated = |package: &cargo_metadata::Package| package.rust_version.clone();
    let ours: Version = metadata.root_package().and_then(stated).unwrap();
    let newer: Vec<_> = (metadata.packages.iter())
        .filter(|package| stated(package).is_some_and(|version| version > ours))
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    assert!(newer.is_empty(), "these need a newer Rust than {ours}: {newer:?}");
}
