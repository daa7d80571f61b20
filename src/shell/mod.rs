//! The one place that prints.
//!
//! Results go to stdout and everything else to stderr. What of it is said, and in which colours, is
//! decided once, by the flags and by cargo's configuration.

mod escape;
mod line;
mod messages;
mod output;
mod progress;
mod question;
mod settings;

pub(crate) use line::{Line, show_lines};
pub(crate) use messages::{alarm, hint, status};
pub use messages::{error, note, relay, warning};
pub use output::output;
pub(crate) use output::{is_terminal, pass_on, show, written};
pub(crate) use progress::{Bar, Waiting};
pub(crate) use question::ask;
pub(crate) use settings::{
    ColorChoice, Settings, Verbosity, is_verbose, set_up, set_up_colours, shown,
};
