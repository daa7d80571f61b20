//! The shape of `src`: which file may use which.
//!
//! What must hold: no two files import each other, directly or around a corner; rooms use only
//! those below them; commands do not use each other; the pure stages know neither clap nor
//! processes nor the file system; only commands and the command line print; and a `mod.rs`
//! introduces and re-exports, no more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use globwalk::{DirEntry, GlobWalkerBuilder};
use syn::visit::Visit;
use syn::{Item, UseTree};

/// The rooms, from what is typed down to what all others use. Those of one line are equals, and do
/// not use each other.
const FLOORS: [&[&str]; 16] = [
    &["properties"],
    &["cli"],
    &["commands"],
    &["history", "umbrella_of"],
    &["recipe_of", "recipe_file"],
    &["error"],
    &["misuse", "compare", "git", "target_directory"],
    &["strip"],
    &["distil", "recipe"],
    &["workspace"],
    &["cargo"],
    &["project_files", "lockfile"],
    &["config", "project", "selection"],
    &["manifest", "secrets", "package_spec", "source"],
    &["files", "picture", "process", "words"],
    &["interrupt"],
];

/// Stages that are pure: values in, values out.
const PURE: [&str; 4] = ["compare", "distil", "recipe", "strip"];

/// What a pure stage does not know.
const IMPURE: [&str; 11] = [
    "clap",
    "crate::cargo",
    "crate::cli",
    "crate::commands",
    "crate::git",
    "crate::process",
    "crate::shell",
    "fs_err",
    "std::fs",
    "std::process",
    "tempfile",
];

/// The files of `src`, each with the files that it uses.
struct Sources {
    files: BTreeMap<Vec<String>, File>,
}

/// One file.
struct File {
    path: PathBuf,
    /// The paths that it names, from the crate's root where they begin there.
    names: BTreeSet<Vec<String>>,
    /// By the names that it re-exports, the paths that these have.
    exports: BTreeMap<String, Vec<String>>,
    /// Whether it has anything but modules and imports.
    has_logic: bool,
}

/// Collects the paths of a file, outside of its tests.
struct Paths<'m> {
    module: &'m [String],
    found: BTreeSet<Vec<String>>,
}

impl Sources {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let patterns = ["*.rs", "!main.rs", "!tests.rs"];
        let walk = GlobWalkerBuilder::from_patterns(&root, &patterns).build();
        let file = |entry: Result<DirEntry, _>| {
            let path = entry.expect("a directory can be read").into_path();
            let module = module(path.strip_prefix(&root).expect("it is below"));
            (module.clone(), File::read(path, &module))
        };
        Self { files: walk.expect("these are patterns").map(file).collect() }
    }

    /// The file that defines what a path names; `None` where that is not in this crate.
    fn definition(&self, path: &[String]) -> Option<Vec<String>> {
        if path.first().is_none_or(|first| first != "crate") {
            return None;
        }
        let known = |length: &usize| self.files.contains_key(&path[1..*length]);
        let length = (1..=path.len()).rev().find(known)?;
        let (module, rest) = (&path[1..length], &path[length..]);
        let export = rest.first().and_then(|item| self.files[module].exports.get(item));
        match export {
            Some(target) => self.definition(&[target, &rest[1..]].concat()),
            None => Some(module.to_vec()),
        }
    }

    fn uses(&self, module: &[String]) -> BTreeSet<Vec<String>> {
        let names = self.files[module].names.iter();
        let mut used: BTreeSet<_> = names.filter_map(|name| self.definition(name)).collect();
        used.remove(module);
        used
    }

    /// A circle of files that use each other.
    fn circle(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        let found = self.files.keys().find_map(|file| {
            let mut way = Vec::new();
            self.circle_below(file, &mut way, &mut done).then_some(way)
        });
        found.map(|way| way.iter().map(|module| module.join("::")).collect())
    }

    fn circle_below(
        &self,
        file: &Vec<String>,
        way: &mut Vec<Vec<String>>,
        done: &mut BTreeSet<Vec<String>>,
    ) -> bool {
        if let Some(start) = way.iter().position(|known| known == file) {
            way.drain(..start);
            return true;
        }
        if done.contains(file) {
            return false;
        }
        way.push(file.clone());
        if self.uses(file).iter().any(|used| self.circle_below(used, way, done)) {
            return true;
        }
        way.pop();
        done.insert(file.clone());
        false
    }

    /// Each use of one file by another.
    fn edges(&self) -> impl Iterator<Item = (&Vec<String>, Vec<String>)> {
        self.files.keys().flat_map(|from| self.uses(from).into_iter().map(move |to| (from, to)))
    }
}

