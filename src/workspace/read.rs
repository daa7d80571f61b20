//! From a directory to a [`Workspace`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use std::str::FromStr as _;

use cargo_metadata::Metadata;
use cargo_platform::Cfg;
use fs_err as fs;

use super::link::{Links, link};
use super::manifest::{self, parse_toml};
use super::path::add_path_dependencies;
use super::{
    Configuration, File, Lockfile, LockfileOrigin, PackageIndex, Workspace, bare, config, inherit,
    source, toolchain,
};
use crate::error::{Error, Result};
use crate::process::Command;
use crate::tree::{Tree, lexical_join};

/// Where to read, and what to read it with.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The manifest that cargo would be pointed at.
    pub manifest_path: PathBuf,
    /// Cargo, without arguments.
    pub cargo: Command,
    /// The toolchain for rustup to use; `None` where it may choose.
    pub toolchain: Option<String>,
    /// Never use the network, as cargo's flag of this name.
    pub offline: bool,
}

impl ReadOptions {
    /// Reads the workspace of this manifest with the cargo that called us, or else with one that is
    /// installed.
    #[must_use]
    pub fn new(manifest_path: PathBuf) -> Self {
        let absolute = std::path::absolute(&manifest_path).ok();
        let toolchain = absolute.and_then(|path| toolchain::installed(path.parent()?));
        let cargo = with_toolchain(Command::cargo(), toolchain.as_deref());
        Self { manifest_path, cargo, toolchain, offline: false }
    }

    /// The command that describes the workspace of a manifest.
    pub(super) fn metadata(&self, manifest_path: &Path, directory: &Path) -> Command {
        let words = ["metadata", "--format-version", "1", "--no-deps", "--manifest-path"];
        self.cargo.clone().args(words).arg(manifest_path).directory(directory)
    }
}

/// The nearest `Cargo.toml` of `directory` and its parents.
pub fn find_manifest(directory: &Path) -> Result<PathBuf> {
    directory
        .ancestors()
        .map(|ancestor| ancestor.join("Cargo.toml"))
        .find(|path| path.is_file())
        .ok_or_else(|| Error::ManifestMissing(directory.to_owned()))
}

impl Workspace {
    /// Reads the workspace that the manifest belongs to.
    pub fn read(options: &ReadOptions) -> Result<Self> {
        let manifest_path = std::path::absolute(&options.manifest_path)?;
        // Where its directory is missing, too, it would be cargo that could not be started.
        if !manifest_path.is_file() {
            return Err(Error::ManifestAbsent(manifest_path));
        }
        let directory = manifest_path.parent().unwrap_or(Path::new("."));
        let command = options.metadata(&manifest_path, directory);
        // Cargo takes its time; the lockfile is read meanwhile.
        let (output, lockfile) = std::thread::scope(|scope| {
            let lockfile = scope.spawn(|| FoundLockfile::near(directory));
            (command.output(), lockfile.join().ok().flatten())
        });
        let output = output?;
        let metadata = if output.status.success() {
            parse(&command, &output.stdout)?
        } else if let Some(workspace) = bare::read(options, &manifest_path)? {
            return Ok(workspace);
        } else {
            ask(&command)?
        };
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let root_manifest = manifest::read_toml(&root.join("Cargo.toml"))?;
        let configuration = Configuration::read(&root)?;
        let mut packages = manifest::members(&metadata, &root)?;
        packages.sort_by(|left, right| left.directory.cmp(&right.directory));
        let replaced = [&root_manifest, &configuration.local];
        add_path_dependencies(options, &root, &replaced, &mut packages)?;

        let index_of = |path: &Path| -> Option<PackageIndex> {
            let directory = manifest::relative(path.parent()?, &root);
            packages.iter().position(|package| package.directory == directory)
        };
        let default_members = (metadata.packages.iter())
            .filter(|package| metadata.workspace_default_members.contains(&package.id))
            .filter_map(|package| index_of(package.manifest_path.as_std_path()))
            .collect::<BTreeSet<_>>();
        let root_edition = (metadata.packages.iter())
            .find(|package| package.manifest_path.parent() == Some(&metadata.workspace_root))
            .map(|package| package.edition.as_str());

        let mut workspace = Self {
            current: index_of(&manifest_path),
            default_members: default_members.into_iter().collect(),
            resolver: manifest::resolver(&root_manifest, root_edition),
            configuration,
            read_with: options.toolchain.clone(),
            lacks_sources: false,
            toolchain: first_file(&root, &toolchain::FILES)?,
            lockfile: Lockfile::default(),
            links: Vec::new(),
            locked: Vec::new(),
            lockfile_origin: LockfileOrigin::Found,
            root_manifest,
            packages,
            root,
        };
        workspace.read_lockfile(options, lockfile)?;
        workspace.read_sources()?;
        Ok(workspace)
    }

    /// Reads the files of local packages that external ones may be compiled with.
    pub(super) fn read_sources(&mut self) -> Result<()> {
        for index in self.below_externals() {
            let package = &mut self.packages[index];
            if package.is_inside() {
                let depth = package.directory.split('/').count();
                let up = vec![".."; depth].join("/");
                inherit::expand(&mut package.manifest, &self.root_manifest, &up);
                package.files = source::files(&self.root, &package.absolute, &package.manifest)?;
            }
        }
        Ok(())
    }

