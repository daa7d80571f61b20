//! Requests written down as packages.
//!
//! The packages of an umbrella mirror the ways in which local packages reach external crates
//! (see [`super::units`]), one package a way, so that cargo compiles the external crates below
//! each as it does in the real workspace:
//!
//! | package | its target | stands for |
//! |---|---|---|
//! | `…` | library | libraries, binaries and examples |
//! | `…-test` | integration test | tests and benchmarks |
//! | `…-binary-of-test` | binary and integration test | binaries that integration tests run |
//! | `…-macro` | procedural macro | procedural macros that are selected themselves |
//! | `…-macro-units` | library below it | what they use (see [`GATE`]) |
//! | `…-host` | procedural macro | build scripts, and macros that others use |
//! | `…-both`, `…-object` | library of these crate types | crates that need other code under LTO |
//! | `…-resolved` | benchmark, never built | what takes part in feature resolution only |

mod manifest;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use toml::{Table, Value};

use super::condition::{Condition, Side, Term};
use super::request::{Request, Requests};
use super::resolve::FeaturesFor;
use super::units::{Class, Code, Entry};
use super::{UMBRELLA, Umbrella, carried, profiles};
use crate::error::Result;
use crate::project::{Manifest, Project};
use crate::selection::Profile;
use crate::workspace::lockfile::{self, LockedIndex, Lockfile};
use crate::workspace::{PackageIndex, Resolver, Workspace};
use shape::Shape;

/// The directory part of a package of the umbrella; its name is [`UMBRELLA`] with this behind.
type Suffix = String;

const ROOT: &str = "";
const RESOLVED: &str = "resolved";
const MACRO_UNITS: &str = "macro-units";
const MACRO_GATE: &str = "macro-gate";

/// Cargo resolves features from a selected procedural macro for the target, too, although it is
/// built for the host. So that what the host needs does not get there, the macro's dependencies
/// are optional, behind this feature, and only [`MACRO_GATE`] switches it on, for the host.
const GATE: &str = "cargo-chef-gate";

/// The packages of an umbrella.
#[derive(Debug)]
pub struct Plan<'a> {
    lockfile: &'a Lockfile,
    resolver: Resolver,
    packages: BTreeMap<Suffix, Package>,
}

/// One package: what it asks for, and what it is built as.
#[derive(Debug)]
struct Package {
    shape: Shape,
    /// Whether cargo starts from it; others are dependencies of those.
    is_entry: bool,
    /// Whether its dependencies stand behind [`GATE`].
    is_gated: bool,
    requests: BTreeMap<LockedIndex, Request>,
    /// Other packages of the umbrella that it depends on.
    links: BTreeMap<Suffix, Condition>,
}

/// What a package depends on.
#[derive(Debug, Default)]
struct Dependencies {
    requests: BTreeMap<LockedIndex, Request>,
    links: BTreeMap<Suffix, Condition>,
}

impl<'a> Plan<'a> {
    /// Lays out what is built and what is only resolved.
    pub fn new(
        lockfile: &'a Lockfile,
        resolver: Resolver,
        built: BTreeMap<Class, Requests>,
        unbuilt: BTreeMap<FeaturesFor, Requests>,
    ) -> Self {
        let mut plan = Self { lockfile, resolver, packages: BTreeMap::new() };
        plan.package(ROOT, Shape::Library(&["lib"]), true);
        for (class, requests) in built {
            match class {
                Class::Target(entry, code) => plan.add_target(entry, code, requests),
                Class::Macro => plan.add_macro(requests),
                Class::Host => plan.add_host(ROOT, requests),
            }
        }
        for (side, requests) in unbuilt {
            plan.package(RESOLVED, Shape::Bench, true);
            match side {
                FeaturesFor::Target => plan.add_requests(RESOLVED, requests),
                FeaturesFor::Host => plan.add_host(RESOLVED, requests),
            }
        }
        plan
    }

    fn package(&mut self, suffix: &str, shape: Shape, is_entry: bool) -> &mut Package {
        self.packages.entry(suffix.to_owned()).or_insert_with(|| Package {
            shape,
            is_entry,
            is_gated: suffix.starts_with(MACRO_UNITS),
            requests: BTreeMap::new(),
            links: BTreeMap::new(),
        })
    }

