//! The flags of `cook`.

use std::path::PathBuf;

use clap::Args;

use super::cargo_flags::{CargoFlags, Meaning};
use super::format::Format;
use super::reuse::ReuseFlags;
use crate::commands::cook::{CookOptions, Overwrite, Product, RecipeSource};

#[derive(Debug, Args)]
pub(super) struct CookFlags {
    /// The recipe; `-` for stdin [default: recipe.json, or else the workspace in this directory]
    #[arg(long, value_name = "PATH")]
    recipe_path: Option<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
    #[command(flatten)]
    reuse: ReuseFlags,
    /// How to tell what was reused: a line on stderr, or JSON on stdout
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Compile nothing; write stand-ins for all members into the current directory, for build
    /// systems other than cargo
    #[arg(
        long,
        conflicts_with_all = ["check", "clippy", "doc", "zigbuild", "with"],
        help_heading = "Compilation Options"
    )]
    no_build: bool,
    /// With `--no-build`, overwrite files that are not stand-ins
    #[arg(long, requires = "no_build", help_heading = "Compilation Options")]
    force: bool,
    /// With `--no-build`, write stand-ins without the standard library; otherwise it has no effect
    #[arg(long, help_heading = "Compilation Options")]
    no_std: bool,
}

impl From<CookFlags> for CookOptions {
    fn from(flags: CookFlags) -> Self {
        let CookFlags { recipe_path, cargo, reuse, format, no_build, force, no_std } = flags;
        let Meaning { manifest_path, selection, build } = cargo.into();
        Self {
            recipe: recipe_path.map_or(RecipeSource::Usual, RecipeSource::Named),
            manifest_path,
            selection,
            product: match (no_build, force) {
                (false, _) => Product::Build,
                (true, true) => Product::StandIns(Overwrite::Everything),
                (true, false) => Product::StandIns(Overwrite::StandIns),
            },
            build,
            reuse: reuse.into(),
            as_json: format == Format::Json,
            no_std,
        }
    }
}
