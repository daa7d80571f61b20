//! Manifests as TOML: parsing, dependency tables, and inheritance from the workspace.

mod dependency_tables;
mod error;
mod inheritance;
mod parse;

pub(crate) use dependency_tables::{
    DEPENDENCY_TABLES, DependencyKind, DependencyTable, EntryPath, dependency_tables, find,
    find_mut, for_each_dependency, for_each_parent, is_inherited, remove, remove_kind,
};
pub(crate) use error::{Error, Result};
pub(crate) use inheritance::{expand, from_surroundings};
pub(crate) use parse::{package_name, parse_toml, read_toml};
