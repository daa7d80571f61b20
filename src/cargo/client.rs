//! The cargo that is asked, and what every question tells it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use cargo_metadata::Metadata;
use fs_err as fs;

use super::error::{Error, Result};
use super::toolchain;
use crate::files::{digest, temporary_directory};
use crate::process::{self, Command};

/// What cargo answers without resolving anything.
const DESCRIBE: [&str; 4] = ["metadata", "--format-version", "1", "--no-deps"];

/// A cargo, with the options that apply whatever it is asked.
#[derive(Clone, Debug)]
pub struct Cargo {
    /// The program, with its environment.
    pub program: Command,
    /// The toolchain that rustup is told to use; `None` if rustup chooses.
    pub toolchain: Option<String>,
    /// Whether the network is off limits.
    pub offline: bool,
    /// The values of `-Z`.
    pub unstable: Vec<String>,
    /// The values of `--config`.
    pub config: Vec<String>,
}

impl Default for Cargo {
    fn default() -> Self {
        Self::inherited()
    }
}

impl Cargo {
    /// The cargo that called us, or the first one in `PATH`.
    #[must_use]
    pub fn inherited() -> Self {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self {
            program: Command::new(program),
            toolchain: None,
            offline: false,
            unstable: Vec::new(),
            config: Vec::new(),
        }
    }

    /// The same cargo if it called us; if none did, one that is installed for this directory.
    #[must_use]
    pub fn installed_for(self, directory: &Path) -> Self {
        match toolchain::installed(directory) {
            None => self,
            Some(toolchain) => Self {
                program: self.program.env(toolchain::VARIABLE, &toolchain),
                toolchain: Some(toolchain),
                ..self
            },
        }
    }

    /// The cargo of the toolchain that rustup chooses now that there is a toolchain file.
    #[must_use]
    pub fn chosen_anew(self) -> Self {
        // `CARGO` is the cargo of the toolchain that was chosen before. The one in `PATH` is
        // rustup's proxy, which chooses again.
        let program = ["CARGO", toolchain::VARIABLE, toolchain::SOURCE_VARIABLE]
            .iter()
            .fold(Command::new("cargo"), |command, variable| command.env_remove(variable));
        Self { program, ..self }
    }

    /// What the compiler that this cargo uses says of itself, in short. It is empty if that cannot be
    /// told. A compiler that is only named in cargo's configuration is not asked.
    pub(crate) fn compiler(&self, directory: &Path) -> String {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let command = self.program.clone().with_program(rustc).arg("-vV").directory(directory);
        command.stdout().map(|told| digest(&told)).unwrap_or_default()
    }

    pub(super) fn unstable_flags(&self) -> impl Iterator<Item = &str> {
        self.unstable.iter().flat_map(|flag| ["-Z", flag])
    }

    pub(super) fn config_flags(&self) -> impl Iterator<Item = &str> {
        self.config.iter().flat_map(|value| ["--config", value])
    }

    /// A question about the project of a manifest, asked from a directory.
    fn question(&self, words: &[&str], manifest_path: &Path, directory: &Path) -> Command {
        self.program
            .clone()
            .args(self.unstable_flags())
            .args(words.iter().copied())
            .arg("--manifest-path")
            .arg(manifest_path)
            .args(self.config_flags())
            .directory(directory)
    }

    /// Cargo's description of the workspace that a build concerns. If no manifest is named, cargo
    /// looks for one.
    pub(super) fn describe_build(
        &self,
        manifest_path: Option<&Path>,
        target_directory: Option<&Path>,
    ) -> Result<Metadata> {
        let mut command = self.program.clone().args(self.unstable_flags()).args(DESCRIBE);
        if let Some(path) = manifest_path {
            command = command.arg("--manifest-path").arg(path);
        }
        if let Some(directory) = target_directory {
            command = command.env("CARGO_TARGET_DIR", directory);
        }
        Description(command.args(self.config_flags())).ask()
    }

