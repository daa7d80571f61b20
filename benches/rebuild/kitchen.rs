//! The workspace, its checkouts, and the commands that are run in them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use cargo_chef::shell;

use crate::flags::Flags;
use crate::measure::{Build, Call, Profile, cargo};
use crate::real_workspace::{Checkout, Workspace, assemble, program_holds};

/// Everything that is measured on the real workspace.
pub struct Kitchen<'a> {
    pub flags: &'a Flags,
    /// Where edits are made; nothing is built here.
    pub origin: Workspace,
    pub cargo: PathBuf,
}

impl<'a> Kitchen<'a> {
    pub fn open(flags: &'a Flags) -> Result<Self> {
        shell::note("assembling", &flags.release.to_string());
        let origin = assemble(flags.release, &flags.directory.join("origin"))?;
        Ok(Self { flags, origin, cargo: cargo() })
    }

    /// The checkout of this name.
    pub fn checkout(&self, name: &str) -> Result<Checkout> {
        Checkout::new(self.flags.directory.join(name))
    }

    /// `cargo build` in a checkout.
    pub fn cargo_build(&self, checkout: &Checkout, profile: Profile) -> Result<Build> {
        self.build(&self.cargo, "build", checkout, profile, "")
    }

    /// `cargo chef build` in a checkout.
    pub fn chef_build(&self, checkout: &Checkout, profile: Profile) -> Result<Build> {
        self.build(&self.flags.ours, "chef build", checkout, profile, "--")
    }

    fn build(
        &self,
        program: &Path,
        command: &str,
        Checkout { root }: &Checkout,
        profile: Profile,
        last: &str,
    ) -> Result<Build> {
        let arguments = format!("{command} {} {last}", self.selection(profile));
        shell::note("building", &format!("{command} in {}, {}", root.display(), profile.name()));
        Call { program, arguments: &arguments, directory: root }.build()
    }

    /// What is built, in flags that all of them know.
    pub fn selection(&self, profile: Profile) -> String {
        format!("--bin {} {}", self.origin.release.program.binary, profile.flag())
    }
}

/// Whether what is measured knows the command.
pub fn has_build(Flags { ours, .. }: &Flags) -> Result<bool> {
    Call { program: ours, arguments: "chef build --help", directory: Path::new(".") }.succeeds()
}

/// Whether a build has made a program that holds this text.
pub fn holds(build: &Build, text: &str) -> Result<bool> {
    program_holds(build.program.as_ref().context("cargo names no program")?, text)
}
