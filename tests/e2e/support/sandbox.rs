//! A directory of its own and an environment of its own for everything that a test runs.
//!
//! The tests are started by a cargo, which tells its children about itself in the environment.
//! None of that may reach the commands under test.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use fs_err as fs;
use globwalk::{FileType, GlobWalkerBuilder};
use tempfile::TempDir;

use super::registry;

/// The directory below which a project, its registry and its layers stand.
pub struct Sandbox {
    directory: TempDir,
    environment: RefCell<BTreeMap<String, String>>,
    layers: RefCell<usize>,
}

/// What a command did.
pub struct Run {
    command: String,
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    directory: PathBuf,
}

/// A command that may still be running.
pub struct Started<'s> {
    sandbox: &'s Sandbox,
    child: std::process::Child,
    flags: String,
}

impl Sandbox {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let sandbox =
            Self { directory, environment: RefCell::default(), layers: RefCell::default() };
        fs::create_dir_all(sandbox.path("tmp")).expect("the sandbox can be written");
        registry::write(&sandbox.path("registry"), &sandbox.path("cargo-home"));
        sandbox
    }

    /// A path below the sandbox, without links in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        let directory =
            self.directory.path().canonicalize().expect("the sandbox has a canonical path");
        directory.join(relative)
    }

    /// A directory for a new layer, whose path has another length than that of the project.
    pub fn new_layer(&self) -> PathBuf {
        *self.layers.borrow_mut() += 1;
        let directory = self.path(&format!("layers/{}/built/elsewhere", self.layers.borrow()));
        fs::create_dir_all(&directory).expect("the sandbox can be written");
        directory
    }

    /// Sets an environment variable for all commands that follow.
    pub fn set_environment(&self, key: &str, value: &str) {
        self.environment.borrow_mut().insert(key.to_owned(), value.to_owned());
    }

    /// Runs our binary. Whatever it does, it may not panic or leave temporary files.
    pub fn chef(&self, directory: &Path, flags: &str) -> Run {
        self.chef_with(directory, &flags.split_whitespace().collect::<Vec<_>>())
    }

    /// As [`Sandbox::chef`], with arguments that may have spaces in them.
    pub fn chef_with(&self, directory: &Path, arguments: &[&str]) -> Run {
        let run = self.run_with(env!("CARGO_BIN_EXE_cargo-chef"), directory, arguments);
        assert!(!run.stderr.contains("panicked at"), "{run}");
        assert!(!run.stderr.contains("stack backtrace"), "{run}");
        let left: Vec<_> = files_below(&self.path("tmp"));
        assert!(left.is_empty(), "temporary files were left: {left:?}\n{run}");
        run
    }

    pub fn cargo(&self, directory: &Path, flags: &str) -> Run {
        self.run("cargo", directory, flags)
    }

    pub fn git(&self, directory: &Path, flags: &str) -> Run {
        self.run("git", directory, flags)
    }

    /// Runs a program. Flags are split at spaces.
    pub fn run(&self, program: &str, directory: &Path, flags: &str) -> Run {
        self.run_with(program, directory, &flags.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a program, with arguments that may have spaces in them.
    pub fn run_with(&self, program: &str, directory: &Path, arguments: &[&str]) -> Run {
        let output = self.command(program, directory, arguments).output();
        self.ran(program, arguments, &output.expect("the program can be started"))
    }

    /// Starts our binary, and goes on.
    pub fn start(&self, directory: &Path, flags: &str) -> Started<'_> {
        self.start_program(env!("CARGO_BIN_EXE_cargo-chef"), directory, flags)
    }

    /// Starts a program, and goes on.
    pub fn start_program(&self, program: &str, directory: &Path, flags: &str) -> Started<'_> {
        let arguments: Vec<&str> = flags.split_whitespace().collect();
        let mut command = self.command(program, directory, &arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().expect("the program can be started");
        Started { sandbox: self, child, flags: format!("{program} {flags}") }
    }

    fn ran(&self, program: &str, arguments: &[&str], output: &std::process::Output) -> Run {
        Run {
            command: format!("{program} {}", arguments.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            directory: self.path(""),
        }
    }

    /// The one place that makes a command.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that spawns in tests")]
    fn command(
        &self,
        program: &str,
        directory: &Path,
        arguments: &[&str],
    ) -> std::process::Command {
        let mut command = std::process::Command::new(program);
        command.args(arguments).current_dir(directory).stdin(Stdio::null());
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            let is_foreign = ["CARGO", "RUSTC", "RUSTFLAGS", "RUSTDOC", "RUSTUP_TOOLCHAIN", "GIT_"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
            if is_foreign {
                command.env_remove(&key);
            }
        }
        command
            .env("CARGO_HOME", self.path("cargo-home"))
            .env("CARGO_TERM_COLOR", "never")
            // A panic would show itself with all that it has to say.
            .env("RUST_BACKTRACE", "1")
            .env("TMPDIR", self.path("tmp"))
            .env("GIT_CONFIG_GLOBAL", self.path("no-such-file"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            // Nothing here reaches a network, and cargo reads all certificates each time that it starts.
            .env("SSL_CERT_FILE", "/dev/null")
            .envs(self.environment.borrow().iter());
        command
    }
}

impl Started<'_> {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("the program can be waited for").is_none()
    }

    /// Waits for its end.
    pub fn wait(self) -> Run {
        let output = self.child.wait_with_output().expect("the program can be waited for");
        self.sandbox.ran(&self.flags, &[], &output)
    }
}

impl Run {
    /// Asserts that the command succeeded.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// Asserts that the command failed, whatever its exit code.
    #[track_caller]
    pub fn fails(self) -> Self {
        assert_ne!(self.code, Some(0), "{self}");
        self
    }

    /// Asserts that the command said nothing to the user.
    #[track_caller]
    pub fn silent(self) -> Self {
        assert_eq!(self.stderr, "", "{self}");
        self
    }

    /// Asserts that the command said nothing but what it prepared.
    #[track_caller]
    pub fn says_no_more_than_what_it_prepared(self) -> Self {
        let is_told =
            |line: &str| line.starts_with("prepared: ") || line.starts_with("hint: say what");
        assert!(self.stderr.lines().count() > 0 && self.stderr.lines().all(is_told), "{self}");
        self
    }

    /// Asserts that the command said this to the user.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not in\n{self}");
        self
    }

    /// Exit code and whole output, for a snapshot. What is not the same everywhere is replaced.
    pub fn report(&self) -> String {
        let directory = self.directory.to_string_lossy();
        let text = format!(
            "exit code: {}\n--- stdout\n{}--- stderr\n{}",
            self.code.map_or("none".to_owned(), |code| code.to_string()),
            self.stdout,
            self.stderr,
        );
        let text = text.replace(directory.trim_end_matches('/'), "[DIR]");
        without_digests(&without_random_names(&text)).trim_end().to_owned()
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let report = self.report();
        let is_message = |line: &&str| line.starts_with("{\"reason\":");
        let lines: Vec<&str> = report.lines().filter(|line| !is_message(line)).collect();
        write!(formatter, "`{}`\n{}", self.command, lines.join("\n"))
    }
}

/// Replaces the six characters that are random in the name of a temporary directory.
fn without_random_names(text: &str) -> String {
    let mut parts = text.split("/.tmp");
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced.push_str("/[RANDOM]");
        replaced.push_str(part.get(6..).unwrap_or_default());
    }
    replaced
}

/// Replaces the digests of recipes, which every change of what is written in them changes.
pub fn without_digests(text: &str) -> String {
    let mut parts = text.split("digest");
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (start, rest) =
            part.split_at(part.len() - part.trim_start_matches([' ', '"', ':']).len());
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        replaced += "digest";
        replaced += start;
        replaced += if digits == 12 { "[DIGEST]" } else { &rest[..digits] };
        replaced += &rest[digits..];
    }
    replaced
}

/// All files below a directory, as paths relative to it, sorted.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    GlobWalkerBuilder::new(directory, "**")
        .file_type(FileType::FILE | FileType::SYMLINK)
        .sort_by(|one, other| one.file_name().cmp(other.file_name()))
        .build()
        .expect("it is a pattern")
        .map(|entry| entry.expect("the directory can be read"))
        .map(|entry| entry.path().strip_prefix(directory).expect("it is below").to_owned())
        .collect()
}