    /// What `rustc --print cfg` says of each of these targets. Only a nightly rustc reads target
    /// specifications, so where one is among them nothing is known of any.
    pub fn target_cfgs(&self, triples: &[String]) -> Result<Vec<(String, Vec<Cfg>)>> {
        if triples.iter().any(|triple| config::is_specification(triple)) {
            return Ok(Vec::new());
        }
        let cfgs = |triple: &String| {
            let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
            let command = with_toolchain(Command::new(rustc), self.read_with.as_deref())
                .args(["--print", "cfg", "--target", triple])
                .directory(&self.root);
            let output = command.output()?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
            if !output.status.success() {
                return Err(Error::Failed {
                    command: command.to_string(),
                    stderr: text(&output.stderr),
                });
            }
            let lines = text(&output.stdout);
            Ok((
                triple.clone(),
                lines.lines().filter_map(|line| Cfg::from_str(line).ok()).collect(),
            ))
        };
        triples.iter().map(cfgs).collect()
    }

    /// Takes `Cargo.lock` if it fits, else lets cargo make one in a copy of the manifests.
    fn read_lockfile(&mut self, options: &ReadOptions, near: Option<FoundLockfile>) -> Result<()> {
        let path = self.root.join("Cargo.lock");
        let found = match near {
            Some(near) if near.path == path => Some(near),
            _ => FoundLockfile::at(path.clone())?,
        };
        let text = match found {
            None if self.asks_for_nothing() => {
                self.links = vec![Vec::new(); self.packages.len()];
                self.locked = vec![None; self.packages.len()];
                return Ok(());
            }
            None => {
                self.lockfile_origin = LockfileOrigin::Missing;
                None
            }
            Some(FoundLockfile { text, lockfile, .. }) => {
                self.lockfile = lockfile;
                match link(&self.packages, &self.lockfile) {
                    Ok(Links { links, locked }) => {
                        (self.links, self.locked) = (links, locked);
                        return Ok(());
                    }
                    Err(Error::LockfileStale(what)) => {
                        self.lockfile_origin = LockfileOrigin::Stale(what);
                    }
                    Err(other) => return Err(other),
                }
                Some(text)
            }
        };
        let text = self.complete_lockfile(options, text)?;
        self.lockfile = Lockfile::parse(&path, &text)?;
        let Links { links, locked } = link(&self.packages, &self.lockfile)?;
        (self.links, self.locked) = (links, locked);
        Ok(())
    }

    /// Whether no local package has any dependency, so that no lockfile is needed.
    fn asks_for_nothing(&self) -> bool {
        self.packages.iter().all(|package| package.dependencies.is_empty())
    }

    fn complete_lockfile(&self, options: &ReadOptions, found: Option<String>) -> Result<String> {
        let mut copy = Tree::default();
        let text = |directory: &str| {
            fs::read_to_string(lexical_join(&self.root, directory).join("Cargo.toml"))
        };
        copy.add("Cargo.toml", text("")?)?;
        for package in &self.packages {
            let prefix = if package.directory.is_empty() {
                String::new()
            } else {
                format!("{}/", package.directory)
            };
            copy.add(&format!("{prefix}Cargo.toml"), text(&package.directory)?)?;
            for target in &package.targets {
                copy.add_stub(&format!("{prefix}{}", target.path))?;
            }
        }
        let subcommand: &[&str] = match found {
            Some(text) => {
                copy.add("Cargo.lock", text)?;
                &["update", "--workspace"]
            }
            None => &["generate-lockfile"],
        };
        let scratch = tempfile::tempdir()?;
        let root = copy.write(&scratch.path().join("copy"))?;
        let command = options
            .cargo
            .clone()
            .args(subcommand.iter().copied())
            .args(["--quiet", "--manifest-path"])
            .arg(root.join("Cargo.toml"))
            .args(options.offline.then_some("--offline"))
            // From here cargo finds the configuration of the workspace: its registries.
            .directory(&self.root);
        command.cargo_output()?;
        Ok(fs::read_to_string(root.join("Cargo.lock"))?)
    }
}

/// A `Cargo.lock` that is there.
struct FoundLockfile {
    path: PathBuf,
    text: String,
    lockfile: Lockfile,
}

impl FoundLockfile {
    fn at(path: PathBuf) -> Result<Option<Self>> {
        if !path.is_file() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path)?;
        Ok(Some(Self { lockfile: Lockfile::parse(&path, &text)?, path, text }))
    }

    /// The nearest one of a directory and its parents, where it can be read. It is most likely that
    /// of the workspace.
    fn near(directory: &Path) -> Option<Self> {
        let paths = directory.ancestors().map(|ancestor| ancestor.join("Cargo.lock"));
        Self::at(paths.into_iter().find(|path| path.is_file())?).ok()?
    }
}

fn with_toolchain(command: Command, toolchain: Option<&str>) -> Command {
    match toolchain {
        Some(toolchain) => command.env(toolchain::VARIABLE, toolchain),
        None => command,
    }
}

/// Runs a command that describes a workspace.
pub(super) fn ask(command: &Command) -> Result<Metadata> {
    parse(command, &command.cargo_output()?)
}

pub(super) fn parse(command: &Command, stdout: &[u8]) -> Result<Metadata> {
    serde_json::from_slice(stdout).map_err(|error| Error::CargoOutput {
        command: command.to_string(),
        reason: error.to_string(),
    })
}

/// The first of these files that exists. Cargo and rustup prefer the name without an extension.
pub(super) fn first_file(root: &Path, names: &[&str]) -> Result<Option<File>> {
    for name in names {
        let path = root.join(name);
        if path.is_file() {
            let contents = fs::read_to_string(&path)?;
            if name.contains("config") {
                parse_toml(&path, &contents)?;
            }
            return Ok(Some(File { path: (*name).to_owned(), contents }));
        }
    }
    Ok(None)
}
