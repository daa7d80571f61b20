//! A random workspace and a random selection.
//!
//! A [`Case`] is plain numbers, so that it shrinks well; [`Case::project`] makes sense of them.
//!
//! Two things are known to differ, and not made. One is a feature that names a feature of a mere dev-dependency,
//! which only another member switches on, and which implies an optional dependency. Cargo's dependency
//! resolver looks at dev-dependencies for what the selection itself switches on, its feature resolver for
//! all. So the feature is active, without the dependency; in an umbrella, it has the dependency.
//!
//! The other one is a replacing crate that is selected with its tests. Where a build script of an external
//! crate uses it, too, what it asks of its dev-dependencies is active for the host as well, which a
//! lockfile alone does not tell.

#![expect(clippy::format_push_string, reason = "manifests read best line by line")]

use proptest::collection::vec;
use proptest::prelude::*;

use crate::oracle::Project;
use crate::registry::FEATURES;

/// The features of the crates in the registry that may switch on an optional dependency. Those of local
/// packages are `f0` and so on.
const IMPLYING: [&str; 4] = ["extra", "q", "u", "w"];

/// Platform expressions that differ between the targets of the cases.
const PLATFORMS: [&str; 6] = [
    "cfg(unix)",
    "cfg(windows)",
    "cfg(target_arch = \"aarch64\")",
    "cfg(not(target_arch = \"aarch64\"))",
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
];

/// The number of the profile that only nightly takes.
const UNSTABLE: u8 = 4;

/// Where the local crate is that stands in for `beta`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patch {
    Member,
    Excluded,
    Root,
}

/// Its manifest, with the features that the crates of the registry ask for.
const BETA: &str = "[package]\nname = \"beta\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\
    [features]\ndefault = [\"x\"]\nx = []\ny = [\"x\"]\nz = [\"theta/t\"]\n\
    [dependencies]\ntheta = \"1\"\n";

#[derive(Clone, Debug)]
pub struct Case {
    resolver: u8,
    /// Whether the first package is the root.
    rooted: bool,
    packages: Vec<Package>,
    profile: u8,
    /// Which local crate stands in for `beta`.
    patch: u8,
    packages_flag: u8,
    targets_flag: u8,
    features_flag: u8,
    target: u8,
    release: bool,
}

#[derive(Clone, Debug)]
struct Package {
    /// Crate types of its library.
    library: u8,
    /// Bits: binary, build script, test, bench, example, `test = false`, required features.
    targets: u8,
    dependencies: Vec<Dependency>,
    features: Vec<Vec<(u8, u8, u8)>>,
    is_default: bool,
}

#[derive(Clone, Debug)]
struct Dependency {
    /// A later package, or a crate of the registry.
    on: u8,
    local: bool,
    /// Normal, build or dev.
    kind: u8,
    optional: bool,
    default_features: bool,
    features: u8,
    platform: u8,
}

pub fn case() -> impl Strategy<Value = Case> {
    let shape = (0..4_u8, any::<bool>(), vec(package(), 1..6), 0..8_u8, 0..9_u8);
    let flags = (0..8_u8, 0..14_u8, 0..8_u8, 0..5_u8, any::<bool>());
    (shape, flags).prop_map(|((resolver, rooted, packages, profile, patch), flags)| {
        let (packages_flag, targets_flag, features_flag, target, release) = flags;
        Case {
            resolver,
            rooted,
            packages,
            profile,
            patch,
            packages_flag,
            targets_flag,
            features_flag,
            target,
            release,
        }
    })
}

fn package() -> impl Strategy<Value = Package> {
    let features = vec(vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..3), 0..4);
    (0..10_u8, any::<u8>(), vec(dependency(), 1..9), features, any::<bool>()).prop_map(
        |(library, targets, dependencies, features, is_default)| Package {
            library,
            targets,
            dependencies,
            features,
            is_default,
        },
    )
}

fn dependency() -> impl Strategy<Value = Dependency> {
    let what = (any::<u8>(), any::<bool>(), 0..4_u8, any::<bool>());
    let how = (any::<bool>(), any::<u8>(), 0..12_u8);
    (what, how).prop_map(|((on, local, kind, optional), (default_features, features, platform))| {
        Dependency { on, local, kind, optional, default_features, features, platform }
    })
}

