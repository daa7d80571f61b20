//! The flags of `init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::commands::init::{InitOptions, Keeper, Output, Runtime, Style};

#[derive(Debug, Args)]
pub(super) struct InitFlags {
    /// Binary to build; may be repeated [default: those that `cargo build` builds]
    #[arg(long, value_name = "NAME")]
    bin: Vec<String>,
    /// What the program runs on; `alpine` and `scratch` link it statically
    #[arg(long, value_enum, default_value_t = RuntimeFlag::Debian)]
    runtime: RuntimeFlag,
    /// Begin with this image, which has Rust and `cargo-chef`, instead of installing that
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
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
        Self {
            manifest_path,
            binaries: bin,
            style: Style { runtime, image, layered, cache_mounts, sccache, reuse },
            output: match (print, force) {
                (true, _) => Output::Stdout,
                (false, true) => Output::Files,
                (false, false) => Output::NewFiles,
            },
        }
    }
}
