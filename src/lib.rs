//! Compiles the dependencies of a Rust workspace on their own.
//!
//! ```text
//! prepare:  directory --read--> Workspace --distil(Selection)--> Umbrella --> Recipe --> recipe.json
//!                                         \--strip------------------------> Recipe --> recipe.json
//! cook:     recipe.json --> Recipe --> [Workspace --distil(Selection)-->] Umbrella --write--> scratch --cargo--> target/
//! ```
//!
//! The rooms, from what is typed down to what is read; each uses only those below it:
//!
//! - [`cli`]: turns flags into what they mean.
//! - `commands`: one file or folder for each command; only they print.
//! - `recipe_of`, `umbrella_of`: from a workspace to a recipe, and from a recipe to an umbrella.
//! - `history`: the recipes of a repository's revisions.
//! - `recipe_file`: reads recipes from files and stdin.
//! - [`error`], `misuse`: the sum of the rooms' errors, and what commands refuse.
//! - `compare`: explains why two recipes differ.
//! - `target_directory`: remembers which content of the sources a target directory was compiled
//!   from.
//! - [`distil`]: finds what cargo would compile of external crates, and makes a project without
//!   code that depends on exactly that: the umbrella.
//! - [`strip`]: removes from a workspace what cannot matter to a dependency.
//! - `recipe`: the document that `prepare` writes and `cook` reads.
//! - [`workspace`]: reads a workspace, as cargo sees it.
//! - [`cargo`]: everything that is asked of cargo.
//! - `project_files`, `project`: the files beside the manifests, and a whole project as text.
//! - `manifest`, `config`, `lockfile`: cargo's files.
//! - [`selection`], `package_spec`, `source`: what names packages, and where they come from.
//! - `secrets`: removes credentials, which no recipe may contain.
//! - `git`: reads the repository of the current directory.
//! - `files`, [`process`], `interrupt`, [`shell`], [`picture`], `words`: writing, running, printing.

// Documentation is for readers, so what is not used from outside should be `pub(crate)`.
#![warn(unreachable_pub)]

pub mod cargo;
pub mod cli;
mod commands;
mod compare;
mod config;
pub mod distil;
pub mod error;
mod files;
mod git;
mod history;
mod interrupt;
mod lockfile;
mod manifest;
mod misuse;
mod package_spec;
pub mod picture;
pub mod process;
mod project;
mod project_files;
#[cfg(any(test, fuzzing))]
pub mod properties;
mod recipe;
mod recipe_file;
mod recipe_of;
mod secrets;
pub mod selection;
pub mod shell;
mod source;
pub mod strip;
mod target_directory;
mod umbrella_of;
mod words;
pub mod workspace;

pub use error::{Error, Result};
