//! How people get this tool. Everything that writes or checks such a line asks here: `init`, and the
//! tests of the examples, the README and `docs/`.

/// Whether this version is on crates.io, where `cargo-chef` is another tool until then. A release
/// changes this line; the tests then name the files that have to follow.
const IS_PUBLISHED: bool = false;

/// The image that `docker build -t cargo-chef .` makes in a checkout of this tool.
pub const IMAGE: &str = "cargo-chef";

/// Where a project has a copy of this tool's source, unless it says otherwise.
pub const SOURCE: &str = "tools/cargo-chef";

/// The image of Rust in which the tool is installed.
const RUST_IMAGE: &str = "rust:1-bookworm";

/// What brings the tool into an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installation {
    /// The image [`IMAGE`].
    Checkout,
    /// An image that somebody else has made.
    Image(String),
    /// A copy of the tool's source, by its path in the project.
    Source(String),
    /// The registry.
    CratesIo,
}

impl Default for Installation {
    fn default() -> Self {
        if IS_PUBLISHED { Self::CratesIo } else { Self::Checkout }
    }
}

impl Installation {
    /// The lines of a Dockerfile that begin the stage `chef`.
    #[must_use]
    pub fn stage(&self) -> String {
        match self {
            Self::Checkout => format!(
                "# Rust with cargo-chef: `{}` in a checkout of cargo-chef makes this image.\n\
                 FROM {IMAGE} AS chef\n",
                build_image()
            ),
            Self::Image(name) => format!("FROM {name} AS chef\n"),
            Self::Source(directory) => format!(
                "FROM {RUST_IMAGE} AS chef\n\
                 COPY {directory} /opt/cargo-chef\n\
                 RUN cargo install --locked --path /opt/cargo-chef\n"
            ),
            Self::CratesIo => format!("FROM {RUST_IMAGE} AS chef\nRUN {}\n", self.command()),
        }
    }

    /// The command that installs the tool where there is no Docker, such as on a machine of a CI.
    #[must_use]
    pub fn command(&self) -> String {
        match self {
            Self::CratesIo => {
                format!("cargo install --locked cargo-chef@{}", env!("CARGO_PKG_VERSION"))
            }
            Self::Source(directory) => format!("cargo install --locked --path {directory}"),
            Self::Checkout | Self::Image(_) => format!("cargo install --locked --path {SOURCE}"),
        }
    }
}

/// The command that makes the image [`IMAGE`].
#[must_use]
pub fn build_image() -> String {
    format!("docker build -t {IMAGE} .")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_registry_or_a_copy_is_installed() {
        insta::assert_snapshot!(Installation::CratesIo.stage().replace(env!("CARGO_PKG_VERSION"), "[VERSION]"), @r"
        FROM rust:1-bookworm AS chef
        RUN cargo install --locked cargo-chef@[VERSION]
        ");
        insta::assert_snapshot!(Installation::Source(SOURCE.into()).stage(), @r"
        FROM rust:1-bookworm AS chef
        COPY tools/cargo-chef /opt/cargo-chef
        RUN cargo install --locked --path /opt/cargo-chef
        ");
    }
}
