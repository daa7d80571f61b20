//! The commands as a user runs them, on projects that are made on the spot.
//!
//! What must hold everywhere: after `cook`, from the recipe alone and in another directory, cargo
//! finds every external crate fresh; the program that it builds is the new one; and nothing
//! outside of the target directory was touched. Only tests whose name ends in `_from_crates_io`
//! need a network.

mod bad_input;
mod beside;
mod checkout;
mod command_line;
mod completions;
mod config;
mod conventions;
mod diff;
mod edits;
mod fidelity;
mod freshness;
mod git;
mod harness;
mod index;
mod init;
mod inspect;
mod json;
mod layers;
mod lockfile;
mod log;
mod manifests_only;
mod modes;
mod no_build;
mod package_specs;
#[path = "../support/pages.rs"]
mod pages;
mod patches;
mod paths;
mod profiles;
mod registries;
mod reuse;
mod robust;
mod scope;
mod secrets;
mod sources;
mod stability;

mod upstream_flags;
mod upstream_issues;
mod with_upstream;

mod support;
mod toolchain;
mod typed;
mod unstable;
mod verify;
