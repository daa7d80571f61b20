//! Compiles the dependencies of a Rust workspace on their own.
//!
//! ```text
//! prepare:  directory --read--> Workspace --distil(Selection)--> Umbrella --> Recipe --> recipe.json
//!                                         \--strip------------------------> Recipe --> recipe.json
//! cook:     recipe.json --> Recipe --> [Workspace --distil(Selection)-->] Umbrella --write--> scratch --cargo--> target/
//! ```
//!
//! - [`workspace`] reads a directory: what is there, in cargo's own words.
//! - [`selection`] is what a cargo command line picks.
//! - [`distil`] finds out what cargo would compile of external crates, and writes it down as an
//!   umbrella: a package without code that asks for just that.
//! - [`recipe`] is the document between the two stages; [`recipe::strip`] makes it of a whole
//!   workspace.
//! - [`cook`] hands an umbrella to cargo.
//! - [`recipe::diff`] tells why two recipes differ; [`history`] prepares revisions of a [`git`]
//!   repository.
//! - [`prepare`], [`cook`], [`inspect`], [`diff`], [`log`], [`verify`] and [`init`] are the
//!   commands, [`cli`] is how they are typed.

pub mod cli;
pub mod cook;
pub mod diff;
pub mod distil;
pub mod error;
pub mod git;
pub mod history;
pub mod init;
pub mod inspect;
pub mod interrupt;
pub mod log;
pub mod prepare;
pub mod process;
pub mod project;
pub mod recipe;
pub mod selection;
pub mod shell;
pub mod tree;
pub mod verify;
pub mod workspace;

pub use error::{Error, Result};