    fn add_target(&mut self, entry: Entry, code: Code, requests: Requests) {
        let (parent, shape) = match entry {
            Entry::Normal => (ROOT, Shape::Library(&["lib"])),
            Entry::Test => ("test", Shape::Test),
            Entry::BinaryOfTest => ("binary-of-test", Shape::BinaryAndTest),
        };
        self.package(parent, shape, true);
        let (name, shape) = match code {
            Code::Bitcode => return self.add_requests(parent, requests),
            Code::Both => ("both", Shape::Library(&["lib", "cdylib"])),
            Code::Object => ("object", Shape::Library(&["dylib"])),
        };
        let suffix = joined(parent, name);
        self.package(&suffix, shape, false);
        self.link(parent, &suffix, &Condition::always());
        self.add_requests(&suffix, requests);
    }

    /// Requests of selected macros. Whether a feature is active may depend on the target, and then
    /// the gate does.
    fn add_macro(&mut self, requests: Requests) {
        self.package("macro", Shape::Macro, true);
        self.package(RESOLVED, Shape::Bench, true);
        for (number, (below, requests)) in by_target(requests).into_iter().enumerate() {
            let [units, gate] =
                [MACRO_UNITS, MACRO_GATE].map(|base| numbered(base, number, &below));
            self.package(&units, Shape::Library(&["lib"]), false);
            self.package(&gate, Shape::Macro, false);
            self.link("macro", &units, &Condition::always());
            self.link(RESOLVED, &gate, &Condition::from_term(below));
            self.link(&gate, &units, &Condition::always());
            self.add_requests(&units, requests);
        }
    }

    /// Requests for the host: one package for each condition that the target has to fulfil before
    /// the host is reached. Most often there is none.
    fn add_host(&mut self, parent: &str, requests: Requests) {
        for (number, (below, requests)) in by_target(requests).into_iter().enumerate() {
            let suffix = numbered(&joined(parent, "host"), number, &below);
            self.package(&suffix, Shape::Macro, false);
            self.link(parent, &suffix, &Condition::from_term(below));
            self.add_requests(&suffix, requests);
        }
    }

    fn link(&mut self, from: &str, to: &str, condition: &Condition) {
        if let Some(package) = self.packages.get_mut(from) {
            package.links.entry(to.to_owned()).or_default().unite(condition);
        }
    }

    fn add_requests(&mut self, suffix: &str, requests: Requests) {
        if let Some(package) = self.packages.get_mut(suffix) {
            package.requests.extend(requests.0);
        }
    }

    /// What is asked for.
    pub fn roots(&mut self) -> BTreeSet<LockedIndex> {
        self.split_triples();
        self.packages.values().flat_map(|package| package.requests.keys().copied()).collect()
    }

    /// Writes the manifests and the lockfile, and adds the local packages that are compiled.
    pub fn into_umbrella(
        mut self,
        workspace: &Workspace,
        profile: Option<&Profile>,
        carried: &BTreeSet<PackageIndex>,
    ) -> Result<Umbrella> {
        let roots = self.roots();
        let reached: Vec<_> = self.lockfile.reachable(roots).into_iter().collect();
        let (mut manifests, sources) =
            carried::restored(workspace, carried, |path| self.packages.contains_key(path))?;
        let mut entries: Vec<_> =
            reached.iter().map(|&i| lockfile::entry(self.lockfile, i)).collect();
        for (suffix, package) in &self.packages {
            let mut manifest = self.manifest(suffix, package);
            if suffix == ROOT {
                self.add_root_tables(&mut manifest, workspace, profile, (&reached, carried));
            }
            manifests.push(Manifest {
                relative_path: path_to(suffix, "Cargo.toml"),
                contents: manifest.to_string(),
                targets: package.shape.targets(suffix),
            });
            entries.push(self.lock_entry(suffix, package));
        }
        manifests.sort();
        let project = Project {
            manifests,
            lockfile: Some(lockfile::write(entries)),
            sources,
            config: carried::config(workspace, carried),
        };
        let directories = carried.iter().map(|&index| workspace.packages[index].directory.clone());
        let outside = directories.filter(|path| path.starts_with("..")).collect();
        Ok(Umbrella { project, outside, crates: reached.len() })
    }

