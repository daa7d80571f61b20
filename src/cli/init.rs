//! The flags of `init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::commands::init::{InitOptions, Keeper, Output, Runtime, Style};
use crate::installation::Installation;

#[derive(Debug, Args)]
pub(super) struct InitFlags {
    /// Binary to build; may be repeated [default: those that `cargo build` builds]
    #[arg(long, value_name = "NAME")]
    bin: Vec<String>,
    /// What the program runs on; `alpine` and `scratch` link it statically
    #[arg(long, value_enum, default_value_t = RuntimeFlag::Debian)]
    runtime: RuntimeFlag,
    /// Image with Rust and `cargo-chef` to begin with
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
    /// Directory in this project with the source of `cargo-chef`, to install it from
    /// [default: `tools/cargo-chef`, if it is there]
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "image")]
    source: Option<String>,
    /// Cook a base recipe, `chef.base.json`, in a layer below
    #[arg(long)]
    layered: bool,
    /// Keep cargo's registry in cache mounts
    #[arg(long)]
    cache_mounts: bool,
    /// Compile with sccache, in a cache mount
    #[arg(long)]
    sccache: bool,
    /// Keep compiled crates, yours among them, in a cache mount of one builder, or in an image for
    /// machines that come and go
    #[arg(long, value_enum, value_name = "WHERE", conflicts_with = "layered")]
    reuse: Option<KeeperFlag>,
    #[command(flatten)]
    output: OutputFlags,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct OutputFlags {
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    /// Write to stdout
    #[arg(long)]
    print: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuntimeFlag {
    Debian,
    Distroless,
    Alpine,
    Scratch,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KeeperFlag {
    Mount,
    Image,
}

impl From<InitFlags> for InitOptions {
    fn from(flags: InitFlags) -> Self {
        let InitFlags {
            bin,
            runtime,
            image,
            source,
            layered,
            cache_mounts,
            sccache,
            reuse,
            output: OutputFlags { force, print },
            manifest_path,
        } = flags;
        let runtime = match runtime {
            RuntimeFlag::Debian => Runtime::Debian,
            RuntimeFlag::Distroless => Runtime::Distroless,
            RuntimeFlag::Alpine => Runtime::Alpine,
            RuntimeFlag::Scratch => Runtime::Scratch,
        };
        let reuse = reuse.map(|keeper| match keeper {
            KeeperFlag::Mount => Keeper::Mount,
            KeeperFlag::Image => Keeper::Image,
        });
        let source = source.map(|directory| directory.trim_end_matches('/').to_owned());
        let installation =
            image.map(Installation::Image).or_else(|| source.map(Installation::Source));
        Self {
            manifest_path,
            binaries: bin,
            installation,
            style: Style { runtime, layered, cache_mounts, sccache, reuse, ..Style::default() },
            output: match (print, force) {
                (true, _) => Output::Stdout,
                (false, true) => Output::Files,
                (false, false) => Output::NewFiles,
            },
        }
    }
}
