//! The command line. Flags become what they mean, and nothing below knows clap.

mod build;
mod cargo_flags;
mod command_line;
mod completions;
mod cook;
mod diff;
mod format;
mod init;
mod inspect;
mod log;
mod manual;
mod prepare;
mod request;
mod reuse;
mod scope;
mod selection;
mod verify;

pub use command_line::run;
