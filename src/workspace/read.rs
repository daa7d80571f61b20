//! From a directory to a [`Workspace`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use std::str::FromStr as _;

use cargo_metadata::Metadata;
use cargo_platform::Cfg;
use fs_err as fs;

use super::link::link;
use super::manifest::{self, parse_toml};
use super::{File, Lockfile, LockfileOrigin, Package, PackageIndex, Workspace};
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
    /// Never use the network, as cargo's flag of this name.
    pub offline: bool,
}

impl ReadOptions {
    /// Reads the workspace of this manifest with the cargo that called us.
    #[must_use]
    pub fn new(manifest_path: PathBuf) -> Self {
        Self { manifest_path, cargo: Command::cargo(), offline: false }
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
        let metadata = metadata(&options.cargo, &manifest_path)?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let root_manifest = manifest::read_toml(&root.join("Cargo.toml"))?;
        let mut packages = manifest::packages(&metadata, &root, true)?;
        packages.sort_by(|left, right| left.directory.cmp(&right.directory));
        add_path_dependencies(options, &root, &root_manifest, &mut packages)?;

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
            config: first_file(&root, &[".cargo/config", ".cargo/config.toml"])?,
            toolchain: first_file(&root, &["rust-toolchain", "rust-toolchain.toml"])?,
            lockfile: Lockfile::default(),
            links: Vec::new(),
            lockfile_origin: LockfileOrigin::Found,
            root_manifest,
            packages,
            root,
        };
        workspace.read_lockfile(options)?;
        Ok(workspace)
    }

    /// What `rustc --print cfg` says of each of these targets.
    pub fn target_cfgs(&self, triples: &[String]) -> Result<Vec<(String, Vec<Cfg>)>> {
        let cfgs = |triple: &String| {
            let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
            let command = Command::new(rustc)
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
    fn read_lockfile(&mut self, options: &ReadOptions) -> Result<()> {
        let path = self.root.join("Cargo.lock");
        let found = if path.is_file() { Some(fs::read_to_string(&path)?) } else { None };
        self.lockfile_origin = match &found {
            None if self.asks_for_nothing() => {
                self.links = vec![Vec::new(); self.packages.len()];
                return Ok(());
            }
            None => LockfileOrigin::Missing,
            Some(text) => {
                self.lockfile = Lockfile::parse(&path, text)?;
                match link(&self.packages, &self.lockfile) {
                    Ok(links) => {
                        self.links = links;
                        return Ok(());
                    }
                    Err(Error::LockfileStale(what)) => LockfileOrigin::Stale(what),
                    Err(other) => return Err(other),
                }
            }
        };
        let text = self.complete_lockfile(options, found)?;
        self.lockfile = Lockfile::parse(&path, &text)?;
        self.links = link(&self.packages, &self.lockfile)?;
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

/// Packages with a path that are no members: excluded, outside of the root, or patched in.
fn add_path_dependencies(
    options: &ReadOptions,
    root: &Path,
    root_manifest: &toml::Table,
    packages: &mut Vec<Package>,
) -> Result<()> {
    let mut known: BTreeSet<String> = packages.iter().map(|p| p.directory.clone()).collect();
    let paths_of = |package: &Package| -> Vec<PathBuf> {
        package.dependencies.iter().filter_map(|dependency| dependency.path.clone()).collect()
    };
    let mut open: Vec<PathBuf> = packages.iter().flat_map(paths_of).collect();
    open.extend(patched_paths(root, root_manifest));
    let members = packages.len();
    while let Some(directory) = open.pop() {
        if known.contains(&manifest::relative(&directory, root)) {
            continue;
        }
        let metadata = metadata(&options.cargo, &directory.join("Cargo.toml"))?;
        for package in manifest::packages(&metadata, root, false)? {
            let wanted = lexical_join(root, &package.directory) == directory;
            if wanted && known.insert(package.directory.clone()) {
                open.extend(paths_of(&package));
                packages.push(package);
            }
        }
        if !known.contains(&manifest::relative(&directory, root)) {
            return Err(Error::ManifestMissing(directory));
        }
    }
    packages[members..].sort_by(|left, right| left.directory.cmp(&right.directory));
    Ok(())
}

/// The directories that `[patch]` and `[replace]` point to.
fn patched_paths(root: &Path, root_manifest: &toml::Table) -> Vec<PathBuf> {
    let tables = |key: &str| root_manifest.get(key).and_then(toml::Value::as_table);
    let patched = tables("patch").into_iter().flat_map(|sources| sources.values());
    let patched = patched.filter_map(toml::Value::as_table).flat_map(|source| source.values());
    let replaced = tables("replace").into_iter().flat_map(|specs| specs.values());
    let paths = patched.chain(replaced).filter_map(|entry| entry.get("path")?.as_str());
    paths.map(|path| lexical_join(root, path)).collect()
}

fn metadata(cargo: &Command, manifest_path: &Path) -> Result<Metadata> {
    let command = cargo
        .clone()
        .args(["metadata", "--format-version", "1", "--no-deps", "--manifest-path"])
        .arg(manifest_path)
        .directory(manifest_path.parent().unwrap_or(Path::new(".")));
    let stdout = command.cargo_output()?;
    serde_json::from_slice(&stdout).map_err(|error| Error::CargoOutput {
        command: command.to_string(),
        reason: error.to_string(),
    })
}

/// The first of these files that exists. Cargo and rustup prefer the name without an extension.
fn first_file(root: &Path, names: &[&str]) -> Result<Option<File>> {
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
