//! Cargo's flags for the profile and the target triple, shared by all commands.

use clap::Args;

use crate::selection::{Profile, Scope};

#[derive(Debug, Args)]
pub(super) struct ScopeFlags {
    /// Build with the release profile
    #[arg(long, short, conflicts_with = "profile", help_heading = "Compilation Options")]
    release: bool,
    /// Build with this profile
    #[arg(long, value_name = "NAME", help_heading = "Compilation Options")]
    profile: Option<String>,
    /// Build for this target triple; may be repeated
    #[arg(long, value_name = "TRIPLE", help_heading = "Compilation Options")]
    target: Vec<String>,
}

impl From<ScopeFlags> for Scope {
    fn from(flags: ScopeFlags) -> Self {
        let ScopeFlags { release, profile, mut target } = flags;
        target.sort();
        target.dedup();
        Self {
            profile: match profile {
                Some(name) => Some(Profile::named(&name)),
                None => release.then_some(Profile::Release),
            },
            targets: target,
        }
    }
}
