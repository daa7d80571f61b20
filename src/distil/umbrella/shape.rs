//! The shape of a package: its targets.

use toml::{Table, Value};

use super::suffix::Suffix;
use crate::project::{ListedTarget, ListedTargetKind, UMBRELLA};

/// The targets of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Library(&'static [&'static str]),
    Macro,
    Test,
    BinaryAndTest,
    Bench,
}

impl Shape {
    /// Writes the tables of the targets.
    pub(super) fn add_tables(self, manifest: &mut Table) {
        let mut target = Table::new();
        let mut insert = |key: &str, value: Value| target.insert(key.into(), value);
        match self {
            Shape::Library(types) => {
                insert("path", "lib.rs".into());
                if types != ["lib"] {
                    let types: Vec<Value> = types.iter().map(|t| (*t).into()).collect();
                    insert("crate-type", types.into());
                }
                insert("test", false.into());
                insert("doctest", false.into());
                manifest.insert("lib".into(), target.into());
            }
            Shape::Macro => {
                insert("path", "lib.rs".into());
                insert("proc-macro", true.into());
                insert("doctest", false.into());
                manifest.insert("lib".into(), target.into());
            }
            Shape::Test => Self::add_list(manifest, "test", "test.rs"),
            Shape::BinaryAndTest => {
                Self::add_list(manifest, "bin", "main.rs");
                Self::add_list(manifest, "test", "test.rs");
            }
            Shape::Bench => Self::add_list(manifest, "bench", "bench.rs"),
        }
    }

    fn add_list(manifest: &mut Table, list: &str, path: &str) {
        let mut target = Table::new();
        target.insert("name".into(), format!("{UMBRELLA}-{list}").into());
        target.insert("path".into(), path.into());
        if list == "bin" || list == "bench" {
            target.insert("test".into(), false.into());
        }
        manifest.insert(list.into(), vec![Value::Table(target)].into());
    }

    /// The targets as a recipe lists them.
    pub(super) fn targets(self, suffix: &Suffix) -> Vec<ListedTarget> {
        let target = |kind: ListedTargetKind, path: &str, name: String| ListedTarget {
            path: path.into(),
            kind,
            name,
        };
        let listed = |list: &str| format!("{UMBRELLA}-{list}");
        let library = |is_proc_macro| {
            let name = suffix.name().replace(['-', '.'], "_");
            target(ListedTargetKind::Lib { is_proc_macro }, "lib.rs", name)
        };
        let test = || target(ListedTargetKind::Test, "test.rs", listed("test"));
        match self {
            Shape::Library(_) => vec![library(false)],
            Shape::Macro => vec![library(true)],
            Shape::Test => vec![test()],
            Shape::BinaryAndTest => {
                vec![target(ListedTargetKind::Bin, "main.rs", listed("bin")), test()]
            }
            Shape::Bench => vec![target(ListedTargetKind::Bench, "bench.rs", listed("bench"))],
        }
    }
}
