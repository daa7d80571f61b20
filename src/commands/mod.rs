//! The commands, one file or folder each. They print, and never import each other; what several
//! of them print stands in `notices` and `writing`.

pub mod cook;
pub mod diff;
pub mod init;
pub mod inspect;
pub mod log;
mod notices;
pub mod outcome;
pub mod prepare;
pub mod verify;
mod writing;
