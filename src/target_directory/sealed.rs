//! Documents that are only accepted as they were written: the first line has the format and a
//! digest of the rest.

use serde::{Deserialize, Serialize};

use super::content::Digest;

/// Why a document is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It is not what was written.
    Damaged,
    /// It was written by a later version.
    TooNew,
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: u64,
    digest: Option<Digest>,
}

/// The text of a document in this format.
pub(super) fn seal(format: u64, body: &impl Serialize) -> std::io::Result<Vec<u8>> {
    let body = serde_json::to_vec(body).map_err(std::io::Error::other)?;
    let head = Head { format, digest: Some(Digest::of_bytes(&body)) };
    let head = serde_json::to_vec(&head).map_err(std::io::Error::other)?;
    Ok([&head[..], b"\n", &body].concat())
}

/// The document in a text, if the text is undamaged and in this format.
pub(super) fn open<'t, B: Deserialize<'t>>(format: u64, text: &'t [u8]) -> Result<B, Broken> {
    let end = text.iter().position(|byte| *byte == b'\n').ok_or(Broken::Damaged)?;
    let head: Head = serde_json::from_slice(&text[..end]).map_err(|_| Broken::Damaged)?;
    if head.format > format {
        return Err(Broken::TooNew);
    }
    let body = &text[end + 1..];
    if head.format != format || head.digest.as_ref() != Some(&Digest::of_bytes(body)) {
        return Err(Broken::Damaged);
    }
    serde_json::from_slice(body).map_err(|_| Broken::Damaged)
}
