//! Signals. Commands that have something to clean up stop at their next step instead of at once.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
#[cfg(unix)]
use std::thread::JoinHandle;

use signal_hook::consts::{SIGINT, SIGTERM};

use miette::Diagnostic;
#[cfg(unix)]
use rustix::process::{Pid, Signal};
use thiserror::Error;

/// The command was ended by this signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("interrupted by signal {0}")]
pub struct Interrupted(pub u8);

impl Interrupted {
    /// The signal of a user, or of the system that ends, by which a program has ended.
    #[cfg(unix)]
    pub(crate) fn of(status: ExitStatus) -> Option<Self> {
        use std::os::unix::process::ExitStatusExt as _;
        let signals = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
        let signal = status.signal().filter(|signal| signals.contains(signal))?;
        u8::try_from(signal).ok().map(Self)
    }

    /// Only Unix tells.
    #[cfg(not(unix))]
    pub(crate) fn of(_: ExitStatus) -> Option<Self> {
        None
    }
}

/// The signal that arrived, or 0.
static SIGNAL: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on, signals only take effect in [`check`]. A second one ends the process, in case that we
/// wait for something that takes long.
pub(crate) fn hold() -> std::io::Result<()> {
    if SIGNAL.get().is_some() {
        return Ok(());
    }
    let signal = SIGNAL.get_or_init(Arc::default);
    let is_second = Arc::new(AtomicBool::new(false));
    for number in [SIGINT, SIGTERM] {
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_conditional_default(number, Arc::clone(&is_second))?;
        signal_hook::flag::register(number, Arc::clone(&is_second))?;
        signal_hook::flag::register_usize(number, Arc::clone(signal), value)?;
    }
    Ok(())
}

/// Passes on signals to another process, if they do not end this one.
pub(crate) fn follow(child: &Child) -> std::io::Result<Option<Following>> {
    SIGNAL.get().map(|_| Relay::new().map(|relay| relay.follow(child))).transpose()
}

/// Signals that are passed on to another process instead of ending this one.
#[cfg(unix)]
pub(crate) struct Relay(signal_hook::iterator::Signals);

#[cfg(unix)]
impl Relay {
    /// From now on, signals do not end this process.
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self(signal_hook::iterator::Signals::new([
            SIGINT,
            SIGTERM,
            signal_hook::consts::SIGHUP,
        ])?))
    }

    /// Passes on signals to a process, including those that have already arrived.
    pub(crate) fn follow(mut self, child: &Child) -> Following {
        let process = Pid::from_child(child);
        let handle = self.0.handle();
        let thread = std::thread::spawn(move || {
            let mut last = None;
            for number in self.0.forever() {
                last = u8::try_from(number).ok();
                if let Some(signal) = Signal::from_named_raw(number) {
                    send(process, signal);
                }
            }
            last
        });
        Following { handle, thread }
    }

    /// Waits for a process, and passes on signals to it. Also returns the last of them.
    pub(crate) fn wait(
        self,
        child: &mut Child,
    ) -> std::io::Result<(ExitStatus, Option<Interrupted>)> {
        let following = self.follow(child);
        let status = child.wait();
        let last = following.end();
        Ok((status?, last))
    }
}

/// Signals are passed on to a process until this ends.
#[cfg(unix)]
pub(crate) struct Following {
    handle: signal_hook::iterator::Handle,
    thread: JoinHandle<Option<u8>>,
}

#[cfg(unix)]
impl Following {
    /// Stops, after the process has ended. Returns the last signal.
    pub(crate) fn end(self) -> Option<Interrupted> {
        self.handle.close();
        self.thread.join().ok().flatten().map(Interrupted)
    }
}

/// Sends a signal to a process. Terminals send theirs to all that belongs together; whoever ends us
/// by another one means cargo and what it runs, too.
#[cfg(unix)]
fn send(process: Pid, signal: Signal) {
    let others = if signal == Signal::TERM { below(process) } else { Vec::new() };
    for process in std::iter::once(process).chain(others) {
        // The process may just have ended.
        let _ = rustix::process::kill_process(process, signal);
    }
}

/// The processes that a process has started, and those that these have started, where the system
/// tells.
#[cfg(unix)]
fn below(process: Pid) -> Vec<Pid> {
    let mut found = Vec::new();
    let mut open = vec![process];
    while let Some(process) = open.pop() {
        let id = process.as_raw_nonzero();
        let tasks = fs_err::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let children =
            tasks.filter_map(|task| fs_err::read_to_string(task.path().join("children")).ok());
        let children: String = children.collect();
        let children = children.split_whitespace().filter_map(|id| Pid::from_raw(id.parse().ok()?));
        open.extend(children.clone());
        found.extend(children);
    }
    found
}

/// Signals that do not end this process. Other systems send them to the other process themselves.
#[cfg(not(unix))]
pub(crate) struct Relay;

#[cfg(not(unix))]
impl Relay {
    /// From now on, signals do not end this process.
    pub(crate) fn new() -> std::io::Result<Self> {
        hold().map(|()| Self)
    }

    pub(crate) fn follow(self, _: &Child) -> Following {
        Following
    }

    /// Waits for a process.
    pub(crate) fn wait(
        self,
        child: &mut Child,
    ) -> std::io::Result<(ExitStatus, Option<Interrupted>)> {
        Ok((child.wait()?, None))
    }
}

#[cfg(not(unix))]
pub(crate) struct Following;

#[cfg(not(unix))]
impl Following {
    pub(crate) fn end(self) -> Option<Interrupted> {
        check().err()
    }
}

/// Stops the command if a signal has arrived.
///
/// # Errors
/// [`Interrupted`] if one has.
pub(crate) fn check() -> Result<(), Interrupted> {
    match SIGNAL.get().map_or(0, |signal| signal.load(Ordering::Relaxed)) {
        0 => Ok(()),
        signal => Err(Interrupted(u8::try_from(signal).unwrap_or_default())),
    }
}
