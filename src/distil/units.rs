//! Finds the requests of the units that a selection compiles. They are kept apart where cargo
//! compiles the same external crate differently.
//!
//! Cargo's `UnitFor` and its LTO pass tell these cases apart:
//! - Tests and what they use are compiled for unwinding, whatever the profile's `panic` says.
//! - Build scripts and procedural macros use the features and profile of the host.
//! - Under `check`, dependencies of a selected macro are only checked; those of a macro that
//!   another crate uses are compiled.
//! - With LTO, crates below a `dylib` or a library of several types need other code than crates
//!   below a program.

use std::collections::BTreeMap;

use super::condition::{Condition, Side};
use super::edges::Active;
use super::named_targets::takes;
use super::platforms::KnownPlatforms;
use super::replacing::ReplacingRequest;
use super::requests::CrateRequests;
use super::resolution::Resolution;
use super::select::Selected;
use crate::manifest::DependencyKind;
use crate::selection::{Rule, Selection, Targets};
use crate::workspace::{Dependency, Link, PackageIndex, Target, TargetKind, Workspace};

/// The kind of root unit through which something is built for the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EntryPoint {
    /// A library, binary or example.
    Normal,
    /// A test or benchmark.
    Test,
    /// A binary that an integration test of its package runs. `check` does not build it.
    BinaryOfTest,
}

/// The kind of code that a crate needs under LTO, as cargo's LTO pass distinguishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Code {
    /// Bitcode: the crate is below programs and plain libraries.
    Bitcode,
    /// Bitcode and object code: the crate is below a library of several types.
    Both,
    /// Object code: the crate is only below dylibs.
    Object,
}

/// Units of one class are compiled in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Reached from a target without crossing to the host.
    Target(EntryPoint, Code),
    /// Used by a procedural macro that is selected itself, or by its unit tests.
    Macro,
    /// Used by a build script, or by a procedural macro that another crate uses.
    Host,
}

impl Class {
    /// The side whose features apply.
    pub(super) fn side(self) -> Side {
        match self {
            Class::Target(..) => Side::Target,
            Class::Macro | Class::Host => Side::Host,
        }
    }

    /// The class of the dependencies of a library. Units for the host take no part in LTO.
    fn below(self, crate_types: &[String]) -> Self {
        match self {
            Class::Target(entry, above) => Class::Target(entry, code_below(crate_types, above)),
            host => host,
        }
    }
}

/// The code that the dependencies of a library need, if units above need this code from the
/// library.
fn code_below(crate_types: &[String], above: Code) -> Code {
    let is = |names: &[&str], crate_type: &String| names.contains(&crate_type.as_str());
    if crate_types.iter().all(|t| is(&["staticlib", "cdylib", "bin"], t)) {
        return Code::Bitcode;
    }
    let needs_object = crate_types.iter().any(|t| is(&["staticlib", "cdylib", "bin", "dylib"], t));
    match above {
        Code::Bitcode if needs_object && crate_types.iter().all(|t| t == "dylib") => Code::Object,
        Code::Bitcode if needs_object => Code::Both,
        code => code,
    }
}

/// What decides which units are built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units<'a> {
    /// The workspace, in which replacing crates count as external.
    pub workspace: &'a Workspace,
    /// The platforms that are built for.
    pub platforms: &'a KnownPlatforms,
    /// The targets that are built.
    pub selection: &'a Selection,
    /// The members that are built.
    pub selected: &'a Selected<'a>,
    /// What is asked of replacing crates that are selected themselves.
    pub replacing: &'a BTreeMap<PackageIndex, ReplacingRequest>,
    /// The features that are active.
    pub resolution: &'a Resolution<'a>,
}