impl File {
    fn read(path: PathBuf, module: &[String]) -> Self {
        let text = fs_err::read_to_string(&path).expect("a file can be read");
        let syntax = syn::parse_file(&text).expect("it is Rust");
        let mut paths = Paths { module, found: BTreeSet::new() };
        let mut exports = BTreeMap::new();
        let is_folder = path.ends_with("mod.rs") || path.ends_with("lib.rs");
        for item in &syntax.items {
            match item {
                Item::Use(item) if is_folder => {
                    for leaf in leaves(&item.tree, &[]) {
                        let name = leaf.last().cloned().unwrap_or_default();
                        exports.insert(name, absolute(&leaf, module, true));
                    }
                }
                item => paths.visit_item(item),
            }
        }
        let is_plain = |item: &Item| matches!(item, Item::Mod(_) | Item::Use(_));
        let has_logic = is_folder && !syntax.items.iter().all(is_plain);
        Self { path, names: paths.found, exports, has_logic }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.ident != "tests" {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for leaf in leaves(&item.tree, &[]) {
            self.found.insert(absolute(&leaf, self.module, false));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if ["crate", "super", "self"].contains(&segments[0].as_str()) {
            self.found.insert(absolute(&segments, self.module, false));
        }
        syn::visit::visit_path(self, path);
    }
}

/// The module of a file below `src`, by the parts of its path.
fn module(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.retain(|part| part != "mod" && part != "lib");
    parts
}

/// The paths that an import names.
fn leaves(tree: &UseTree, before: &[String]) -> Vec<Vec<String>> {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(&path.ident)),
        UseTree::Name(name) if name.ident == "self" => vec![before.to_vec()],
        UseTree::Name(name) => vec![with(&name.ident)],
        UseTree::Rename(rename) => vec![with(&rename.ident)],
        UseTree::Glob(_) => vec![before.to_vec()],
        UseTree::Group(group) => group.items.iter().flat_map(|t| leaves(t, before)).collect(),
    }
}

/// A path from the crate's root, where it leads into the crate. In a folder's `mod.rs` a path may
/// begin with one of its files.
fn absolute(path: &[String], module: &[String], is_folder: bool) -> Vec<String> {
    let root = || vec!["crate".to_owned()];
    match path[0].as_str() {
        "crate" => path.to_vec(),
        "self" => [&root()[..], module, &path[1..]].concat(),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            [&root()[..], &module[..module.len() - up], &path[up..]].concat()
        }
        _ if is_folder => [&root()[..], module, path].concat(),
        _ => path.to_vec(),
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

#[test]
fn no_two_files_import_each_other() {
    assert_eq!(Sources::read().circle(), None);
}

#[test]
fn rooms_use_only_those_below() {
    let sources = Sources::read();
    let rooms: BTreeSet<&str> =
        sources.files.keys().filter_map(|module| Some(module.first()?.as_str())).collect();
    let known: BTreeSet<&str> = FLOORS.concat().into_iter().chain(["shell"]).collect();
    assert_eq!(rooms, known);
    let is_up = |(from, to): &(&Vec<String>, Vec<String>)| {
        let [Some(from), Some(to)] = [from.first(), to.first()] else { return false };
        from != to && floor(from).is_some_and(|from| floor(to).is_some_and(|to| to <= from))
    };
    assert_eq!(sources.edges().filter(is_up).collect::<Vec<_>>(), []);
}

#[test]
fn commands_do_not_use_each_other() {
    let sources = Sources::read();
    let shared = ["notices", "outcome", "reused", "writing"];
    let command = |module: &[String]| match module {
        [room, command, ..] if room == "commands" && !shared.contains(&command.as_str()) => {
            Some(command.clone())
        }
        _ => None,
    };
    let crosses = |(from, to): &(&Vec<String>, Vec<String>)| {
        let (from, to) = (command(from), command(to));
        from.is_some() && to.is_some() && from != to
    };
    assert_eq!(sources.edges().filter(crosses).collect::<Vec<_>>(), []);
}

#[test]
fn the_pure_stages_know_nothing_of_the_world() {
    let sources = Sources::read();
    let is_pure = |module: &[String]| module.first().is_some_and(|r| PURE.contains(&r.as_str()));
    let names = sources.files.iter().filter(|(module, _)| is_pure(module));
    let names = names.flat_map(|(_, file)| file.names.iter().map(|name| (&file.path, name)));
    let found = names.filter(|(_, name)| {
        let name = name.join("::");
        IMPURE.iter().any(|impure| name == *impure || name.starts_with(&format!("{impure}::")))
    });
    assert_eq!(found.collect::<Vec<_>>(), []);
}

#[test]
fn only_commands_and_the_command_line_print() {
    let sources = Sources::read();
    let prints = |(from, to): &(&Vec<String>, Vec<String>)| {
        let may = from.first().is_none_or(|room| ["cli", "commands", "shell"].contains(&&**room));
        to.first().is_some_and(|room| room == "shell") && !may
    };
    assert_eq!(sources.edges().filter(prints).collect::<Vec<_>>(), []);
}

#[test]
fn a_folder_introduces_and_no_more() {
    let sources = Sources::read();
    let with_logic = sources.files.values().filter(|file| file.has_logic);
    assert_eq!(with_logic.map(|file| &file.path).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}
