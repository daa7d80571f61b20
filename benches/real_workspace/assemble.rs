//! Packages that were published become members of a workspace again.
//!
//! Their manifests are what cargo made of them: dependencies on each other are on crates.io, and
//! get a path; dependencies of tests go, since the lockfile of the program does not have them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cargo_chef::cargo::Cargo;
use cargo_chef::process::Command;
use cargo_metadata::Metadata;
use fs_err as fs;
use toml::{Table, Value};

use super::sources::{self, Source, Sources, short_name};
use super::{Edit, Program, Release, checkout};

/// Files of a package that its repository does not have.
const PUBLISHED: &[&str] = &["Cargo.lock", "Cargo.toml.orig", ".cargo-ok", ".cargo_vcs_info.json"];

/// A workspace that can be built, and edited in two places.
pub struct Workspace {
    pub root: PathBuf,
    pub release: Release,
    /// How many packages it has.
    pub packages: usize,
    /// An edit of a crate that few others depend on.
    pub leaf: Edit,
    /// An edit of one that stands between the first and the last.
    pub middle: Edit,
}

/// Puts a release into this directory, which is emptied, as a repository with one commit.
pub fn assemble(release: Release, directory: &Path) -> Result<Workspace> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    let Release { program, .. } = release;
    let Sources { packages, lockfile } = sources::fetch(release)?;
    for source in &packages {
        add_member(program, source, directory).with_context(|| format!("in {}", source.name))?;
    }
    fs::write(directory.join("Cargo.toml"), program.manifest)?;
    fs::write(directory.join(".gitignore"), "/target\n")?;
    lock(program, directory, &lockfile)?;
    commit(directory)?;
    Ok(Workspace {
        root: directory.to_owned(),
        release,
        packages: packages.len(),
        leaf: Edit::new(directory, program.leaf)?,
        middle: Edit::new(directory, program.middle)?,
    })
}

impl Workspace {
    /// On one line, what it is.
    pub fn describe(&self) -> Result<String> {
        let arguments = ["metadata", "--format-version", "1", "--locked"];
        let output = Cargo::inherited().program.args(arguments).directory(&self.root).stdout()?;
        let metadata: Metadata = serde_json::from_slice(&output)?;
        let external = metadata.packages.len() - self.packages;
        Ok(format!("{}, {} local and {external} other packages", self.release, self.packages))
    }
}

/// Whether a program holds this text.
pub fn program_holds(program: &Path, text: &str) -> Result<bool> {
    let bytes = fs::read(program)?;
    Ok(bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

fn add_member(program: &Program, source: &Source, workspace: &Path) -> Result<()> {
    let member = workspace.join(source.member());
    checkout::copy(&source.directory, &member)?;
    for name in PUBLISHED {
        let path = member.join(name);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    let path = member.join("Cargo.toml");
    let mut manifest: Table = fs::read_to_string(&path)?.parse()?;
    localise(program, &mut manifest);
    for (_, target) in tables_in(&mut manifest, "target") {
        localise(program, target);
    }
    Ok(fs::write(path, toml::to_string(&manifest)?)?)
}

/// Does it for the dependencies of a package, or for those of one platform.
fn localise(program: &Program, table: &mut Table) {
    table.remove("dev-dependencies");
    for kind in ["dependencies", "build-dependencies"] {
        for (name, dependency) in tables_in(table, kind) {
            let package = dependency.get("package").and_then(Value::as_str).unwrap_or(&name);
            if package.starts_with(program.prefix) {
                let path = format!("../{}", short_name(package));
                dependency.insert("path".into(), path.into());
            }
        }
    }
}

fn tables_in<'a>(table: &'a mut Table, key: &str) -> impl Iterator<Item = (String, &'a mut Table)> {
    let entries = table.get_mut(key).and_then(Value::as_table_mut).into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.clone(), value.as_table_mut()?)))
}

/// Writes the published lockfile, and fails where the workspace needs something that it lacks: what
/// cargo chose then would depend on the day.
fn lock(program: &Program, workspace: &Path, published: &str) -> Result<()> {
    let mut lockfile: Table = published.parse()?;
    let packages = lockfile.get_mut("package").and_then(Value::as_array_mut);
    for package in packages.context("the lockfile has no packages")? {
        if let Some(package) = package.as_table_mut()
            && package
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(|x| x.starts_with(program.prefix))
        {
            package.remove("source");
            package.remove("checksum");
        }
    }
    let path = workspace.join("Cargo.lock");
    fs::write(&path, toml::to_string(&lockfile)?)?;
    Cargo::inherited()
        .program
        .args(["metadata", "--format-version", "1"])
        .directory(workspace)
        .stdout()?;

    let published = external(&lockfile);
    let completed = external(&fs::read_to_string(&path)?.parse()?);
    let missing: Vec<_> = completed.difference(&published).collect();
    if !missing.is_empty() {
        bail!("the lockfile that was published lacks {missing:?}");
    }
    Ok(())
}

/// Names and versions of what is not local.
fn external(lockfile: &Table) -> BTreeSet<String> {
    let packages = lockfile.get("package").and_then(Value::as_array).into_iter().flatten();
    let external = packages.filter(|package| package.get("source").is_some());
    let text = |package: &Value, key| Some(package.get(key)?.as_str()?.to_owned());
    external.filter_map(|it| Some(text(it, "name")? + " " + &text(it, "version")?)).collect()
}

/// The commit has the same id each time: rust-analyzer compiles it in.
fn commit(workspace: &Path) -> Result<()> {
    for arguments in ["init -q -b main", "add -A", "commit -q -m release"] {
        let git = Command::new("git").args(arguments.split(' ')).directory(workspace);
        let git = ["AUTHOR", "COMMITTER"].into_iter().fold(git, |git, who| {
            git.env(&format!("GIT_{who}_NAME"), "bench")
                .env(&format!("GIT_{who}_EMAIL"), "bench@example.org")
                .env(&format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z")
        });
        git.stdout()?;
    }
    Ok(())
}
