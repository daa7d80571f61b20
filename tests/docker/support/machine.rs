//! A machine that builds images without a daemon, with Debian's buildah or podman.

use std::path::Path;

use tempfile::{NamedTempFile, TempDir};

use super::context::Context;
use super::daemon::Docker;
use super::output::compiled_of;
use super::run::{command, finish};

/// A program that builds images.
#[derive(Clone, Copy, Debug)]
pub enum Builder {
    Buildah,
    Podman,
}

/// Has what a program says on stderr in its place among what it says on stdout.
const TOGETHER: [&str; 3] = ["-c", r#"exec "$@" 2>&1"#, "sh"];

/// A storage of its own, with these images alone.
pub struct Machine {
    builder: Builder,
    storage: TempDir,
}

/// An image of a machine, with what was said when it was built.
pub struct Built<'a> {
    machine: &'a Machine,
    name: String,
    text: String,
}

impl Machine {
    /// A machine that has these images of the daemon.
    pub fn new(builder: Builder, images: &[&str]) -> Self {
        let storage = tempfile::tempdir().expect("a temporary directory can be made");
        let machine = Self { builder, storage };
        for image in images {
            let archive = NamedTempFile::new().expect("a file can be made");
            let path = archive.path().to_string_lossy();
            Docker::get().run(&["save", "--output", &path, image]);
            machine.run(&["pull", "--quiet", &format!("docker-archive:{path}")]);
        }
        machine
    }

    /// Builds an image of a context, which has to find what the options name.
    #[track_caller]
    pub fn build(&self, context: &Context, name: &str, options: &[&str]) -> Built<'_> {
        let dockerfile = context.written();
        let file = dockerfile.path().to_string_lossy();
        let directory = context.path().to_string_lossy();
        let flags = ["build", "--isolation", "chroot", "--network", "host", "--layers"];
        let what = ["--tag", name, "--file", &file, &directory];
        let text = self.run(&[&flags[..], options, &what].concat());
        Built { machine: self, name: name.to_owned(), text }
    }

    /// Uploads an image to a registry that speaks no TLS.
    #[track_caller]
    pub fn push(&self, name: &str) {
        self.run(&["push", "--tls-verify=false", name]);
    }

    /// Fetches one from there.
    #[track_caller]
    pub fn pull(&self, name: &str) {
        self.run(&["pull", "--quiet", "--tls-verify=false", name]);
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        self.run_with(self.program(), arguments)
    }

    #[track_caller]
    fn run_with(&self, program: &str, arguments: &[&str]) -> String {
        let [root, state] = ["root", "run"].map(|name| self.storage.path().join(name));
        let mut shell = command("sh", Path::new("/"));
        shell.args(TOGETHER).arg(program).arg("--root").arg(root).arg("--runroot").arg(state);
        shell.args(["--storage-driver", "overlay"]).args(arguments);
        finish(shell)
    }

    fn program(&self) -> &'static str {
        match self.builder {
            Builder::Buildah => "buildah",
            Builder::Podman => "podman",
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Mounts of it would keep the directory.
        let storage = self.storage.path().join("root/overlay");
        let mut unmount = command("umount", Path::new("/"));
        // There may be none.
        let _ = unmount.arg("--lazy").arg(storage).output();
    }
}

impl Built<'_> {
    /// Runs a program of the image and asserts what it prints. Podman needs rights for that which not
    /// every machine of a CI gives; buildah, which has the same storage, does not.
    #[track_caller]
    pub fn prints(&self, program: &str, text: &str) -> &Self {
        let run = |arguments: &[&str]| self.machine.run_with("buildah", arguments);
        let container = run(&["from", "--pull-never", &self.name]);
        let container = container.trim();
        let printed = run(&["run", "--isolation", "chroot", container, "--", program]);
        run(&["rm", container]);
        assert!(printed.contains(text), "`{text}` is not in `{printed}`");
        self
    }

    /// The crates that cargo compiled in the one step whose instruction holds this text; none if it
    /// was taken from the cache.
    #[track_caller]
    pub fn compiled(&self, instruction: &str) -> Vec<&str> {
        let is_step = |line: &str| line.contains("STEP ");
        let lines: Vec<&str> = self.text.lines().collect();
        let begins = |(_, line): &(usize, &&str)| is_step(line) && line.contains(instruction);
        let found: Vec<_> = lines.iter().enumerate().filter(begins).map(|(at, _)| at).collect();
        assert_eq!(found.len(), 1, "steps with `{instruction}` in\n{}", self.text);
        let said = lines[found[0] + 1..].iter().take_while(|line| !is_step(line));
        compiled_of(said.copied())
    }
}
