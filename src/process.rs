//! The one place that starts processes.
//!
//! A command is a value: it can be shown in an error, logged with `-v`, and compared in a test.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Output, Stdio};

use miette::Diagnostic;
use thiserror::Error;

use crate::interrupt::{self, Following, Interrupted, Relay};
use crate::words::quoted;

/// The result of running a program.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a program could not be run, or did not succeed.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// The program could not be started.
    #[error("could not run `{command}`: {source}")]
    Start {
        /// The whole command line.
        command: String,
        /// The reason that the operating system gives.
        source: std::io::Error,
    },
    /// The program did not succeed; what it printed on stderr is shown with the error.
    #[error("`{command}` failed: {}", text(.stderr))]
    Failed {
        /// The whole command line.
        command: String,
        /// The exit status.
        status: ExitStatus,
        /// What the program printed on stderr.
        stderr: Vec<u8>,
    },
    /// The program did not succeed, and has already told the user why.
    #[error("it failed ({0})")]
    Ended(ExitStatus),
    /// A signal arrived while the program ran.
    #[error(transparent)]
    Interrupted(Interrupted),
    /// The output of the program could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Error {
    /// Whether the program does not exist.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Start { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

/// The output of a program as text, without surrounding white space.
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
    /// A command without arguments, which runs in the current directory.
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

    /// Another program with the same environment, in the same directory.
    #[must_use]
    pub fn with_program(self, program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), ..self }
    }

    /// Runs the command in this directory.
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

    /// Runs the command with our own stdin, stdout and stderr.
    ///
    /// # Errors
    /// [`Error::Ended`] if it does not succeed.
    pub fn run(&self) -> Result<()> {
        let status = self.prepared().status().map_err(|source| self.not_started(source))?;
        if status.success() { Ok(()) } else { Err(Error::Ended(status)) }
    }

    /// Runs the command as [`Command::run`] does, and stays alive if a signal ends the command.
    ///
    /// # Errors
    /// [`Error::Ended`] if the command does not succeed, and [`Error::Interrupted`] if it does
    /// although a signal arrived.
    pub(crate) fn run_with(&self, relay: Relay) -> Result<()> {
        let mut child = self.prepared().spawn().map_err(|source| self.not_started(source))?;
        ended(relay.wait(&mut child)?)
    }

    /// Runs the command as [`Command::run_with`] does, and calls `read` for each line that it writes
    /// to stdout, with the end of the line.
    pub(crate) fn run_reading(
        &self,
        relay: Relay,
        mut read: impl FnMut(&[u8]) + Send,
    ) -> Result<()> {
        let mut command = self.prepared();
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|source| self.not_started(source))?;
        let stdout = child.stdout.take();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut lines = stdout.map(BufReader::new);
                let mut line = Vec::new();
                while let Some(lines) = &mut lines
                    && lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0)
                {
                    read(&line);
                    line.clear();
                }
            });
            ended(relay.wait(&mut child)?)
        })
    }

    /// Runs the command and returns what it writes to stdout and stderr, whether it succeeds or
    /// not.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if a signal has ended the program, or arrived here meanwhile.
    pub fn output(&self) -> Result<Output> {
        self.output_after(|child| Ok(child.wait_with_output()?))
    }

    fn output_after(&self, wait: impl FnOnce(Child) -> Result<Output>) -> Result<Output> {
        interrupt::check().map_err(Error::Interrupted)?;
        let mut command = self.prepared();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|source| self.not_started(source))?;
        let following = interrupt::follow(&child)?;
        let output = wait(child)?;
        let signal = following.and_then(Following::end);
        match signal.or_else(|| Interrupted::of(output.status)) {
            Some(signal) => Err(Error::Interrupted(signal)),
            None => Ok(output),
        }
    }

    /// Runs the command and returns what `read` makes of its stdout. A command that writes much takes a
    /// while to end, so `read` is called whenever a line has ended, until it accepts what is there. If
    /// more comes than white space, it is called once more in the end.
    ///
    /// # Errors
    /// [`Error::Failed`] if it does not succeed.
    pub(crate) fn stdout_as<T, E>(
        &self,
        mut read: impl FnMut(&[u8]) -> std::result::Result<T, E>,
    ) -> Result<std::result::Result<T, E>> {
        let mut accepted = None;
        let output = self.output_after(|mut child| {
            let mut lines = child.stdout.take().map(BufReader::new);
            let mut text = Vec::new();
            let ended = std::thread::scope(|scope| {
                // Nothing but stderr is left to be read there.
                let rest = scope.spawn(move || child.wait_with_output());
                while let Some(lines) = &mut lines
                    && lines.read_until(b'\n', &mut text)? > 0
                {
                    if accepted.is_none() {
                        accepted = read(&text).ok().map(|made| (text.len(), made));
                    }
                }
                rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })?;
            Ok(Output { stdout: text, ..ended })
        })?;
        let stdout = self.successful(output)?;
        Ok(match accepted {
            Some((length, made)) if stdout[length..].trim_ascii().is_empty() => Ok(made),
            _ => read(&stdout),
        })
    }

    /// Runs the command and returns what it writes to stdout.
    ///
    /// # Errors
    /// [`Error::Failed`] if it does not succeed.
    pub fn stdout(&self) -> Result<Vec<u8>> {
        self.successful(self.output()?)
    }

    /// Runs the command with `input` on stdin and returns what it writes to stdout.
    ///
    /// # Errors
    /// [`Error::Failed`] if it does not succeed.
    pub fn stdout_of(&self, input: Vec<u8>) -> Result<Vec<u8>> {
        let mut command = self.prepared();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| self.not_started(source))?;
        // The program may write before it has read everything, so do both at once. If it ends
        // early, its exit status tells why.
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
                write!(formatter, "{}={} ", key.display(), quoted(&value.to_string_lossy()))?;
            }
        }
        write!(formatter, "{}", quoted(&self.program.to_string_lossy()))?;
        for argument in &self.arguments {
            write!(formatter, " {}", quoted(&argument.to_string_lossy()))?;
        }
        Ok(())
    }
}

fn ended(end: (ExitStatus, Option<Interrupted>)) -> Result<()> {
    match end {
        (status, _) if !status.success() => Err(Error::Ended(status)),
        (_, Some(signal)) => Err(Error::Interrupted(signal)),
        (_, None) => Ok(()),
    }
}