    /// A dependency table stands below one triple or one `cfg`. Where both are needed, a package
    /// of its own takes the dependencies, and the triple decides whether it is used.
    fn split_triples(&mut self) {
        for suffix in self.packages.keys().cloned().collect::<Vec<_>>() {
            let Some(package) = self.packages.get_mut(&suffix) else { continue };
            let mut moved: BTreeMap<String, Dependencies> = BTreeMap::new();
            for (&index, request) in &mut package.requests {
                for (triple, part) in request.take_mixed() {
                    moved.entry(triple).or_default().requests.insert(index, part);
                }
            }
            package.requests.retain(|_, request| !request.presence.is_never());
            for (to, condition) in &mut package.links {
                for (triple, part) in condition.take_mixed() {
                    moved.entry(triple).or_default().links.insert(to.clone(), part);
                }
            }
            package.links.retain(|_, condition| !condition.is_never());
            for (triple, Dependencies { requests, links }) in moved {
                let on = joined(&suffix, &format!("on-{triple}"));
                let package = self.package(&on, Shape::Library(&["lib"]), false);
                package.is_gated = false;
                package.requests.extend(requests);
                package.links.extend(links);
                self.link(&suffix, &on, &Condition::on(Side::Target, &triple));
            }
        }
    }

    fn add_root_tables(
        &self,
        manifest: &mut Table,
        workspace: &Workspace,
        profile: Option<&Profile>,
        (reached, carried): (&[LockedIndex], &BTreeSet<PackageIndex>),
    ) {
        let others = self.packages.keys().filter(|suffix| *suffix != ROOT);
        let members: Vec<Value> = others.map(|suffix| suffix.as_str().into()).collect();
        let entries = self.packages.iter().filter(|(_, package)| package.is_entry);
        let default: Vec<Value> = entries
            .map(|(suffix, _)| if suffix == ROOT { "." } else { suffix.as_str() }.into())
            .collect();
        let resolver = match self.resolver {
            Resolver::V1 => "1",
            Resolver::V2 => "2",
        };
        let mut table = Table::new();
        if !members.is_empty() {
            table.insert("default-members".into(), default.into());
            table.insert("members".into(), members.into());
        }
        table.insert("resolver".into(), resolver.into());
        manifest.insert("workspace".into(), table.into());
        let root = &workspace.root_manifest;
        let local: Vec<_> = carried.iter().map(|&index| &workspace.packages[index]).collect();
        let kept = [
            ("cargo-features", root.get("cargo-features").cloned()),
            ("profile", profiles::profiles(root, profile, self.lockfile, reached)),
            ("patch", profiles::patches(root, self.lockfile, reached, &local)),
            ("replace", profiles::replacements(root, self.lockfile, reached, &local)),
        ];
        for (key, value) in kept {
            if let Some(value) = value {
                manifest.insert(key.into(), value);
            }
        }
    }

    fn lock_entry(&self, suffix: &str, package: &Package) -> lockfile::Entry {
        let locals = package.links.keys().map(|to| format!("{} 0.0.0", name(to)));
        let external = package.requests.keys().map(|&index| {
            let package = &self.lockfile.packages[index];
            lockfile::reference(&package.name, &package.version, package.source.as_deref())
        });
        let mut dependencies: Vec<_> = locals.chain(external).collect();
        dependencies.sort();
        lockfile::Entry {
            name: name(suffix),
            version: Version::new(0, 0, 0),
            source: None,
            checksum: None,
            dependencies,
            replaced_by: None,
        }
    }
}

/// Requests for the host, by what the target has to fulfil.
fn by_target(requests: Requests) -> BTreeMap<Term, Requests> {
    let mut groups: BTreeMap<Term, Requests> = BTreeMap::new();
    for (index, request) in requests.0 {
        for (below, part) in request.split_by_target() {
            groups.entry(below).or_default().0.insert(index, part);
        }
    }
    groups
}

/// The name of one of several packages; that of the one without a condition has no number.
fn numbered(base: &str, number: usize, below: &Term) -> Suffix {
    if below.is_empty() { base.to_owned() } else { format!("{base}-{number}") }
}

fn name(suffix: &str) -> String {
    joined(UMBRELLA, suffix)
}

fn joined(front: &str, back: &str) -> String {
    match (front, back) {
        ("", only) | (only, "") => only.to_owned(),
        (front, back) => format!("{front}-{back}"),
    }
}

fn path_to(suffix: &str, file: &str) -> String {
    if suffix.is_empty() { file.to_owned() } else { format!("{suffix}/{file}") }
}

fn up(suffix: &str) -> &'static str {
    if suffix.is_empty() { "" } else { "../" }
}
