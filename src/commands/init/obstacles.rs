//! What a later `docker build` would stumble over.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::options::Style;
use super::plan::ImagePlan;
use crate::installation::Installation;
use crate::source::Source;
use crate::workspace::Workspace;

/// Something that does not work, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub what: String,
    pub hint: String,
}

/// Everything that is known to fail. `exists` tells whether there is a path, relative to the root.
pub(super) fn obstacles(
    workspace: &Workspace,
    plan: &ImagePlan,
    style: &Style,
    exists: impl Fn(&str) -> bool,
) -> Vec<Obstacle> {
    let mut found: Vec<Obstacle> = Vec::new();
    let mut add = |what: String, hint: &str| found.push(Obstacle { what, hint: hint.to_owned() });
    for directory in &plan.outside {
        add(
            format!("`{directory}` is outside of the directory that docker is given"),
            "build with a directory above as context, and copy from there",
        );
    }
    for file in plan.files.iter().filter(|file| !exists(file)) {
        add(
            format!("`{file}`, which cargo's configuration names, is not there yet"),
            "put it there before you build, with `cargo vendor` if it has vendored crates",
        );
    }
    if let Installation::Source(directory) = &style.installation
        && !exists(&format!("{directory}/Cargo.toml"))
    {
        add(
            format!("there is no copy of cargo-chef in `{directory}` yet"),
            "put a checkout of cargo-chef there",
        );
    }
    for place in local_sources(workspace) {
        add(
            format!("`{place}` is on this machine, where docker cannot reach it"),
            "name a server, or vendor the crates with `cargo vendor`",
        );
    }
    let is_locked =
        |name: &str| workspace.lockfile.graph.packages.iter().any(|package| package.name == name);
    if style.runtime.is_static() && is_locked("openssl-sys") && !is_locked("openssl-src") {
        add(
            "`openssl-sys` needs an OpenSSL for musl, which the image does not have".into(),
            "switch on its feature `vendored`, or choose rustls where a crate lets you",
        );
    }
    for key in moved(workspace) {
        add(
            format!("`{key}` in cargo's configuration moves the programs to another directory"),
            "change the path after `COPY --from=builder`",
        );
    }
    found
}

/// The places of packages that only this machine knows.
fn local_sources(workspace: &Workspace) -> BTreeSet<&str> {
    let locked = workspace.lockfile.graph.packages.iter();
    let places = locked.filter_map(|package| package.source.as_ref()).map(Source::place);
    places.filter(|place| place.starts_with("file:")).collect()
}

/// The keys of the project's configuration that change where cargo puts programs.
fn moved(workspace: &Workspace) -> Vec<&'static str> {
    let file = workspace.configuration_file.as_ref();
    let table = file.and_then(|file| file.contents.parse::<Table>().ok());
    let build = table.as_ref().and_then(|table| table.get("build")).and_then(Value::as_table);
    let keys = [("target-dir", "build.target-dir"), ("target", "build.target")];
    let keys = keys.into_iter().filter(|(key, _)| build.is_some_and(|it| it.contains_key(*key)));
    keys.map(|(_, name)| name).collect()
}
