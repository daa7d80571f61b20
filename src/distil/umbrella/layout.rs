//! Lays requests out as packages.
//!
//! The packages of an umbrella mirror the ways in which local packages reach external crates (see
//! [`crate::distil::units`]). Each way has a package of its own, so that cargo compiles the
//! external crates below it as in the real workspace:
//!
//! | package | its target | stands for |
//! |---|---|---|
//! | `…` | library | libraries, binaries and examples |
//! | `…-test` | integration test | tests and benchmarks |
//! | `…-binary-of-test` | binary and integration test | binaries that integration tests run |
//! | `…-macro` | procedural macro | procedural macros that are selected themselves |
//! | `…-macro-units` | library below it | what they use (see [`super::package::GATE`]) |
//! | `…-host` | procedural macro | build scripts, and macros that others use |
//! | `…-both`, `…-object` | library of these crate types | crates that need other code under LTO |
//! | `…-resolved` | benchmark, never built | what takes part in feature resolution only |

use std::collections::{BTreeMap, BTreeSet};

use super::package::{Role, UmbrellaPackage};
use super::shape::Shape;
use super::suffix::Suffix;
use crate::distil::condition::{Condition, Side, Term};
use crate::distil::requests::{CrateRequest, CrateRequests};
use crate::distil::units::{Class, Code, EntryPoint};
use crate::lockfile::{LockedIndex, Lockfile};
use crate::workspace::Resolver;

#[derive(Debug)]
pub(crate) struct Layout<'a> {
    pub(super) lockfile: &'a Lockfile,
    pub(super) resolver: Resolver,
    pub(super) packages: BTreeMap<Suffix, UmbrellaPackage>,
}

/// What moves from a package to one below a triple.
#[derive(Debug, Default)]
struct Moved {
    requests: BTreeMap<LockedIndex, CrateRequest>,
    links: BTreeMap<Suffix, Condition>,
}

impl<'a> Layout<'a> {
    /// Lays out what is built and what is only resolved.
    pub(crate) fn new(
        lockfile: &'a Lockfile,
        resolver: Resolver,
        built: BTreeMap<Class, CrateRequests>,
        unbuilt: BTreeMap<Side, CrateRequests>,
    ) -> Self {
        let mut layout = Self { lockfile, resolver, packages: BTreeMap::new() };
        let root = Suffix::root();
        layout.add_entry(&root, Role::Plain, Shape::Library(&["lib"]));
        for (class, requests) in built {
            match class {
                Class::Target(entry, code) => layout.add_target(entry, code, requests),
                Class::Macro => layout.add_macro(requests),
                Class::Host => layout.add_host(&root, requests),
            }
        }
        for (side, requests) in unbuilt {
            let suffix = layout.add_resolved();
            match side {
                Side::Target => layout.add_requests(&suffix, requests),
                Side::Host => layout.add_host(&suffix, requests),
            }
        }
        layout.split_triples();
        layout
    }

    /// The external packages that the umbrella depends on.
    pub(crate) fn roots(&self) -> BTreeSet<LockedIndex> {
        self.packages.values().flat_map(|package| package.requests.keys().copied()).collect()
    }

    fn add(&mut self, suffix: &Suffix, package: UmbrellaPackage) {
        self.packages.entry(suffix.clone()).or_insert(package);
    }

    fn add_entry(&mut self, suffix: &Suffix, role: Role, shape: Shape) {
        self.add(suffix, UmbrellaPackage::new(role, shape, true));
    }

    /// Adds the package for what is only resolved.
    fn add_resolved(&mut self) -> Suffix {
        let suffix = Suffix::new("resolved");
        self.add_entry(&suffix, Role::Resolved, Shape::Bench);
        suffix
    }

    fn add_target(&mut self, entry: EntryPoint, code: Code, requests: CrateRequests) {
        let (parent, shape) = match entry {
            EntryPoint::Normal => (Suffix::root(), Shape::Library(&["lib"])),
            EntryPoint::Test => (Suffix::new("test"), Shape::Test),
            EntryPoint::BinaryOfTest => (Suffix::new("binary-of-test"), Shape::BinaryAndTest),
        };
        self.add_entry(&parent, Role::Plain, shape);
        let (name, types): (_, &[&str]) = match code {
            Code::Bitcode => return self.add_requests(&parent, requests),
            Code::Both => ("both", &["lib", "cdylib"]),
            Code::Object => ("object", &["dylib"]),
        };
        let suffix = parent.joined(name);
        self.add(&suffix, UmbrellaPackage::library(types));
        self.link(&parent, &suffix, &Condition::always());
        self.add_requests(&suffix, requests);
    }