impl Package {
    fn has(&self, bit: u8) -> bool {
        self.targets & (1 << bit) != 0
    }

    /// The crate types of the library; `None` where there is none.
    fn crate_types(&self) -> Option<&'static str> {
        Some(match self.library {
            0 => return None,
            1 | 2 => "proc-macro",
            3 => "\"lib\", \"cdylib\"",
            4 => "\"dylib\"",
            5 => "\"cdylib\"",
            _ => "\"lib\"",
        })
    }

    fn has_binary(&self) -> bool {
        self.has(0) || self.library == 0
    }
}

/// One line of a dependency table, with what features may say of it.
struct Line {
    table: String,
    key: String,
    text: String,
    optional: bool,
    features: Vec<String>,
}

impl Case {
    pub fn project(&self) -> Project {
        let mut files = Vec::new();
        for index in 0..self.packages.len() {
            self.add_package(index, &mut files);
        }
        match self.patch() {
            // The crate at the root is another one than `p0`, which `rooted` puts there.
            Some(Patch::Root) => {
                files.push((
                    "Cargo.toml".into(),
                    format!("{}{BETA}{}", self.unstable(), self.workspace()),
                ));
                files.push(("src/lib.rs".into(), String::new()));
            }
            Some(Patch::Member | Patch::Excluded) => {
                files.push(("beta/Cargo.toml".into(), BETA.into()));
                files.push(("beta/src/lib.rs".into(), String::new()));
            }
            None => {}
        }
        if !self.rooted && self.patch() != Some(Patch::Root) {
            files.push(("Cargo.toml".into(), self.unstable().to_owned() + &self.workspace()));
        }
        Project { files, selection: self.selection(), build: self.build() }
    }

    fn patch(&self) -> Option<Patch> {
        match self.patch {
            0 => Some(Patch::Member),
            1 => Some(Patch::Excluded),
            2 | 3 if !self.rooted => Some(Patch::Root),
            _ => None,
        }
    }

