//! Signals that end a command, for those that leave something to be removed: they stop at the next
//! step instead of at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};

use miette::Diagnostic;
use thiserror::Error;

/// A signal ended the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("interrupted by signal {0}")]
pub struct Interrupted(pub u8);

/// The signal that came; 0 for none.
static SIGNAL: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on signals wait for [`check`].
pub(crate) fn hold() -> std::io::Result<()> {
    let signal = SIGNAL.get_or_init(Arc::default);
    for number in [SIGINT, SIGTERM] {
        let value = usize::try_from(number).unwrap_or_default();
        signal_hook::flag::register_usize(number, Arc::clone(signal), value)?;
    }
    Ok(())
}

/// Whether to go on.
///
/// # Errors
/// [`Interrupted`] where a signal came.
pub(crate) fn check() -> Result<(), Interrupted> {
    match SIGNAL.get().map_or(0, |signal| signal.load(Ordering::Relaxed)) {
        0 => Ok(()),
        signal => Err(Interrupted(u8::try_from(signal).unwrap_or_default())),
    }
}
