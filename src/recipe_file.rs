//! Reads recipes from files and from stdin.

use std::io::Read as _;
use std::path::Path;

use fs_err as fs;

use crate::recipe::{Error, Recipe, Result};

/// Reads a recipe from a file, or from stdin if the path is `-`.
pub(crate) fn read(path: &Path) -> Result<Recipe> {
    Recipe::parse(path, &read_text(path)?)
}

/// The text of a recipe file, or of stdin if the path is `-`.
///
/// # Errors
/// [`Error::Missing`] if there is no such file, [`Error::Invalid`] if it is not text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(path.into()),
        std::io::ErrorKind::InvalidData => {
            Error::Invalid { path: path.into(), reason: "it is not text".into() }
        }
        _ => error.into(),
    })
}
