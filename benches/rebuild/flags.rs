//! What to measure, and how often.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::measure::Profile;
use crate::real_workspace::Release;

/// Builds of a real workspace after an edit, in a fresh checkout
#[derive(Parser)]
#[command(name = "rebuild")]
pub struct Flags {
    /// What to measure
    #[arg(value_enum)]
    pub parts: Vec<Part>,

    /// Leave out the other profile
    #[arg(long, value_enum)]
    pub profile: Option<Profile>,

    /// How often everything is measured; what is reported is the median
    #[arg(long, default_value_t = 3)]
    pub runs: usize,

    /// What to build
    #[arg(long, default_value = "rust-analyzer@0.0.348", value_parser = Release::named)]
    pub release: Release,

    /// Where the checkouts are; a second run with the same one need not compile everything first
    #[arg(long, default_value = concat!(env!("CARGO_TARGET_TMPDIR"), "/rebuild"))]
    pub directory: PathBuf,

    /// The figures as JSON go here, instead of `rebuild.json` in the directory
    #[arg(long)]
    pub json: Option<PathBuf>,

    /// What to measure, instead of the program that is compiled with this bench
    #[arg(long, env = "CARGO_CHEF_BINARY", default_value = env!("CARGO_BIN_EXE_cargo-chef"))]
    pub ours: PathBuf,

    /// cargo-chef 0.1.78, to cook with it, too
    #[arg(long, env = "CARGO_CHEF_UPSTREAM")]
    pub upstream: Option<PathBuf>,

    /// Given by `cargo bench` to all benches
    #[arg(long, hide = true)]
    bench: bool,
}

/// A table of its own each.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Everything
    All,
    /// A fresh checkout without a change
    Unchanged,
    /// An edit of a crate that few depend on, and of one that many do
    Edits,
    /// Plain cargo in a fresh checkout
    Plain,
    /// `cook`, upstream's and ours, and plain cargo after it
    Cook,
    /// What `cargo chef build` takes itself, on 3,000 files
    Overhead,
}

impl Flags {
    pub fn wants(&self, part: Part) -> bool {
        self.parts.contains(&part) || self.parts.contains(&Part::All)
    }

    pub fn profiles(&self) -> Vec<Profile> {
        self.profile.map_or_else(|| vec![Profile::Dev, Profile::Release], |profile| vec![profile])
    }
}
