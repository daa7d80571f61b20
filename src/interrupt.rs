//! Signals. Commands that have something to clean up stop at their next step instead of at once.

use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};

use miette::Diagnostic;
use thiserror::Error;

/// The command was ended by this signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("interrupted by signal {0}")]
pub struct Interrupted(pub u8);

/// The signal that arrived, or 0.
static SIGNAL: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on, signals only take effect in [`check`].
pub(crate) fn hold() -> std::io::Result<()> {
    let signal = SIGNAL.get_or_init(Arc::default);
    for number in [SIGINT, SIGTERM] {
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_usize(number, Arc::clone(signal), value)?;
    }
    Ok(())
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

    /// Waits for a process, and passes on signals to it, including those that have already arrived.
    /// Also returns the last of them.
    pub(crate) fn wait(
        mut self,
        child: &mut Child,
    ) -> std::io::Result<(ExitStatus, Option<Interrupted>)> {
        let process = rustix::process::Pid::from_child(child);
        let handle = self.0.handle();
        let relay = std::thread::spawn(move || {
            let mut last = None;
            for number in self.0.forever() {
                last = u8::try_from(number).ok();
                if let Some(signal) = rustix::process::Signal::from_named_raw(number) {
                    // The process may just have ended.
                    let _ = rustix::process::kill_process(process, signal);
                }
            }
            last
        });
        let status = child.wait()?;
        handle.close();
        Ok((status, relay.join().ok().flatten().map(Interrupted)))
    }
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

    /// Waits for a process.
    pub(crate) fn wait(
        self,
        child: &mut Child,
    ) -> std::io::Result<(ExitStatus, Option<Interrupted>)> {
        Ok((child.wait()?, None))
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