impl Units<'_> {
    /// The requests of all units, by class.
    pub(super) fn requests(self) -> BTreeMap<Class, CrateRequests> {
        let mut walk = Walk { units: self, libraries: BTreeMap::new(), built: BTreeMap::new() };
        for &index in &self.selected.packages {
            for target in &self.workspace.packages[index].targets {
                walk.root(index, target, &self.selection.targets);
            }
        }
        walk.built.retain(|_, requests| !requests.is_empty());
        walk.built
    }
}

struct Walk<'a> {
    units: Units<'a>,
    /// Where each local library is built, by its class.
    libraries: BTreeMap<(PackageIndex, Class), Condition>,
    built: BTreeMap<Class, CrateRequests>,
}

impl Walk<'_> {
    /// Adds all units that the selection builds from one target of a selected package.
    fn root(&mut self, index: PackageIndex, target: &Target, targets: &Targets) {
        let here = self.required_features(index, target);
        if here.is_never() || target.kind == TargetKind::BuildScript {
            return;
        }
        let is_macro = target.kind == TargetKind::ProcMacro;
        let class =
            |entry| if is_macro { Class::Macro } else { Class::Target(entry, Code::Bitcode) };
        if is_built(target, targets) {
            let dev = matches!(target.kind, TargetKind::Example(_));
            self.root_unit(index, target, class(EntryPoint::Normal), dev, &here);
        }
        if is_tested(target, targets) {
            self.root_unit(index, target, class(EntryPoint::Test), true, &here);
            if matches!(target.kind, TargetKind::Test | TargetKind::Bench) {
                self.binaries_of_test(index, &here);
            }
        }
    }

    fn binaries_of_test(&mut self, index: PackageIndex, condition: &Condition) {
        let targets = &self.units.workspace.packages[index].targets;
        for target in targets.iter().filter(|target| target.kind == TargetKind::Binary) {
            let here = condition.and(&self.required_features(index, target));
            let class = Class::Target(EntryPoint::BinaryOfTest, Code::Bitcode);
            self.root_unit(index, target, class, false, &here);
        }
    }

    /// Adds a unit that cargo starts from. A test is linked as a program, whatever its target is.
    fn root_unit(
        &mut self,
        index: PackageIndex,
        target: &Target,
        class: Class,
        dev: bool,
        condition: &Condition,
    ) {
        let is_test = matches!(class, Class::Target(EntryPoint::Test, _));
        let class = match &target.kind {
            TargetKind::Library(types) | TargetKind::Example(types) if !is_test => {
                class.below(types)
            }
            _ => class,
        };
        self.dependencies(index, class, dev, condition);
        let package = &self.units.workspace.packages[index];
        if !is_test && matches!(target.kind, TargetKind::Library(_) | TargetKind::ProcMacro) {
            self.replacing_library(index, class, condition);
        }
        if !matches!(target.kind, TargetKind::Library(_) | TargetKind::ProcMacro)
            && package.library().is_some()
        {
            self.library(index, class, condition);
        }
    }

    /// Requests a selected package if it is a replacing crate.
    fn replacing_library(&mut self, index: PackageIndex, class: Class, condition: &Condition) {
        if let Some(selection) = self.units.replacing.get(&index) {
            selection.add_to(self.built.entry(class).or_default(), condition);
        }
    }

    /// Adds a local library that a unit of `class` depends on.
    fn library(&mut self, index: PackageIndex, class: Class, condition: &Condition) {
        let Some(library) = self.units.workspace.packages[index].library() else {
            return;
        };
        let class = match (&library.kind, class) {
            (TargetKind::Library(types), class) => class.below(types),
            _ => Class::Host,
        };
        self.replacing_library(index, class, condition);
        if self.libraries.entry((index, class)).or_default().unite(condition) {
            self.dependencies(index, class, false, condition);
        }
    }

    /// Adds everything that a unit of a package depends on, including what its build script needs.
    fn dependencies(
        &mut self,
        index: PackageIndex,
        class: Class,
        dev: bool,
        condition: &Condition,
    ) {
        let Units { workspace, platforms, resolution, .. } = self.units;
        let package = &workspace.packages[index];
        let nothing = Active::default();
        let active = resolution.active(index, class.side()).unwrap_or(&nothing);
        for dependency in &package.dependencies {
            let below = match dependency.kind {
                DependencyKind::Normal => class,
                DependencyKind::Development if dev => class,
                DependencyKind::Build if package.has_build_script() => Class::Host,
                _ => continue,
            };
            let platform = platforms.condition(class.side(), dependency);
            let asked = active.asked(package, dependency, condition, &platform);
            if asked.presence.is_never() {
                continue;
            }
            match dependency.link {
                Link::Local(library) => self.library(library, below, &asked.presence),
                Link::External(locked) => {
                    self.built.entry(below).or_default().add_as_written(locked, dependency, &asked);
                }
                Link::Absent => {}
            }
        }
    }

    /// Where the features that a target requires are active.
    fn required_features(&self, index: PackageIndex, target: &Target) -> Condition {
        if matches!(target.kind, TargetKind::Library(_) | TargetKind::ProcMacro) {
            return Condition::always();
        }
        let side = Side::Target;
        target.required_features.iter().fold(Condition::always(), |condition, name| {
            let active = match name.split_once('/') {
                None => self.units.resolution.feature(index, side, name),
                Some((key, feature)) => self.dependency_feature(index, key, feature),
            };
            condition.and(&active)
        })
    }

    /// Where `key/feature` is active for a package. This counts what is asked of external crates,
    /// but not what they switch on in each other, which is not known here.
    fn dependency_feature(&self, index: PackageIndex, key: &str, feature: &str) -> Condition {
        let mut active = Condition::never();
        let package = &self.units.workspace.packages[index];
        for dependency in package.dependencies.iter().filter(|d| d.key == key) {
            active.unite(&self.feature_of(dependency, feature));
        }
        active
    }

    fn feature_of(&self, dependency: &Dependency, feature: &str) -> Condition {
        let resolution = self.units.resolution;
        let side = resolution.side_of(Side::Target, dependency);
        match dependency.link {
            Link::Local(local) => resolution.feature(local, side, feature),
            Link::External(locked) => {
                let requests = resolution.requests.get(&side);
                let request = requests.and_then(|requests| requests.0.get(&locked));
                request.map(|request| request.feature(feature)).unwrap_or_default()
            }
            Link::Absent => Condition::never(),
        }
    }
}

