//! Ways to build one state after the other, each with what it keeps.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use fs_err as fs;

use crate::flags::Flags;
use crate::measure::{Build, Call, cargo};
use crate::places::{bytes_in, remove, replace};
use crate::real_workspace::{Checkout, Workspace};

/// Runs a command with a server of sccache that is a child, so that its processor time counts.
const WITH_SCCACHE: &str = r#"
export SCCACHE_DIR=$1 SCCACHE_CACHE_SIZE=20G SCCACHE_SERVER_PORT=4427
shift
SCCACHE_START_SERVER=1 SCCACHE_NO_DAEMON=1 sccache &
until sccache --show-stats >/dev/null 2>&1; do sleep 0.05; done
# It cannot keep what is compiled incrementally.
RUSTC_WRAPPER=sccache CARGO_INCREMENTAL=0 "$@"; code=$?
sccache --stop-server >/dev/null
wait
exit "$code"
"#;

/// How a state is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Cargo, in a checkout whose files are written only where they change. No machine of a CI has
    /// one, and no image; it tells what has to be compiled. Its first build is what each build is where
    /// nothing is kept.
    Twin,
    /// Cargo, with a target directory that stays, as a cache mount does.
    Mount,
    /// Upstream's layer, and cargo on it.
    Upstream,
    /// The same, with a compiler cache beneath.
    Sccache,
    /// Our layer, and cargo on it.
    Layer,
    /// Our layer, and `cargo chef build` on it, both with `--reuse`.
    Reuse,
    /// `cargo chef build --reuse` alone, with an empty target directory.
    ReuseAlone,
}

pub const WAYS: [Way; 7] =
    [Way::Twin, Way::Mount, Way::Upstream, Way::Sccache, Way::Layer, Way::Reuse, Way::ReuseAlone];

impl Way {
    pub fn name(self) -> &'static str {
        match self {
            Self::Twin => "a checkout that never goes away",
            Self::Mount => "cargo, target in a cache mount",
            Self::Upstream => "upstream",
            Self::Sccache => "upstream above sccache",
            Self::Layer => "cargo-chef, its layer",
            Self::Reuse => "cargo-chef --reuse",
            Self::ReuseAlone => "cargo-chef build --reuse, no layer",
        }
    }

    /// Whether it compiles what cargo does in the twin, and no more.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Reuse | Self::ReuseAlone)
    }

    fn directory(self) -> &'static str {
        match self {
            Self::Twin => "twin",
            Self::Mount => "mount",
            Self::Upstream => "upstream",
            Self::Sccache => "sccache",
            Self::Layer => "layer",
            Self::Reuse => "reuse",
            Self::ReuseAlone => "alone",
        }
    }
}

/// A way to build, and the directories that it needs.
pub struct Cook<'a> {
    flags: &'a Flags,
    origin: &'a Workspace,
    pub way: Way,
    cargo: PathBuf,
    checkout: Checkout,
    /// What stays: the layer with its recipe, the cache of sccache, the directory of `--reuse`.
    kept: PathBuf,
    /// Whether cargo compiles as it likes, and not without what rustc keeps for the next time.
    pub is_incremental: bool,
}

impl<'a> Cook<'a> {
    /// Begins with nothing.
    pub fn new(flags: &'a Flags, origin: &'a Workspace, way: Way) -> Result<Self> {
        let directory = flags.directory.join(way.directory());
        remove(&directory)?;
        let checkout = Checkout::new(directory.join("app"))?;
        let kept = directory.join("kept");
        fs::create_dir_all(&kept)?;
        Ok(Self { flags, origin, way, cargo: cargo(), checkout, kept, is_incremental: true })
    }

    /// Builds what the origin holds now.
    pub fn build(&self) -> Result<Build> {
        let (cargo, ours) = (&self.cargo, &self.flags.ours);
        let origin = &self.origin.root;
        let mut build = Build::default();
        match self.way {
            Way::Twin => self.checkout.update(origin)?,
            Way::ReuseAlone => {
                self.checkout.remove_all()?;
                self.checkout.renew(origin)?;
            }
            Way::Mount => self.checkout.renew(origin)?,
            Way::Upstream | Way::Sccache | Way::Layer | Way::Reuse => {
                build = self.layer()?;
                self.checkout.renew(origin)?;
            }
        }
        build.add(match self.way {
            Way::Reuse | Way::ReuseAlone => self.run(ours, "chef build", &self.reuse())?,
            Way::Sccache => self.run_with_sccache(cargo, "build", "")?,
            _ => self.run(cargo, "build", "")?,
        });
        build.program = Some(self.program());
        Ok(build)
    }

