//! Manifests as TOML: reading them, their dependency tables, and what they inherit.

mod dependency_tables;
mod error;
mod inheritance;
mod parse;

pub use dependency_tables::{
    DEPENDENCY_TABLES, DependencyKind, DependencyTable, EntryPath, dependency_tables, find,
    find_mut, for_each_dependency, is_inherited, remove,
};
pub use error::{Error, Result};
pub use inheritance::{expand, from_surroundings};
pub use parse::{package_name, parse_toml, read_toml};