    /// The question for a package's workspace and its manifests, which cargo answers without
    /// resolving anything.
    #[must_use]
    pub fn describe(&self, manifest_path: &Path, directory: &Path) -> Description {
        Description(self.question(&DESCRIBE, manifest_path, directory))
    }

    /// Makes the lockfile of a workspace.
    pub fn generate_lockfile(&self, manifest_path: &Path, directory: &Path) -> Result<()> {
        let command = self.question(&["generate-lockfile", "--quiet"], manifest_path, directory);
        command.args(self.offline.then_some("--offline")).stdout()?;
        Ok(())
    }

    /// Adds what the lockfile of a workspace lacks, and removes what is not needed. `config` holds
    /// further `--config` arguments.
    pub fn update_workspace(
        &self,
        manifest_path: &Path,
        directory: &Path,
        config: Vec<OsString>,
    ) -> Result<()> {
        let words = ["update", "--workspace", "--quiet"];
        let command = self.question(&words, manifest_path, directory);
        command.args(self.offline.then_some("--offline")).args(config).stdout()?;
        Ok(())
    }

    /// The root of the workspace that a manifest belongs to.
    pub fn workspace_root(&self, manifest_path: &Path, directory: &Path) -> Result<PathBuf> {
        let words = ["locate-project", "--workspace", "--message-format", "plain"];
        let root = self.question(&words, manifest_path, directory).stdout()?;
        let path = process::text(&root);
        Ok(Path::new(&path).parent().unwrap_or(directory).to_owned())
    }

    /// Cargo's answer about an empty package elsewhere, and the directory of that package.
    pub(super) fn describe_elsewhere(&self, directory: &Path) -> Result<(Metadata, PathBuf)> {
        let probe = temporary_directory()?;
        let manifest_path = probe.path().join("Cargo.toml");
        fs::write(&manifest_path, "[workspace]\n")?;
        let answer = self.describe(&manifest_path, directory).ask()?;
        let place = answer.workspace_root.clone().into_std_path_buf();
        Ok((answer, place))
    }
}

/// The question for a description of a workspace.
#[derive(Clone, Debug)]
pub struct Description(Command);

impl Description {
    /// Asks for the description.
    ///
    /// # Errors
    /// [`Error::Refused`] if cargo refuses to describe the workspace.
    pub fn ask(&self) -> Result<Metadata> {
        self.ask_for(|metadata| metadata)
    }

    /// Asks for the description, and returns what `make` makes of it while cargo is still ending.
    ///
    /// # Errors
    /// [`Error::Refused`] if cargo refuses to describe the workspace.
    pub(crate) fn ask_for<T>(&self, make: impl FnOnce(Metadata) -> T) -> Result<T> {
        let mut make = Some(make);
        let mut read = |stdout: &[u8]| {
            let metadata = self.parse(stdout)?;
            make.take().map(|make| make(metadata)).ok_or_else(|| self.wrong("there are two"))
        };
        match self.without_certificates().stdout_as(&mut read) {
            // This may be rustup, which has to download a toolchain first. An error shows the plain question.
            Err(process::Error::Failed { .. } | process::Error::Start { .. }) => {
                self.0.stdout_as(&mut read)?
            }
            answer => answer?,
        }
    }

    /// The same question to a cargo that trusts nobody. It needs no network to answer, but wherever it
    /// has OpenSSL, it begins with reading the certificates of this machine, which takes half of the
    /// time that a small workspace does.
    fn without_certificates(&self) -> Command {
        self.0.clone().env("SSL_CERT_FILE", "/dev/null")
    }

    /// Asks for the description; `None` if cargo refuses.
    pub fn try_ask(&self) -> Result<Option<Metadata>> {
        match self.ask() {
            Ok(metadata) => Ok(Some(metadata)),
            Err(Error::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(&self, stdout: &[u8]) -> Result<Metadata> {
        serde_json::from_slice(stdout).map_err(|error| self.wrong(&error.to_string()))
    }

    fn wrong(&self, reason: &str) -> Error {
        Error::Output { command: self.0.to_string(), reason: reason.to_owned() }
    }
}
