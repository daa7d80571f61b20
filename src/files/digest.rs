//! Digests of file contents.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of these bytes, as hexadecimal digits.
pub(crate) fn digest(contents: &[u8]) -> String {
    hexadecimal(&Sha256::digest(contents))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
