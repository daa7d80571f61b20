//! Finds the files and directories outside of packages that units were compiled from. The units
//! name them: in the dep-info that rustc writes, which is a makefile, and in the lines that build
//! scripts print for cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::parallel;
use super::project::{LocalPackage, Project, resolved};
use super::time::Time;
use super::units::{Units, directories, profiles};

/// Files and directories, each with the packages whose units have named it. If there is no package,
/// it may be any.
pub(super) type Named = BTreeMap<PathBuf, BTreeSet<String>>;

/// Everything that was named since a time.
pub(super) fn named_since(project: &Project, units: &Units, time: Time) -> Named {
    let build = &project.build_directory;
    let mut files = Vec::new();
    for profile in profiles(build) {
        for place in [profile.join("deps"), profile.join("examples")] {
            dep_infos(&place, time, &mut files);
        }
        for unit in directories(&profile.join("build")) {
            dep_infos(&unit, time, &mut files);
            for unit in directories(&unit) {
                dep_infos(&unit.join("out"), time, &mut files);
            }
        }
    }
    let mut named = Named::new();
    let mut add = |packages: &BTreeSet<String>, paths: Vec<PathBuf>| {
        for path in paths {
            named.entry(path).or_default().extend(packages.iter().cloned());
        }
    };
    for (packages, paths) in parallel::map(&files, |file| of_dep_info(file, project)) {
        add(&packages, paths);
    }
    for unit in units.0.values().filter(|unit| unit.started >= time) {
        if let Some(output) = &unit.output {
            let paths = of_script(&build.join(output), &unit.package, project);
            add(&BTreeSet::from([unit.package.clone()]), paths);
        }
    }
    named
}

fn dep_infos(directory: &Path, time: Time, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_new = || path.metadata().is_ok_and(|metadata| Time::modified(&metadata) >= time);
        if path.extension().is_some_and(|extension| extension == "d") && is_new() {
            files.push(path);
        }
    }
}

/// The files that the dep-info of a local unit names, and the packages that it may belong to. Cargo
/// runs rustc in the root of the workspace, or for packages elsewhere in their own directory.
fn of_dep_info(file: &Path, project: &Project) -> (BTreeSet<String>, Vec<PathBuf>) {
    let nothing = (BTreeSet::new(), Vec::new());
    let Ok(text) = fs::read(file) else {
        return nothing;
    };
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut bases = vec![project.root.as_path()];
    let directories = project.directories();
    bases.extend(directories.iter().filter(|directory| !directory.starts_with(&project.root)));
    let mut names = sources(&text);
    let Some(main) = names.next() else {
        return nothing;
    };
    let find = |bases: &[&Path], name: &str| -> Vec<PathBuf> {
        bases.iter().flat_map(|base| existing(&base.join(name))).collect()
    };
    let mut files = find(&bases, &main);
    if files.iter().all(|path| is_external(path, project)) {
        return nothing;
    }
    let has_source = |package: &LocalPackage, files: &[PathBuf]| {
        package.sources.iter().any(|s| files.contains(s))
    };
    let mut owners: Vec<&LocalPackage> =
        project.packages.iter().filter(|package| has_source(package, &files)).collect();
    if owners.len() > 1 {
        // The same name in several directories: the name of the crate tells which is meant.
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let name = stem.rsplit_once('-').map_or(stem, |(name, _)| name);
        if owners.iter().any(|package| package.crates.contains(name)) {
            owners.retain(|package| package.crates.contains(name));
            bases.retain(|base| {
                let files = find(&[*base], &main);
                owners.iter().any(|package| has_source(package, &files))
            });
            files = find(&bases, &main);
        }
    }
    let mut packages: BTreeSet<String> =
        owners.into_iter().map(|package| package.name.clone()).collect();
    if packages.is_empty() {
        packages.insert(String::new());
    }
    files.extend(names.flat_map(|name| find(&bases, &name)));
    (packages, files)
}

/// The files that a dep-info names, the main file first.
pub(super) fn sources(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    // Each file also has a line of its own, so that make does not fail if the file is gone.
    lines.filter_map(|line| line.strip_suffix(':')).map(|name| name.replace("\\ ", " "))
}

/// Whether the main file of a crate belongs to an external package. Cargo does not compare the
/// times of its files.
fn is_external(main: &Path, project: &Project) -> bool {
    let is_known = project.packages.iter().any(|p| p.sources.iter().any(|source| source == main));
    let package = main.ancestors().skip(1).find(|directory| directory.join("Cargo.toml").is_file());
    !is_known && package.is_some_and(|package| !project.directories().contains(package))
}

/// The paths that the run of a build script told cargo to watch. Cargo takes them as relative to
/// the package.
pub(super) fn of_script(output: &Path, package: &str, project: &Project) -> Vec<PathBuf> {
    let Ok(text) = fs::read(output) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&text).into_owned();
    let packages = project.packages.iter().filter(|candidate| candidate.name == package);
    let directories: Vec<&Path> = packages.map(|package| package.directory.as_path()).collect();
    let mut paths = Vec::new();
    // Cargo trims what a build script says.
    for line in text.lines().map(str::trim) {
        let value = ["cargo::rerun-if-changed=", "cargo:rerun-if-changed="]
            .iter()
            .find_map(|prefix| line.strip_prefix(prefix));
        let Some(value) = value.map(Path::new) else { continue };
        if value.is_absolute() {
            paths.extend(watched(value));
        } else {
            paths.extend(directories.iter().flat_map(|base| watched(&base.join(value))));
        }
    }
    paths
}

/// Whether the run of a build script has not said when it has to run again. Cargo then runs it again
/// when any file of its package has changed.
pub(super) fn is_silent(output: &Path) -> bool {
    let text = fs::read(output).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let says =
        |line: &str| ["cargo::rerun-if-", "cargo:rerun-if-"].iter().any(|p| line.starts_with(p));
    !text.lines().map(str::trim).any(says)
}

/// The path of something that exists, the path that it leads to if it is a link, and those of the
/// links on the way to it. If one of the links leads elsewhere one day, so does the path.
fn existing(path: &Path) -> Vec<PathBuf> {
    if path.symlink_metadata().is_err() { Vec::new() } else { watched(path) }
}

/// The same for a path that need not exist: what is watched may be missing now, and come back.
fn watched(path: &Path) -> Vec<PathBuf> {
    let is_link =
        |path: &&Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let links = path.ancestors().skip(1).filter(is_link);
    std::iter::once(path).chain(links).map(in_place).chain([resolved(path)]).collect()
}

/// The path with all links resolved except for the last part.
fn in_place(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        // The path ends in `..`, or is the root.
        _ => resolved(path),
    }
}
