//! The one place that spawns.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::case::Signal;

/// A command that knows nothing of the cargo that runs the tests, nor of a user's settings.
pub fn command(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = spawn(program.as_ref());
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if ["CARGO", "RUSTC", "RUSTFLAGS", "RUSTDOC"].iter().any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(&key);
        }
    }
    command.env("CARGO_HOME", home).env("CARGO_TERM_COLOR", "never").env("PATH", path());
    command.stdin(Stdio::null());
    command
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that spawns in these tests")]
fn spawn(program: &OsStr) -> Command {
    Command::new(program)
}

/// `PATH` with the toolchain itself in front, without rustup between.
fn path() -> &'static OsStr {
    static PATH: OnceLock<std::ffi::OsString> = OnceLock::new();
    PATH.get_or_init(|| {
        let output = run(spawn("rustc".as_ref()).args(["--print", "sysroot"]));
        let sysroot = String::from_utf8(output.stdout).expect("the toolchain has a path of text");
        let toolchain = PathBuf::from(sysroot.trim()).join("bin");
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(toolchain).chain(std::env::split_paths(&inherited));
        std::env::join_paths(all).expect("paths can be joined")
    })
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command.output().expect("the program can be started")
}

/// Copies a directory with the times of all that is in it.
pub fn copy(from: &Path, to: &Path) {
    remove(to);
    let output = run(spawn("cp".as_ref()).arg("-a").arg(from).arg(to));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Removes a directory that may be absent.
pub fn remove(directory: &Path) {
    if directory.exists() {
        fs_err::remove_dir_all(directory).expect("a directory can be removed");
    }
}

/// A command under way, with a process group of its own.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        Self { child: command.spawn().expect("the program can be started") }
    }

    /// The id of its process group.
    pub fn group(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal after some time, and waits until the command itself has ended. Whether the
    /// signal found it still running.
    pub fn kill(mut self, signal: Signal, delay: Duration, whole_group: bool) -> bool {
        std::thread::sleep(delay);
        let was_running = self.child.try_wait().expect("a child can be waited for").is_none();
        if was_running {
            let sign = if whole_group { "-" } else { "" };
            send(signal, &format!("{sign}{}", self.child.id()));
        }
        self.wait();
        was_running
    }

    /// Waits for the end, and tells whether it was a good one.
    pub fn wait(&mut self) -> bool {
        self.child.wait().expect("a child can be waited for").success()
    }
}

/// Ends what is left of a process group.
pub fn end_group(group: u32) {
    send(Signal::Kill, &format!("-{group}"));
}

/// Waits until nothing is left of a process group, or only what nobody takes notice of.
pub fn await_group(group: u32) {
    let is_there = || {
        let group = format!("-{group}");
        run(spawn("kill".as_ref()).args(["-s", "0", "--", &group])).status.success()
    };
    let end = Instant::now() + Duration::from_secs(20);
    while is_there() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: Signal, to: &str) {
    let name = match signal {
        Signal::Interrupt => "INT",
        Signal::Terminate => "TERM",
        Signal::Kill => "KILL",
    };
    // It may have ended meanwhile.
    run(spawn("kill".as_ref()).args(["-s", name, "--", to]));
}

/// The triple of this machine.
pub fn host() -> &'static str {
    static HOST: OnceLock<String> = OnceLock::new();
    HOST.get_or_init(|| {
        let output = run(spawn("rustc".as_ref()).args(["--print", "host-tuple"]));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    })
}
