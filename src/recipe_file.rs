//! Reads recipes from files and from stdin.

use std::io::Read as _;
use std::path::Path;

use fs_err as fs;

use crate::recipe::{Error, Recipe, Result};

/// The size in bytes that no recipe of a project comes near. Memory has to hold one several times.
const LARGEST: u64 = 100_000_000;

/// Reads a recipe from a file, or from stdin if the path is `-`.
pub(crate) fn read(path: &Path) -> Result<Recipe> {
    Recipe::parse(path, &read_text(path)?)
}

/// The text of a recipe file, or of stdin if the path is `-`.
///
/// # Errors
/// [`Error::Missing`] if there is no such file, [`Error::Invalid`] if it is not text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let invalid = |reason: &str| Error::Invalid { path: path.into(), reason: reason.into() };
    let text = if path == Path::new("-") {
        read_some(std::io::stdin())
    } else {
        fs::File::open(path).and_then(read_some)
    };
    match text {
        Ok(text) if text.len() as u64 > LARGEST => Err(invalid("it has more than 100 MB")),
        Ok(text) => Ok(text),
        Err(error) => Err(match error.kind() {
            std::io::ErrorKind::NotFound => Error::Missing(path.into()),
            std::io::ErrorKind::InvalidData => invalid("it is not text"),
            _ => error.into(),
        }),
    }
}

fn read_some(file: impl std::io::Read) -> std::io::Result<String> {
    let mut text = String::new();
    file.take(LARGEST + 1).read_to_string(&mut text)?;
    Ok(text)
}
