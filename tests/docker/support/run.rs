//! Runs a program and fails the test with everything that it said.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// A command in a directory, without what the cargo that runs the tests has told about itself.
#[expect(clippy::disallowed_methods, reason = "these are tests")]
pub fn command(program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        let is_ours = name.starts_with("CARGO") && name != "CARGO_HOME";
        if is_ours || name.starts_with("RUSTUP_TOOLCHAIN") || name == "RUSTC_WRAPPER" {
            command.env_remove(&key);
        }
    }
    command
}

/// Runs it and returns what it printed on stdout and stderr, in this order.
#[track_caller]
pub fn finish(mut command: Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{command:?} failed\n{text}");
    text
}

/// Runs a command line whose words are separated by spaces.
#[track_caller]
pub fn run(line: &str, directory: &Path) -> String {
    let mut words = line.split_whitespace();
    let mut command = command(words.next().expect("a command has a program"), directory);
    command.args(words);
    finish(command)
}