    /// The dependencies alone, with an empty target directory and no layer.
    pub fn cook(&self) -> Result<Build> {
        self.checkout.remove_all()?;
        self.cook_again()
    }

    /// The dependencies, with a target directory that stays.
    pub fn cook_again(&self) -> Result<Build> {
        self.prepare()?;
        match self.way {
            Way::Sccache => self.run_with_sccache(self.chef()?, "chef cook", ""),
            Way::Reuse => self.run(self.chef()?, "chef cook", &self.reuse()),
            _ => self.run(self.chef()?, "chef cook", ""),
        }
    }

    /// Builds with `--reuse` on what was cooked last.
    pub fn build_on_cooked(&self) -> Result<Build> {
        self.checkout.renew(&self.origin.root)?;
        self.run(&self.flags.ours, "chef build", &self.reuse())
    }

    /// Leaves an empty checkout, and what was there elsewhere.
    pub fn move_checkout(&self, to: &Path) -> Result<()> {
        fs::rename(&self.checkout.root, to)?;
        Ok(fs::create_dir_all(&self.checkout.root)?)
    }

    /// How many bytes stay for the next build.
    pub fn kept(&self) -> Result<u64> {
        match self.way {
            Way::Twin | Way::Mount => bytes_in(&self.target()),
            _ => bytes_in(&self.kept),
        }
    }

    pub fn target(&self) -> PathBuf {
        self.checkout.root.join("target")
    }

    /// Where `--reuse` keeps what it keeps.
    pub fn reused(&self) -> PathBuf {
        self.kept.join("units")
    }

    /// Takes the layer where the recipe is still the same, and cooks one where it is not.
    fn layer(&self) -> Result<Build> {
        let (layer, known) = (self.kept.join("layer"), self.kept.join("recipe.json"));
        let mut build = self.prepare()?;
        let recipe = fs::read(self.recipe())?;
        if known.exists() && fs::read(&known)? == recipe {
            replace(&layer, &self.target())?;
            return Ok(build);
        }
        build.add(self.cook()?);
        // Upstream compiles stand-ins of local packages, too; these are no crates of anybody's.
        build.local.clear();
        replace(&self.target(), &layer)?;
        fs::write(known, recipe)?;
        Ok(build)
    }

    fn prepare(&self) -> Result<Build> {
        let recipe = self.recipe();
        let exact = if self.way == Way::Upstream || self.way == Way::Sccache {
            String::new()
        } else {
            self.selection()
        };
        let arguments = format!("chef prepare --recipe-path {} {exact}", recipe.display());
        let program = self.chef()?;
        Call { program, arguments: &arguments, directory: &self.origin.root }.run()
    }

    fn recipe(&self) -> PathBuf {
        self.checkout.root.join("recipe.json")
    }

    fn reuse(&self) -> String {
        format!("--reuse {}", self.reused().display())
    }

    fn selection(&self) -> String {
        format!("--bin {} {}", self.origin.release.program.binary, self.flags.profile.flag())
    }

    fn chef(&self) -> Result<&Path> {
        match self.way {
            Way::Upstream | Way::Sccache => {
                ensure!(self.flags.upstream.is_some(), "`CARGO_CHEF_UPSTREAM` is not set");
                Ok(self.flags.upstream.as_deref().unwrap_or(Path::new("")))
            }
            _ => Ok(&self.flags.ours),
        }
    }

    fn program(&self) -> PathBuf {
        let profile = self.flags.profile.directory();
        self.target().join(profile).join(self.origin.release.program.binary)
    }

    fn run(&self, program: &Path, command: &str, more: &str) -> Result<Build> {
        let mut arguments = format!("{command} {} {more}", self.selection());
        let mut program = program;
        if !self.is_incremental {
            arguments = format!("CARGO_INCREMENTAL=0 {} {arguments}", program.display());
            program = Path::new("env");
        }
        let mut build =
            Call { program, arguments: &arguments, directory: &self.checkout.root }.watch()?;
        build.local.retain(|package| !package.starts_with("cargo-chef-umbrella"));
        Ok(build)
    }

    fn run_with_sccache(&self, program: &Path, command: &str, more: &str) -> Result<Build> {
        let script = self.kept.join("with-sccache.sh");
        fs::write(&script, WITH_SCCACHE)?;
        let cache = self.kept.join("sccache");
        let command =
            format!("{} {} {} {command}", script.display(), cache.display(), program.display());
        self.run(Path::new("sh"), &command, more)
    }
}
