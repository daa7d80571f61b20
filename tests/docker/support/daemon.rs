//! A Docker daemon that lives as long as this test process, however that ends.
//!
//! Everything of it is below one temporary directory. Next to it runs a shell that reads from a pipe
//! which only this process holds open: it sees the end of this process, even by a signal, stops
//! the daemon and removes the directory. To run single tests again and again without that, name a
//! directory in `CARGO_CHEF_DOCKER_DIRECTORY`, and stop the daemon in it (`kill $(cat pid)`) when
//! it is of no more use.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use fs_err as fs;

use super::images;
use super::registry::Registry;
use super::run::{command, finish, run};

/// Waits for the end of its stdin, then cleans up below `$1`.
const REAPER: &str = r#"
cat >/dev/null
pid=$(cat "$1/pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
grep -o " $1/[^ ]*" /proc/mounts | sort -r | while read -r mount; do umount "$mount"; done
rm -rf "$1"
"#;

/// A directory in which the daemon stays after the tests, with its images and its cache.
const KEEP: &str = "CARGO_CHEF_DOCKER_DIRECTORY";

/// The daemon, with base images and a registry.
pub struct Docker {
    directory: PathBuf,
    pub registry: Registry,
    /// The daemon and the reaper, where they are ours. Neither is waited for.
    children: Vec<Child>,
    building: Mutex<()>,
}

impl Docker {
    /// The daemon of this process. The first call starts it.
    pub fn get() -> &'static Self {
        static DOCKER: OnceLock<Docker> = OnceLock::new();
        DOCKER.get_or_init(Self::start)
    }

    /// Another daemon, as on another machine: it has no cache, and these images alone. It stays until
    /// the process ends.
    pub fn another(&self, images: &[&str]) -> &'static Self {
        let directory = tempfile::Builder::new().prefix("chef-docker-").tempdir();
        let directory = directory.expect("a temporary directory can be made").keep();
        let children = vec![reaper(&directory)];
        let registry = self.registry.clone();
        let mut docker = Self { directory, registry, children, building: Mutex::new(()) };
        docker.children.push(docker.spawn());
        let archive = docker.path("images.tar").to_string_lossy().into_owned();
        self.run(&[&["save", "--output", &archive], images].concat());
        docker.run(&["load", "--input", &archive]);
        fs::remove_file(archive).expect("it can be removed");
        Box::leak(Box::new(docker))
    }

    fn start() -> Self {
        let kept = std::env::var_os(KEEP).map(PathBuf::from);
        let directory = kept.clone().unwrap_or_else(|| {
            let directory = tempfile::Builder::new().prefix("chef-docker-").tempdir();
            directory.expect("a temporary directory can be made").keep()
        });
        let children = if kept.is_some() { Vec::new() } else { vec![reaper(&directory)] };
        fs::create_dir_all(&directory).expect("it can be made");
        let registry = Registry::start(&directory.join("registry"));
        let mut docker = Self { directory, registry, children, building: Mutex::new(()) };
        if !docker.answers() {
            docker.children.push(docker.spawn());
        }
        images::make(&docker);
        docker
    }

    /// Starts the daemon and waits until it answers.
    fn spawn(&self) -> Child {
        let log = fs::File::create(self.path("log")).expect("the log can be written");
        let config = self.path("daemon.json");
        // What a layer costs is more than the disk that it takes, so none is thrown away.
        let text = r#"{"builder": {"gc": {"enabled": false}}}"#;
        fs::write(&config, text).expect("the configuration can be written");
        let mut daemon = command("dockerd", &self.directory);
        daemon.arg("--config-file").arg(config);
        daemon.arg("--data-root").arg(self.path("data")).arg("--exec-root").arg(self.path("exec"));
        daemon.arg("--pidfile").arg(self.path("pid")).arg("--host").arg(host(&self.directory));
        daemon.args(["--iptables=false", "--ip6tables=false", "--bridge=none"]);
        daemon.stderr(log.into_file()).stdout(Stdio::null()).stdin(Stdio::null()).process_group(0);
        let install = "`apt-get install docker.io debootstrap`, and run the tests as root";
        let daemon = daemon.spawn();
        let daemon = daemon.unwrap_or_else(|error| panic!("dockerd: {error}; {install}"));
        let started = Instant::now();
        while !self.answers() {
            if started.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.path("log")).unwrap_or_default();
                panic!("dockerd does not answer\n{log}");
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        daemon
    }

    fn answers(&self) -> bool {
        self.client(&["version"]).output().is_ok_and(|output| output.status.success())
    }

    /// Whether the toolchain of the tests, which is that of the images, can compile for musl.
    pub fn has_musl() -> bool {
        let sysroot = run("rustc --print sysroot", Path::new(env!("CARGO_MANIFEST_DIR")));
        Path::new(sysroot.trim()).join("lib/rustlib/x86_64-unknown-linux-musl").exists()
    }

    /// The version of Rust in the images.
    pub fn rust_version() -> String {
        let version = run("rustc --version", Path::new(env!("CARGO_MANIFEST_DIR")));
        version.split(' ').nth(1).expect("rustc has a version").to_owned()
    }

    /// A path below the directory of the daemon.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.directory.join(relative)
    }

    /// A docker command that is yet to be run.
    pub fn client(&self, arguments: &[&str]) -> Command {
        // Another `docker` may come first in PATH, without BuildKit.
        let packaged = Path::new("/usr/bin/docker");
        let program = if packaged.exists() { packaged } else { Path::new("docker") };
        let mut client = command(program, &self.directory);
        client
            .args(arguments)
            .env("DOCKER_HOST", host(&self.directory))
            .env("DOCKER_BUILDKIT", "1");
        client
    }

    /// Does one build at a time. Docker 20.10 was seen to run a step again that was in the cache,
    /// while another build used a step before it.
    pub fn alone<T>(&self, build: impl FnOnce() -> T) -> T {
        let _guard = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        build()
    }

    /// Runs a docker command and returns what it printed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        finish(self.client(arguments))
    }
}

fn host(directory: &Path) -> String {
    format!("unix://{}/sock", directory.display())
}

fn reaper(directory: &Path) -> Child {
    let mut reaper = command("sh", Path::new("/"));
    reaper.args(["-c", REAPER, "reaper"]).arg(directory);
    let reaper = reaper.stdin(Stdio::piped()).process_group(0).spawn();
    reaper.expect("a shell can be started")
}
