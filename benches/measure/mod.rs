//! What benches of builds share: to run a build and learn from cargo what it compiled, to say which
//! machine it was, and to report it.

mod build;
mod machine;
mod profile;
mod report;

pub use build::{Build, Call, cargo};
pub use machine::Machine;
pub use profile::Profile;
pub use report::{Group, Report, Row};
