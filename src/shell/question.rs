//! A question to somebody at a terminal.

use std::io::{IsTerminal as _, Write as _};

use clap_cargo::style::TRANSIENT;

use super::escape::escaped;

/// Asks for a line, where somebody sits at a terminal to give it; otherwise there is no answer.
///
/// # Errors
/// If the terminal cannot be read.
pub(crate) fn ask(question: &str) -> std::io::Result<Option<String>> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(None);
    }
    // Nothing useful can be done if stderr is gone.
    let _ = write!(anstream::stderr(), "{TRANSIENT}question{TRANSIENT:#}: {} ", escaped(question));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(Some(answer.trim().to_owned()))
}
