//! Stand-ins: a workspace with all of its targets and without any code, which every build system
//! can build if cargo could.
//!
//! They are only for `cook --no-build`. What must hold: `cargo build --all-targets` succeeds. So
//! each source file contains what its target requires, and there are no lints that it could
//! violate.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::files::{Error, FileSet, Result, normalized};
use crate::project::{ListedTarget, ListedTargetKind, Manifest, Project};

/// What a source file has to contain. If several targets share a file, the last of these applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StubRole {
    /// Nothing.
    Empty,
    /// A library without the standard library.
    BareLibrary,
    /// A library without the standard library that is linked like a program.
    BareLinkedLibrary,
    /// A library whose unit tests have no harness.
    LibraryWithMain,
    /// A program without the standard library.
    BareProgram,
    /// Anything that needs a `main`.
    Program,
}

/// All files of the stand-ins. With `no_std`, libraries and programs do without the standard
/// library.
///
/// # Errors
/// [`Error::Outside`] if a path is absolute, or if a manifest has another name.
pub(super) fn stand_ins(project: &Project, no_std: bool) -> Result<FileSet> {
    let mut files = FileSet::default();
    // Replacing crates are compiled, so they need their code.
    for source in &project.sources {
        source.add_to(&mut files)?;
    }
    let mut roles: BTreeMap<String, StubRole> = BTreeMap::new();
    for manifest in &project.manifests {
        let is_manifest = manifest.relative_path.rsplit('/').next() == Some("Cargo.toml");
        if !is_manifest {
            return Err(Error::Outside(manifest.relative_path.clone()));
        }
        let mut table = table(manifest);
        for target in &manifest.targets {
            let path = format!("{}{}", manifest.prefix(), target.path);
            let path = normalized(&path).ok_or(Error::Outside(path))?;
            let role = role(&table, target, no_std);
            let known = roles.entry(path).or_insert(role);
            *known = role.max(*known);
        }
        match table.remove("lints") {
            None => files.add(&manifest.relative_path, manifest.contents.as_str())?,
            Some(_) => files.add(&manifest.relative_path, table.to_string())?,
        }
    }
    for (path, role) in roles {
        if !files.has(&path) {
            files.add(&path, source(role))?;
        }
    }
    if let Some(lockfile) = &project.lockfile {
        files.add("Cargo.lock", lockfile.as_str())?;
    }
    Ok(files)
}

fn table(manifest: &Manifest) -> Table {
    manifest.contents.parse().unwrap_or_default()
}

fn role(manifest: &Table, target: &ListedTarget, no_std: bool) -> StubRole {
    let listed = listed(manifest, target);
    let has_harness = listed.and_then(|t| t.get("harness")?.as_bool()).unwrap_or(true);
    let has_type = |names: &[&str]| {
        let types = listed.and_then(|t| t.get("crate-type")?.as_array());
        types.into_iter().flatten().filter_map(Value::as_str).any(|t| names.contains(&t))
    };
    let is_linked = has_type(&["cdylib", "staticlib", "dylib"]);
    match target.kind {
        ListedTargetKind::Lib { .. } if !has_harness => StubRole::LibraryWithMain,
        ListedTargetKind::Lib { is_proc_macro: false } if no_std && is_linked => {
            StubRole::BareLinkedLibrary
        }
        ListedTargetKind::Lib { is_proc_macro: false } if no_std => StubRole::BareLibrary,
        ListedTargetKind::Lib { .. } => StubRole::Empty,
        ListedTargetKind::Bin if no_std => StubRole::BareProgram,
        ListedTargetKind::Example if is_linked || has_type(&["lib", "rlib", "proc-macro"]) => {
            StubRole::Empty
        }
        ListedTargetKind::Test | ListedTargetKind::Bench if has_harness => StubRole::Empty,
        _ => StubRole::Program,
    }
}

/// The table of a target in its manifest.
fn listed<'a>(manifest: &'a Table, target: &ListedTarget) -> Option<&'a Value> {
    let key = match target.kind {
        ListedTargetKind::Lib { .. } => return manifest.get("lib"),
        ListedTargetKind::Bin => "bin",
        ListedTargetKind::Test => "test",
        ListedTargetKind::Bench => "bench",
        ListedTargetKind::Example => "example",
        ListedTargetKind::BuildScript => return None,
    };
    let tables = manifest.get(key)?.as_array()?;
    tables.iter().find(|table| table.get("name").and_then(Value::as_str) == Some(&target.name))
}

/// The text of a source file.
///
/// Unit tests always have the standard library. Linked crates have it where they cannot do without:
/// if panics unwind, and in programs for an operating system.
fn source(role: StubRole) -> String {
    const TITLE: &str = "//! Stands in for sources that are not here yet.\n";
    match role {
        StubRole::Empty => TITLE.to_owned(),
        StubRole::BareLibrary => format!("{TITLE}#![cfg_attr(not(test), no_std)]\n"),
        StubRole::BareLinkedLibrary => {
            let bare = "all(not(test), panic = \"abort\")";
            format!("{TITLE}#![cfg_attr({bare}, no_std)]\n\n{}", panic_handler(bare))
        }
        StubRole::LibraryWithMain => format!("{TITLE}#[cfg(test)]\nfn main() {{}}\n"),
        StubRole::Program => format!("{TITLE}fn main() {{}}\n"),
        StubRole::BareProgram => {
            let hosted = "any(test, unix, windows, target_family = \"wasm\")";
            let bare = format!("not({hosted})");
            format!(
                "{TITLE}#![cfg_attr({bare}, no_std, no_main)]\n\n{}\n\
                 #[cfg({hosted})]\nfn main() {{}}\n",
                panic_handler(&bare)
            )
        }
    }
}

fn panic_handler(condition: &str) -> String {
    format!(
        "#[cfg({condition})]\n#[panic_handler]\n\
         fn panic(_: &core::panic::PanicInfo) -> ! {{\n    loop {{}}\n}}\n"
    )
}
