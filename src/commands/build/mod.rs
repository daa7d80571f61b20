//! `cargo chef build`: puts the times of sources right, and runs cargo.
//!
//! [`crate::target_directory`] finds out what is fresh. Here cargo is asked for the packages and
//! run, and the user is told what changed. Cargo has the terminal to itself: its progress, messages
//! and exit code are passed on unchanged.

mod command;
mod flags_behind;
mod packages;
mod summary;

pub(crate) use command::{BuildCommand, Mode, build};