    /// The first line of a manifest that uses what only nightly has.
    fn unstable(&self) -> &'static str {
        if self.profile == UNSTABLE {
            "cargo-features = [\"profile-rustflags\", \"public-dependency\", \"trim-paths\"]\n"
        } else {
            ""
        }
    }

    fn directory(&self, index: usize) -> String {
        if self.rooted && index == 0 { String::new() } else { format!("p{index}/") }
    }

    fn workspace(&self) -> String {
        let list = |indices: Vec<usize>| {
            let names: Vec<_> = indices
                .into_iter()
                .map(|index| match self.directory(index).trim_end_matches('/') {
                    "" => "\".\"".to_owned(),
                    directory => format!("{directory:?}"),
                })
                .collect();
            names.join(", ")
        };
        let all: Vec<usize> = (0..self.packages.len()).collect();
        let default: Vec<usize> =
            all.iter().copied().filter(|&index| self.packages[index].is_default).collect();
        let (beside, path) = match self.patch() {
            Some(Patch::Member) => (", \"beta\"]", "beta"),
            Some(Patch::Excluded) => ("]\nexclude = [\"beta\"]", "beta"),
            Some(Patch::Root) => ("]", "."),
            None => ("]", ""),
        };
        let mut text = format!("[workspace]\nmembers = [{}{beside}\n", list(all));
        if !default.is_empty() && self.packages[0].is_default {
            text += &format!("default-members = [{}]\n", list(default));
        }
        if self.resolver > 0 {
            text += &format!("resolver = \"{}\"\n", self.resolver);
        }
        text + match self.profile {
            0 => "[profile.release]\nlto = \"fat\"\npanic = \"abort\"\n",
            1 => "[profile.release]\npanic = \"abort\"\n[profile.dev]\npanic = \"abort\"\n",
            2 => {
                "[profile.dev.build-override]\nopt-level = 2\n[profile.release.package.beta]\nopt-level = 1\n"
            }
            3 => {
                "[profile.dev.package.\"*\"]\nopt-level = 1\n[profile.dev.package.p0]\nopt-level = 2\n"
            }
            UNSTABLE => {
                "[profile.dev]\nrustflags = [\"--cfg=a\"]\n[profile.dev.package.beta]\nrustflags = [\"--cfg=b\"]\n\
                 [profile.release]\ntrim-paths = \"all\"\n"
            }
            _ => "",
        } + &match path {
            "" => String::new(),
            path => format!("[patch.crates-io]\nbeta = {{ path = {path:?} }}\n"),
        }
    }

    fn add_package(&self, index: usize, files: &mut Vec<(String, String)>) {
        let package = &self.packages[index];
        let directory = self.directory(index);
        let lines = self.lines(index);
        let edition = ["2018", "2021"][index % 2];
        let mut text = self.unstable().to_owned();
        text += &format!(
            "[package]\nname = \"p{index}\"\nversion = \"0.{index}.0\"\nedition = \"{edition}\"\n"
        );
        let mut file = |path: &str| files.push((format!("{directory}{path}"), String::new()));
        if let Some(types) = package.crate_types() {
            file("src/lib.rs");
            text += match types {
                "proc-macro" => "[lib]\nproc-macro = true\n".to_owned(),
                types => format!("[lib]\ncrate-type = [{types}]\n"),
            }
            .as_str();
            text += if package.has(5) { "test = false\n" } else { "" };
        }
        if package.has_binary() {
            file("src/main.rs");
            if package.has(6) && !package.features.is_empty() {
                let name = format!("[[bin]]\nname = \"p{index}\"\npath = \"src/main.rs\"\n");
                text += &(name + "required-features = [\"f0\"]\n");
            }
        }
        let kinds = [(1, "build.rs"), (2, "tests/t.rs"), (3, "benches/b.rs"), (4, "examples/e.rs")];
        kinds.iter().filter(|(bit, _)| package.has(*bit)).for_each(|(_, path)| file(path));
        text += &self.features(index, &lines);
        let mut tables: Vec<&str> = lines.iter().map(|line| line.table.as_str()).collect();
        tables.sort_unstable();
        tables.dedup();
        for table in tables {
            text += &format!("[{table}]\n");
            let mut keys = Vec::new();
            for line in lines.iter().filter(|line| line.table == table) {
                if !keys.contains(&&line.key) {
                    text += &line.text;
                    keys.push(&line.key);
                }
            }
        }
        if self.rooted && index == 0 {
            text += &self.workspace();
        }
        files.push((format!("{directory}Cargo.toml"), text));
    }

    fn lines(&self, index: usize) -> Vec<Line> {
        let dependencies = &self.packages[index].dependencies;
        dependencies.iter().filter_map(|dependency| self.line(index, dependency)).collect()
    }

    fn line(&self, index: usize, dependency: &Dependency) -> Option<Line> {
        let later = self.packages.len() - index - 1;
        let (name, source, mut features) = if dependency.local && later > 0 {
            let on = index + 1 + usize::from(dependency.on) % later;
            self.packages[on].crate_types()?;
            let back = if self.directory(index).is_empty() { "" } else { "../" };
            let names = (0..self.packages[on].features.len()).map(|n| format!("f{n}")).collect();
            (format!("p{on}"), format!("path = \"{back}p{on}\""), names)
        } else {
            let (name, version, features) = FEATURES[usize::from(dependency.on) % FEATURES.len()];
            let names: Vec<String> = features.iter().map(|f| (*f).to_owned()).collect();
            (name.to_owned(), format!("version = \"{version}\""), names)
        };
        let all = features.clone();
        let mut bit = 0;
        features.retain(|_| {
            bit += 1;
            dependency.features & (1 << bit) != 0
        });
        let kind = ["dependencies", "build-dependencies", "dev-dependencies", "dependencies"]
            [usize::from(dependency.kind)];
        let optional = dependency.optional && kind != "dev-dependencies";
        let table = match PLATFORMS.get(usize::from(dependency.platform)) {
            Some(platform) => format!("target.{platform:?}.{kind}"),
            None => kind.to_owned(),
        };
        // One key means one package, whatever table it stands in, and a package has one key.
        let key = match (index % 3, &*source) {
            (0, "version = \"2\"") => format!("{name}_renamed2"),
            (0, _) => format!("{name}_renamed"),
            (_, "version = \"2\"") => format!("{name}2"),
            (_, _) => name.clone(),
        };
        let package = if key == name { String::new() } else { format!("package = {name:?}, ") };
        let is_public =
            self.profile == UNSTABLE && kind == "dependencies" && dependency.on.is_multiple_of(2);
        let public = if is_public { ", public = true" } else { "" };
        let text = format!(
            "{key} = {{ {package}{source}, optional = {optional}, default-features = {}, features = {features:?}{public} }}\n",
            dependency.default_features
        );
        Some(Line { table, key, text, optional, features: all })
    }

    fn features(&self, index: usize, lines: &[Line]) -> String {
        let features = &self.packages[index].features;
        let mut text = String::from("[features]\n");
        for (number, values) in features.iter().enumerate() {
            let values: Vec<_> = values
                .iter()
                .filter_map(|&(kind, a, b)| value(features.len(), number, lines, (kind, a, b)))
                .collect();
            text += &format!("f{number} = {values:?}\n");
        }
        if features.len() > 1 && self.packages[index].is_default {
            text += "default = [\"f1\"]\n";
        }
        text
    }

    fn selection(&self) -> Vec<String> {
        let count = self.packages.len();
        let name = |number: usize| format!("p{}", number % count);
        let pick = usize::from(self.features_flag) + usize::from(self.target);
        let mut flags: Vec<String> = Vec::new();
        let mut add = |list: &[&str]| flags.extend(list.iter().map(|flag| (*flag).to_owned()));
        match self.packages_flag {
            0 | 1 => {}
            2 | 3 => add(&["--workspace"]),
            4 => add(&["--workspace", "--exclude", &name(pick)]),
            5 => add(&["--package", &name(pick), "--package", &name(pick + 1)]),
            _ => add(&["--package", &name(pick)]),
        }
        match self.targets_flag {
            0 | 1 => add(&["--all-targets"]),
            2 => add(&["--tests"]),
            3 => add(&["--lib"]),
            4 => add(&["--bins"]),
            5 => add(&["--bin", &name(pick)]),
            6 => add(&["--examples"]),
            7 => add(&["--benches"]),
            8 => add(&["--tests", "--bins"]),
            9 => add(&["--lib", "--test", "t"]),
            _ => {}
        }
        match self.features_flag {
            0 => add(&["--all-features"]),
            1 => add(&["--no-default-features"]),
            2 => add(&["--features", "f0"]),
            3 => add(&["--features", &format!("p{}/f0", pick % count)]),
            4 => add(&["--features", "f0,f1", "--no-default-features"]),
            _ => {}
        }
        flags
    }

    fn build(&self) -> Vec<String> {
        let mut flags: Vec<&str> = Vec::new();
        if self.release {
            flags.push("--release");
        }
        match self.target {
            0 => flags.extend(["--target", "aarch64-unknown-linux-gnu"]),
            1 => flags.extend(["--target", "x86_64-unknown-linux-gnu"]),
            2 => flags.extend(["--target", "x86_64-pc-windows-gnu"]),
            _ => {}
        }
        flags.into_iter().map(str::to_owned).collect()
    }
}

/// One value of a feature: another feature, an optional dependency, or a feature of one.
fn value(
    count: usize,
    number: usize,
    lines: &[Line],
    (kind, a, b): (u8, u8, u8),
) -> Option<String> {
    let other = number + 1 + usize::from(a) % 4;
    if kind % 4 == 0 || lines.is_empty() {
        return (other < count).then(|| format!("f{other}"));
    }
    let line = &lines[usize::from(a) % lines.len()];
    let optional = lines.iter().any(|other| other.key == line.key && other.optional);
    let is_mere = lines
        .iter()
        .filter(|other| other.key == line.key)
        .all(|other| other.table.ends_with("dev-dependencies"));
    let implies = |name: &String| IMPLYING.contains(&name.as_str()) || name.starts_with('f');
    let feature = || {
        let name = &line.features[usize::from(b).checked_rem(line.features.len())?];
        (!is_mere || !implies(name)).then_some(name)
    };
    match kind % 4 {
        1 if optional => Some(format!("dep:{}", line.key)),
        2 if optional => Some(format!("{}?/{}", line.key, feature()?)),
        _ => Some(format!("{}/{}", line.key, feature()?)),
    }
}