    /// Adds the requests of selected macros. Where the target decides whether a feature is active,
    /// it has to decide whether the gate is opened.
    fn add_macro(&mut self, requests: CrateRequests) {
        let entry = Suffix::new("macro");
        self.add_entry(&entry, Role::Plain, Shape::Macro);
        let resolved = self.add_resolved();
        for (number, (below, requests)) in by_target(requests).into_iter().enumerate() {
            let units = Suffix::new("macro-units").numbered(number, &below);
            let gate = Suffix::new("macro-gate").numbered(number, &below);
            let library = Shape::Library(&["lib"]);
            self.add(&units, UmbrellaPackage::new(Role::MacroUnits, library, false));
            self.add(&gate, UmbrellaPackage::new(Role::MacroGate, Shape::Macro, false));
            self.link(&entry, &units, &Condition::always());
            self.link(&resolved, &gate, &Condition::from_term(below));
            self.link(&gate, &units, &Condition::always());
            self.add_requests(&units, requests);
        }
    }

    /// Adds requests for the host. There is one package for each condition under which the target
    /// reaches the host; most often there is only the empty condition.
    fn add_host(&mut self, parent: &Suffix, requests: CrateRequests) {
        for (number, (below, requests)) in by_target(requests).into_iter().enumerate() {
            let suffix = parent.joined("host").numbered(number, &below);
            self.add(&suffix, UmbrellaPackage::new(Role::Plain, Shape::Macro, false));
            self.link(parent, &suffix, &Condition::from_term(below));
            self.add_requests(&suffix, requests);
        }
    }

    fn link(&mut self, from: &Suffix, to: &Suffix, condition: &Condition) {
        if let Some(package) = self.packages.get_mut(from) {
            package.links.entry(to.clone()).or_default().unite(condition);
        }
    }

    fn add_requests(&mut self, suffix: &Suffix, requests: CrateRequests) {
        if let Some(package) = self.packages.get_mut(suffix) {
            package.requests.extend(requests.0);
        }
    }

    /// A dependency table is below either a triple or a `cfg`. Where a dependency needs both, it
    /// moves to a package of its own, which is used for that triple.
    fn split_triples(&mut self) {
        for suffix in self.packages.keys().cloned().collect::<Vec<_>>() {
            let Some(package) = self.packages.get_mut(&suffix) else { continue };
            for (triple, Moved { requests, links }) in package.take_mixed() {
                let on = suffix.joined(&format!("on-{triple}"));
                let moved = self
                    .packages
                    .entry(on.clone())
                    .or_insert_with(|| UmbrellaPackage::library(&["lib"]));
                moved.requests.extend(requests);
                moved.links.extend(links);
                self.link(&suffix, &on, &Condition::on(Side::Target, &triple));
            }
        }
    }
}

impl UmbrellaPackage {
    /// Removes what depends on both a triple and a `cfg`, and returns it by triple.
    fn take_mixed(&mut self) -> BTreeMap<String, Moved> {
        let mut moved: BTreeMap<String, Moved> = BTreeMap::new();
        for (&index, request) in &mut self.requests {
            for (triple, part) in request.take_mixed() {
                moved.entry(triple).or_default().requests.insert(index, part);
            }
        }
        self.requests.retain(|_, request| !request.presence.is_never());
        for (to, condition) in &mut self.links {
            for (triple, part) in condition.take_mixed() {
                moved.entry(triple).or_default().links.insert(to.clone(), part);
            }
        }
        self.links.retain(|_, condition| !condition.is_never());
        moved
    }
}

/// Requests for the host, by the condition under which the target reaches it.
fn by_target(requests: CrateRequests) -> BTreeMap<Term, CrateRequests> {
    let mut groups: BTreeMap<Term, CrateRequests> = BTreeMap::new();
    for (index, request) in requests.0 {
        for (below, part) in request.split_by_target() {
            groups.entry(below).or_default().0.insert(index, part);
        }
    }
    groups
}
