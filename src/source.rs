//! Where a package comes from: cargo's source ids, parsed.
//!
//! Sources are equal only if their ids are, letter by letter. So another branch of a git repository
//! is another source. <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>

use std::fmt;

use percent_encoding::percent_decode_str;
use serde::{Serialize, Serializer};

/// The source ids of crates.io. Lockfiles have the first one.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// A source of packages. Sources are ordered by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    id: String,
    kind: SourceKind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    Registry {
        /// The URL of the index, as a manifest names it.
        index: String,
    },
    Git(GitSource),
    /// Anything else, such as a directory.
    Other,
}

/// A git repository, and the revision of it that is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GitSource {
    pub url: String,
    /// `branch`, `tag` or `rev` with its value; `None` for the default branch.
    pub reference: Option<(&'static str, String)>,
    /// The locked commit; `None` if the id has none.
    pub revision: Option<String>,
}

/// Written as its id.
impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

impl Source {
    /// Parses a source id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let kind = match id.split_once('+') {
            Some(("registry", index)) => SourceKind::Registry { index: index.to_owned() },
            Some(("sparse", _)) => SourceKind::Registry { index: id.clone() },
            Some(("git", rest)) => SourceKind::Git(GitSource::parse(rest)),
            _ => SourceKind::Other,
        };
        Self { id, kind }
    }

    /// crates.io, with the id that lockfiles have.
    #[must_use]
    pub fn crates_io() -> Self {
        Self::new(CRATES_IO[0])
    }

    /// The registry with this index, as a manifest names it.
    #[must_use]
    pub fn registry(index: &str) -> Self {
        let is_sparse = index.starts_with("sparse+");
        Self::new(if is_sparse { index.to_owned() } else { format!("registry+{index}") })
    }

    /// The git repository at a URL, which may have a reference.
    #[must_use]
    pub fn git(url: &str) -> Self {
        Self::new(format!("git+{url}"))
    }

    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The id without the locked commit, as in manifests and in the dependencies of a lockfile.
    #[must_use]
    pub fn unlocked_id(&self) -> &str {
        self.id.split('#').next().unwrap_or(&self.id)
    }

    #[must_use]
    pub fn kind(&self) -> &SourceKind {
        &self.kind
    }

    /// Whether the source is crates.io, with either id.
    #[must_use]
    pub fn is_crates_io(&self) -> bool {
        CRATES_IO.contains(&self.id.as_str())
    }

    #[must_use]
    pub fn is_registry(&self) -> bool {
        matches!(self.kind, SourceKind::Registry { .. })
    }

    /// The git repository, if the source is one.
    #[must_use]
    pub fn as_git(&self) -> Option<&GitSource> {
        match &self.kind {
            SourceKind::Git(git) => Some(git),
            _ => None,
        }
    }

    /// The source in words: without its kind, and without the locked commit.
    #[must_use]
    pub fn place(&self) -> &str {
        if self.is_crates_io() {
            return "crates.io";
        }
        let id = if self.as_git().is_some() { self.unlocked_id() } else { &self.id };
        id.split_once('+').map_or(id, |(_, url)| url)
    }
}

impl GitSource {
    fn parse(text: &str) -> Self {
        let (rest, revision) = match text.split_once('#') {
            Some((rest, revision)) => (rest, Some(revision.to_owned())),
            None => (text, None),
        };
        let (url, query) = rest.split_once('?').unwrap_or((rest, ""));
        let reference = query.split_once('=').and_then(|(key, value)| {
            let known = ["branch", "tag", "rev"].into_iter().find(|known| *known == key)?;
            // Cargo escapes branch names in source ids.
            Some((known, percent_decode_str(value).decode_utf8_lossy().into_owned()))
        });
        Self { url: url.to_owned(), reference, revision }
    }

    /// The host of a repository that is reached over SSH, as in `ssh://user@host:port/path`.
    #[must_use]
    pub fn ssh_host(&self) -> Option<&str> {
        let authority = self.url.strip_prefix("ssh://")?.split('/').next()?;
        authority.rsplit('@').next()?.split(':').next()
    }
}

/// Writes a source in words, with its locked commit.
impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.place())?;
        match self.as_git().and_then(|git| git.revision.as_deref()) {
            Some(revision) => write!(formatter, " at {}", revision.get(..9).unwrap_or(revision)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_as_a_person_would_say_them() {
        for (id, shown) in [
            ("registry+https://github.com/rust-lang/crates.io-index", "crates.io"),
            ("sparse+https://index.crates.io/", "crates.io"),
            ("registry+https://example.org/index", "https://example.org/index"),
            ("git+https://example.org/x?branch=a%2Fb", "https://example.org/x?branch=a%2Fb"),
            ("git+https://example.org/x#0123456789abcdef", "https://example.org/x at 012345678"),
        ] {
            assert_eq!(Source::new(id).to_string(), shown);
        }
    }

    #[test]
    fn what_is_taken_of_a_repository() {
        let source = Source::new("git+ssh://git@example.org:22/x?branch=a%2Fb#0123");
        let git = source.as_git().expect("it is one");
        assert_eq!(git.url, "ssh://git@example.org:22/x");
        assert_eq!(git.reference, Some(("branch", "a/b".into())));
        assert_eq!(git.revision.as_deref(), Some("0123"));
        assert_eq!(git.ssh_host(), Some("example.org"));
        assert_ne!(source, Source::new("git+ssh://git@example.org:22/x?branch=b#0123"));
    }
}
