//! `cargo chef build`: cargo, after the times of the sources were put right.
//!
//! What is fresh is found out in [`crate::target_directory`]; here cargo is asked which packages
//! there are, is run, and the user is told what changed. Cargo has the terminal for itself: its
//! progress, its messages and its exit code are its own.

mod command;
mod flags_behind;
mod packages;
mod summary;

pub(crate) use command::{BuildCommand, Mode, build};