/// Whether the selection builds a target as a library, program or example.
fn is_built(target: &Target, targets: &Targets) -> bool {
    let (library, binaries, examples) = match targets {
        Targets::Default => (true, &Rule::All, &Rule::None),
        Targets::All => (true, &Rule::All, &Rule::All),
        Targets::Only(filter) => (filter.library, &filter.binaries, &filter.examples),
    };
    match target.kind {
        TargetKind::Library(_) | TargetKind::ProcMacro => library,
        TargetKind::Binary => takes(binaries, &target.name),
        TargetKind::Example(_) => takes(examples, &target.name),
        TargetKind::Test | TargetKind::Bench | TargetKind::BuildScript => false,
    }
}

/// Whether the selection builds a target as a test or benchmark.
fn is_tested(target: &Target, targets: &Targets) -> bool {
    let (tests, benches) = match targets {
        Targets::Default => return false,
        Targets::All => (&Rule::All, &Rule::All),
        Targets::Only(filter) => (&filter.tests, &filter.benches),
    };
    let by_tests = match tests {
        Rule::None => false,
        Rule::All => target.test,
        Rule::Named(_) => target.kind == TargetKind::Test && takes(tests, &target.name),
    };
    let by_benches = match benches {
        Rule::None => false,
        Rule::All => target.bench,
        Rule::Named(_) => target.kind == TargetKind::Bench && takes(benches, &target.name),
    };
    by_tests || by_benches
}
