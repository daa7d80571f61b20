//! Whether docker has the image that a Dockerfile begins with.

use crate::error::Result;
use crate::process::{self, Command};

/// What docker says of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Here,
    Missing,
    /// There is no docker on this machine, or it does not answer.
    Unknown,
}

/// Asks docker for an image of this name. It does not look in a registry.
pub(super) fn presence(name: &str) -> Result<Presence> {
    let inspect = Command::new("docker").args(["image", "inspect", "--format", "{{.Id}}", name]);
    match inspect.output() {
        Ok(output) if output.status.success() => Ok(Presence::Here),
        Ok(output) => {
            let said = process::text(&output.stderr).to_lowercase();
            let is_missing = said.contains("no such image");
            Ok(if is_missing { Presence::Missing } else { Presence::Unknown })
        }
        Err(error @ process::Error::Interrupted(_)) => Err(error.into()),
        Err(_) => Ok(Presence::Unknown),
    }
}
