//! Times the stages that read and write nothing, on generated workspaces of 10 to 5,000 members:
//!
//! ```text
//! cargo bench --bench stages
//! ```
//!
//! Each member has an external dependency and three on members before it. Reading the largest of these
//! workspaces takes cargo some seconds, before anything is timed.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use cargo_chef::cargo::Cargo;
use cargo_chef::distil::{Purpose, distil};
use cargo_chef::selection::Selection;
use cargo_chef::strip::strip;
use cargo_chef::workspace::{Workspace, read};
use divan::Bencher;
use fs_err as fs;

/// How many members the workspaces have.
const MEMBERS: [usize; 4] = [10, 100, 1000, 5000];

/// A member depends on those so far before it.
const BEFORE: [usize; 3] = [1, 2, 7];

fn main() {
    divan::main();
}

/// From a workspace to the manifests of a workspace recipe.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn strip_all(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    bencher.bench_local(|| strip(&workspace));
}

/// From a workspace to the umbrella of its default selection.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn distil_default(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    let purpose = Purpose::from(Selection::default());
    bencher.bench_local(|| distil(&workspace, &purpose).expect("everything is selected"));
}

/// From a workspace to the umbrella of its last member, which depends on all others.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn distil_one(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    let flags = ["--package".to_owned(), format!("m{}", members - 1)];
    let selection = Selection::from_flags(&flags).expect("these are flags");
    let purpose = Purpose::from(selection);
    bencher.bench_local(|| distil(&workspace, &purpose).expect("it is a member"));
}

/// A manifest and a lockfile, as text that cargo would write.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn write_files(bencher: Bencher<'_, '_>, members: usize) {
    let project = strip(&workspace(members));
    bencher.bench_local(|| project.files().expect("its paths are relative"));
}

fn workspace(members: usize) -> Workspace {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    write(directory.path(), members).expect("it can be written");
    let cargo = Cargo { offline: true, ..Cargo::inherited() };
    read(&cargo, &directory.path().join("Cargo.toml")).expect("it can be read").workspace
}

fn write(root: &Path, members: usize) -> Result<()> {
    fs::write(root.join("Cargo.toml"), "[workspace]\nresolver = \"2\"\nmembers = [\"m*\"]\n")?;
    let mut lockfile = String::from(
        "version = 4\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    );
    for member in 0..members {
        let directory = root.join(format!("m{member}"));
        fs::create_dir_all(directory.join("src"))?;
        fs::write(directory.join("src/lib.rs"), "")?;
        let mut manifest = format!(
            "[package]\nname = \"m{member}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
             [features]\ndefault = [\"a\"]\na = []\n[dependencies]\nitoa = \"1\"\n"
        );
        let mut locked = String::from("\"itoa\"");
        for before in BEFORE.iter().filter_map(|distance| member.checked_sub(*distance)) {
            writeln!(manifest, "m{before} = {{ path = \"../m{before}\" }}")?;
            write!(locked, ", \"m{before}\"")?;
        }
        fs::write(directory.join("Cargo.toml"), manifest)?;
        writeln!(
            lockfile,
            "[[package]]\nname = \"m{member}\"\nversion = \"0.1.0\"\ndependencies = [{locked}]"
        )?;
    }
    Ok(fs::write(root.join("Cargo.lock"), lockfile)?)
}
