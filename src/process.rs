//! The one place that spawns.
//!
//! A command is a value: it can be shown in an error, logged with `-v`, and compared in a test.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};

use miette::Diagnostic;
use thiserror::Error;

use crate::interrupt::{Interrupted, Relay};

/// The result of running something.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a program did not do what it was run for.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// It could not be started.
    #[error("could not run `{command}`: {source}")]
    Start {
        /// The whole command.
        command: String,
        /// Why it could not be started.
        source: std::io::Error,
    },
    /// It did not succeed, and explains itself on stderr.
    #[error("`{command}` failed: {}", text(.stderr))]
    Failed {
        /// The whole command.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// What it printed on stderr.
        stderr: Vec<u8>,
    },
    /// It did not succeed, and has told the user why.
    #[error("it failed ({0})")]
    Ended(ExitStatus),
    /// A signal came while it ran.
    #[error(transparent)]
    Interrupted(Interrupted),
    /// Its output could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Error {
    /// Whether the program is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Start { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

/// What a program printed, without the space around it.
#[must_use]
pub fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim().to_owned()
}

/// A command line with its directory and its changes to the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    program: OsString,
    arguments: Vec<OsString>,
    directory: Option<PathBuf>,
    environment: BTreeMap<OsString, Option<OsString>>,
}

impl Command {
    /// A command without arguments, in the current directory.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            directory: None,
            environment: BTreeMap::new(),
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args<T: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Runs in this directory.
    #[must_use]
    pub fn directory(mut self, directory: &Path) -> Self {
        self.directory = Some(directory.to_owned());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, key: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(key.into(), Some(value.into()));
        self
    }

    /// Removes an environment variable.
    #[must_use]
    pub fn env_remove(mut self, key: &str) -> Self {
        self.environment.insert(key.into(), None);
        self
    }

    /// Runs with our own stdin, stdout and stderr.
    ///
    /// # Errors
    /// [`Error::Ended`] where it does not succeed.
    pub fn run(&self) -> Result<()> {
        let status = self.prepared().status().map_err(|source| self.not_started(source))?;
        if status.success() { Ok(()) } else { Err(Error::Ended(status)) }
    }

    /// As [`Command::run`], and outlives it where a signal ends it.
    pub(crate) fn run_with(&self, relay: Relay) -> Result<()> {
        let mut child = self.prepared().spawn().map_err(|source| self.not_started(source))?;
        match relay.wait(&mut child)? {
            (status, _) if !status.success() => Err(Error::Ended(status)),
            (_, Some(signal)) => Err(Error::Interrupted(signal)),
            (_, None) => Ok(()),
        }
    }

    /// Runs and returns what it wrote to stdout and stderr, successful or not.
    pub fn output(&self) -> Result<Output> {
        self.prepared().stdin(Stdio::null()).output().map_err(|source| self.not_started(source))
    }

    /// Runs for what it writes to stdout.
    ///
    /// # Errors
    /// [`Error::Failed`] where it does not succeed.
    pub fn stdout(&self) -> Result<Vec<u8>> {
        self.successful(self.output()?)
    }

    /// The same, with this on stdin.
    ///
    /// # Errors
    /// [`Error::Failed`] where it does not succeed.
    pub fn stdout_of(&self, input: Vec<u8>) -> Result<Vec<u8>> {
        let mut command = self.prepared();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| self.not_started(source))?;
        // It may write while it is written to, so both are done at once. Where it ends before it
        // has read everything, its exit code tells why.
        let stdin = child.stdin.take();
        let writer = std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
        let output = child.wait_with_output()?;
        let _ = writer.join();
        self.successful(output)
    }

    fn successful(&self, output: Output) -> Result<Vec<u8>> {
        let Output { status, stdout, stderr } = output;
        if status.success() {
            return Ok(stdout);
        }
        Err(Error::Failed { command: self.to_string(), status, stderr })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn prepared(&self) -> std::process::Command {
        let mut command = std::process::Command::new(&self.program);
        command.args(&self.arguments);
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        for (key, value) in &self.environment {
            match value {
                Some(value) => command.env(key, value),
                None => command.env_remove(key),
            };
        }
        command
    }

    fn not_started(&self, source: std::io::Error) -> Error {
        Error::Start { command: self.to_string(), source }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, value) in &self.environment {
            if let Some(value) = value {
                write!(formatter, "{}={} ", key.display(), quoted(value))?;
            }
        }
        write!(formatter, "{}", quoted(&self.program))?;
        for argument in &self.arguments {
            write!(formatter, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

/// The argument as a shell would have to be given it.
fn quoted(argument: &OsStr) -> String {
    let text = argument.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
