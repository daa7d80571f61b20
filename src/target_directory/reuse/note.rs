//! What the user should know about a directory for reuse.

use std::fmt;
use std::path::PathBuf;

use super::source::Useless;

/// Something that is as it should not be, and yet no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// Nothing can be taken from the directory.
    Useless(PathBuf, Useless),
    /// The directory is a target directory, so nothing is put into it.
    Target(PathBuf),
    /// What is in the directory was compiled by another compiler.
    OtherCompiler(PathBuf),
    /// The units of the directory do not go together with those of an earlier one.
    Unlike(PathBuf),
    /// A unit could not be copied: its package, and the reason.
    Damaged(Option<String>, String),
    /// Nothing could be put into the directory, for this reason.
    Unwritable(PathBuf, String),
    /// Another build has put something into the directory meanwhile.
    Changed(PathBuf),
    /// What was just used is larger than the limit, in bytes.
    OverLimit(PathBuf, u64),
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Useless(directory, useless) => {
                let what = match useless {
                    Useless::Empty => "has nothing yet",
                    Useless::Damaged => "is damaged, so nothing is taken from it",
                    Useless::TooNew => "is from a later version of cargo-chef, so it is left alone",
                };
                write!(formatter, "`{}` {what}", directory.display())
            }
            Self::Target(directory) => write!(
                formatter,
                "`{}` is a target directory, so nothing is put into it",
                directory.display()
            ),
            Self::OtherCompiler(directory) => write!(
                formatter,
                "what is in `{}` was compiled by another rustc, so nothing is taken from it",
                directory.display()
            ),
            Self::Unlike(directory) => write!(
                formatter,
                "what is in `{}` does not go together with an earlier directory, so nothing is \
                 taken from it",
                directory.display()
            ),
            Self::Damaged(Some(package), reason) => {
                write!(formatter, "`{package}` could not be reused: {reason}")
            }
            Self::Damaged(None, reason) => {
                write!(formatter, "a crate could not be reused: {reason}")
            }
            Self::Unwritable(directory, reason) => {
                write!(formatter, "nothing was put into `{}`: {reason}", directory.display())
            }
            Self::Changed(directory) => write!(
                formatter,
                "nothing was put into `{}`: another build has done so meanwhile",
                directory.display()
            ),
            Self::OverLimit(directory, limit) => write!(
                formatter,
                "`{}` holds more than {limit} bytes, because this build alone needs more",
                directory.display()
            ),
        }
    }
}
