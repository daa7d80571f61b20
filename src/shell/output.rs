//! Results, on stdout.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use super::escape::escaped;
use super::progress::undisturbed;

/// The first failure to write to stdout, until somebody asks for it.
static LOST: Mutex<Option<std::io::Error>> = Mutex::new(None);

/// Writes text for people to stdout. What a file holds cannot control the terminal.
pub(crate) fn show(text: &str) {
    output(&escaped(text));
}

/// Writes text for other programs to stdout. `written` tells whether that failed.
pub fn output(text: &str) {
    undisturbed(|| {
        let mut stdout = anstream::stdout();
        remember(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()));
    });
}

/// Whether everything was written to stdout. A closed pipe is not an error: whoever read from it has
/// seen enough.
///
/// # Errors
/// The first error since the last call.
pub(crate) fn written() -> std::io::Result<()> {
    let lost = LOST.lock().unwrap_or_else(PoisonError::into_inner).take();
    lost.map_or(Ok(()), |error| {
        Err(std::io::Error::new(error.kind(), format!("failed to write to stdout: {error}")))
    })
}

fn remember(result: std::io::Result<()>) {
    if let Err(error) = result
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        LOST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Whether stdout is a terminal.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Writes what another program wrote to stdout, unchanged.
pub(crate) fn pass_on(bytes: &[u8]) {
    let mut stdout = std::io::stdout();
    remember(stdout.write_all(bytes).and_then(|()| stdout.flush()));
}
