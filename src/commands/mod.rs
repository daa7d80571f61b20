//! The commands, one file or folder each. They print, and never import each other; what several of
//! them print is in `description`, `notices` and `writing`.

pub(crate) mod build;
pub(crate) mod cook;
mod description;
pub(crate) mod diff;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod log;
mod notices;
pub(crate) mod outcome;
pub(crate) mod prepare;
pub(crate) mod reused;
pub(crate) mod verify;
mod writing;
