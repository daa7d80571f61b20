//! Paths as text, without losing anything.
//!
//! A file name need not be UTF-8. Invalid bytes and percent signs are written as in a URL.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serializer};

/// The path as text; `None` if this system could not decode it again.
pub(super) fn encode(path: &Path) -> Option<String> {
    let mut text = String::new();
    for chunk in bytes(path)?.utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    Some(text)
}

/// The path that was written; `None` if the text is not one.
pub(super) fn decode(text: &str) -> Option<PathBuf> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.as_bytes());
    }
    name(bytes).map(PathBuf::from)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have paths that are no bytes")]
fn bytes(path: &Path) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(path.as_os_str().as_bytes())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have paths that are no bytes")]
fn name(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt as _;
    Some(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn bytes(path: &Path) -> Option<&[u8]> {
    path.to_str().map(str::as_bytes)
}

#[cfg(not(unix))]
fn name(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

/// Serializes a path as such text, for serde.
pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    let text = encode(path).ok_or_else(|| serde::ser::Error::custom("a path that is no text"))?;
    serializer.serialize_str(&text)
}

/// Deserializes a path from such text, for serde.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let text = String::deserialize(deserializer)?;
    decode(&text).ok_or_else(|| serde::de::Error::custom("not a path"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives() {
        for path in ["/a/b c/d", "/100%/%41", "/ä/日本", ""] {
            let text = encode(Path::new(path)).expect("it is text");
            assert_eq!(decode(&text), Some(PathBuf::from(path)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_survive() {
        use std::os::unix::ffi::OsStringExt as _;
        let path = PathBuf::from(OsString::from_vec(b"/a/\xff\xfe%b\xc3".to_vec()));
        let text = encode(&path).expect("bytes can be written");
        assert_eq!(text, "/a/%FF%FE%25b%C3");
        assert_eq!(decode(&text), Some(path));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        assert_eq!(decode("/a%4"), None);
        assert_eq!(decode("/a%zz"), None);
    }
}
