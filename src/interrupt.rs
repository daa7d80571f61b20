//! Signals. Commands that have something to clean up stop at their next step instead of at once.

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
