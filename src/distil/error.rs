//! Reasons why a selection cannot be distilled.

use miette::Diagnostic;
use thiserror::Error;

/// The result of distilling.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A reason why a selection cannot be distilled.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A selection names something that the workspace does not have.
    #[error("{message}")]
    Selection {
        /// What is missing, and from which package or workspace.
        message: String,
        /// The most similar name that exists.
        #[help]
        hint: Option<String>,
    },
    /// A replacing crate is in a directory that a package of the umbrella needs.
    #[error(
        "external crates depend on the local crate `{local}`, which stands in for one from elsewhere"
    )]
    #[diagnostic(help("give its directory another name"))]
    ReplacingInTheWay {
        /// The name of the replacing crate.
        local: String,
    },
    /// The selection needs what only an unstable feature of cargo allows.
    #[error("the package `{package}` has {what}, which `cargo chef` does not support")]
    #[diagnostic(help("select packages that do not need it, or build without `cargo chef cook`"))]
    Unsupported {
        /// The name of the package.
        package: String,
        /// What it has, with an article.
        what: String,
    },
}

impl Error {
    /// The selection names something that does not exist; `nearest` is the most similar name that
    /// does.
    pub(crate) fn not_there(message: String, nearest: Option<&str>) -> Self {
        Self::Selection { message, hint: nearest.map(|name| format!("did you mean `{name}`?")) }
    }
}
