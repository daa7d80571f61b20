//! Why a selection cannot be distilled.

use miette::Diagnostic;
use thiserror::Error;

/// The result of distilling.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a selection cannot be distilled.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A selection names something that the workspace does not have.
    #[error("{message}")]
    Selection {
        /// What was looked for, and where.
        message: String,
        /// The name that was probably meant.
        #[help]
        hint: Option<String>,
    },
    /// A local crate that external ones depend on is the root of the workspace.
    #[error(
        "external crates depend on the local crate `{local}`, which stands in for one from elsewhere"
    )]
    #[diagnostic(help("move it from the root of the workspace to a directory of its own"))]
    ReplacingAtRoot {
        /// The crate with a path.
        local: String,
    },
    /// A local crate that external ones depend on stands where the umbrella has to.
    #[error(
        "external crates depend on the local crate `{local}`, which stands in for one from elsewhere"
    )]
    #[diagnostic(help("give its directory another name"))]
    ReplacingInTheWay {
        /// The crate with a path.
        local: String,
    },
}

impl Error {
    /// A selection that names something that is not there; `nearest` is what was probably meant.
    pub(crate) fn not_there(message: String, nearest: Option<&str>) -> Self {
        Self::Selection { message, hint: nearest.map(|name| format!("did you mean `{name}`?")) }
    }
}
