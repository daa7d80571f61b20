//! What `cargo chef build` takes itself: a workspace of 3,000 files (50 MB) in which nothing has to
//! be compiled: with files that were not touched, with files that are all new, and with files that
//! were not touched since then. Those get earlier times for each build, so they are read again.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use cargo_chef::shell;
use fs_err as fs;

use crate::flags::Flags;
use crate::measure::{Call, Group, Report, cargo};
use crate::real_workspace::Checkout;

const PACKAGES: usize = 30;
const FILES_IN_EACH: usize = 100;
const MEGABYTES: usize = 50;

/// Builds without a change are short, so they are measured more often.
const TIMES_AS_OFTEN: usize = 5;

const ROWS: [&str; 6] = [
    "cargo build",
    "cargo chef build, files not touched",
    "cargo chef build, all files new",
    "cargo chef build, files not touched after that",
    "cargo chef build --dry-run, files not touched",
    "cargo chef build --dry-run, all files new",
];

/// By how many seconds the rows after the first may exceed it.
const LIMITS: [f64; 3] = [0.1, 0.5, 0.1];

pub fn measure(flags: &Flags, report: &mut Report) -> Result<()> {
    let files = PACKAGES * FILES_IN_EACH;
    shell::note("measuring", &format!("{files} files"));
    let origin = flags.directory.join("files/origin");
    write_workspace(&origin)?;
    let checkout = |name| Checkout::new(flags.directory.join("files").join(name));
    let (plain, kept, renewed) = (checkout("plain")?, checkout("kept")?, checkout("renewed")?);
    plain.update(&origin)?;
    kept.update(&origin)?;
    renewed.renew(&origin)?;

    let cargo = cargo();
    let plain = Call { program: &cargo, arguments: "build", directory: &plain.root };
    let build = "chef build --";
    let look = "chef build --dry-run";
    let ours_in = |checkout: &Checkout, arguments| {
        let call = Call { program: &flags.ours, arguments, directory: &checkout.root };
        if arguments == build { call.build() } else { call.run() }
    };
    plain.build()?;
    ours_in(&kept, build)?;
    ours_in(&renewed, build)?;

    let title = format!("{files} files, {MEGABYTES} MB, nothing to compile");
    let mut group = Group::new(&title, &ROWS);
    for _ in 0..flags.runs * TIMES_AS_OFTEN {
        group.rows[0].add(&plain.build()?);
        group.rows[4].add_time(&ours_in(&kept, look)?);
        group.rows[1].add(&ours_in(&kept, build)?);
        renewed.renew(&origin)?;
        group.rows[5].add_time(&ours_in(&renewed, look)?);
        group.rows[2].add(&ours_in(&renewed, build)?);
        group.rows[3].add(&ours_in(&renewed, build)?);
    }
    let compiled: usize = group.rows.iter().filter_map(|row| row.local).sum();
    report.check(compiled == 0, format!("{title}: nothing is compiled ({compiled})"));
    for (row, limit) in group.rows[1..].iter().zip(LIMITS) {
        let more = row.median() - group.rows[0].median();
        let what = format!("{}: at most {limit} s more than cargo ({more:.3} s)", row.name);
        report.check(more <= limit, what);
    }
    report.groups.push(group);
    Ok(())
}

/// A chain of packages, each with one file that is compiled and others that are not.
fn write_workspace(root: &Path) -> Result<()> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    fs::create_dir_all(root)?;
    fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = [\"p*\"]\nresolver = \"2\"\n")?;
    for package in 0..PACKAGES {
        let source = root.join(format!("p{package}/src"));
        fs::create_dir_all(&source)?;
        let mut manifest = format!(
            "[package]\nname = \"p{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n"
        );
        if package > 0 {
            let before = package - 1;
            writeln!(manifest, "p{before} = {{ path = \"../p{before}\" }}")?;
        }
        fs::write(root.join(format!("p{package}/Cargo.toml")), manifest)?;
        fs::write(source.join("lib.rs"), format!("//! Package {package}.\n"))?;
        // The manifest and `lib.rs` are two of them, and next to nothing.
        let bytes = MEGABYTES * 1_000_000 / PACKAGES / (FILES_IN_EACH - 2);
        for file in 2..FILES_IN_EACH {
            let line = format!("package {package}, file {file}\n");
            let text = line.repeat(bytes.div_ceil(line.len()));
            fs::write(source.join(format!("{file}.txt")), text)?;
        }
    }
    Ok(())
}
