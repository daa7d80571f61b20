//! What to measure, and where.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::measure::Profile;
use crate::real_workspace::Release;

/// What is kept from one build to the next, and what that saves
#[derive(Parser)]
#[command(name = "carry")]
pub struct Flags {
    /// What to measure
    #[arg(value_enum)]
    pub parts: Vec<Part>,

    #[arg(long, value_enum, default_value_t = Profile::Dev)]
    pub profile: Profile,

    /// What to build
    #[arg(long, default_value = "rust-analyzer@0.0.348", value_parser = Release::named)]
    pub release: Release,

    /// Where everything is built
    #[arg(long, default_value = concat!(env!("CARGO_TARGET_TMPDIR"), "/carry"))]
    pub directory: PathBuf,

    /// Where the figures are, as JSON
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/carry/figures"))]
    pub figures: PathBuf,

    /// What to measure, instead of the program that is compiled with this bench
    #[arg(long, env = "CARGO_CHEF_BINARY", default_value = env!("CARGO_BIN_EXE_cargo-chef"))]
    pub ours: PathBuf,

    /// cargo-chef 0.1.78
    #[arg(long, env = "CARGO_CHEF_UPSTREAM")]
    pub upstream: Option<PathBuf>,

    /// Given by `cargo bench` to all benches
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// A first build, a new checkout, two edits and two bumps, built in each way
    History,
    /// The dependencies after one bump, for ten bumps
    Bumps,
    /// `--reuse` where nothing has to be compiled, next to `cp -a`
    Fresh,
    /// Nothing: write the table and the picture of what was measured
    Figures,
}

impl Flags {
    /// Where the figures of a part are written to.
    pub fn json_of(&self, part: Part) -> PathBuf {
        let part = part.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned());
        let program = self.release.program.binary;
        self.figures.join(format!("{part}-{program}-{}.json", self.profile.name()))
    }
}
