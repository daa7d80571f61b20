//! Compiles the dependencies of a Rust workspace on their own.
//!
//! ```text
//! prepare:  directory --read--> Workspace --distil(Selection)--> Umbrella --> Recipe --> recipe.json
//!                                         \--strip------------------------> Recipe --> recipe.json
//! cook:     recipe.json --> Recipe --> [Workspace --distil(Selection)-->] Umbrella --write--> scratch --cargo--> target/
//! ```
//!
//! From what is typed down to what is read; each room uses those below it:
//!
//! - [`cli`]: flags become what is meant.
//! - `commands`: one file or folder a command; they print.
//! - `recipe_of`, `umbrella_of`: from a workspace to a recipe, and from a recipe to an umbrella.
//! - `history`: revisions of a repository as recipes.
//! - `recipe_file`: recipes where they lie.
//! - [`error`], `misuse`: the sum of the rooms' errors, and what commands refuse.
//! - `compare`: why two recipes differ.
//! - `target_directory`: what outlives a build: which content of the sources it was compiled from.
//! - [`distil`]: what cargo would compile of external crates, as a package without code that asks
//!   for just that: the umbrella.
//! - [`strip`]: a workspace without what cannot matter to a dependency.
//! - `recipe`: the document between the two stages.
//! - [`workspace`]: what is there, in cargo's own words.
//! - [`cargo`]: all that is asked of cargo.
//! - `project_files`, `project`: files beside the manifests, and a whole project as text.
//! - `manifest`, `config`, `lockfile`: cargo's files.
//! - [`selection`], `package_spec`, `source`: what names packages, and where they come from.
//! - `secrets`: credentials, which no recipe may hold.
//! - `git`: the repository of the current directory.
//! - `files`, [`process`], `interrupt`, [`shell`], `words`: writing, running, printing.

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
pub mod process;
mod project;
mod project_files;
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
