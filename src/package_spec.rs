//! Parses package specs and package ids.
//!
//! A spec names packages: `name`, `name@version`, the URL of a source, followed by `#` and one of
//! these, or a pattern. A package id is a spec that names exactly one package, as cargo prints it.
//! <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use semver::Version;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PackageSpec {
    /// The URL of the source, with a kind such as `git+` if the spec has one; `None` if any source
    /// matches.
    pub source: Option<String>,
    /// The name of the package, or a pattern of names.
    pub name: String,
    /// The version or its first parts; `None` if any version matches.
    pub version: Option<String>,
}

impl PackageSpec {
    /// Parses a spec. Text that is not a valid spec becomes a name.
    pub(crate) fn parse(text: &str) -> Self {
        let (source, fragment) = match text.split_once('#') {
            Some((source, fragment)) => (Some(source), fragment),
            None if text.contains('/') => (Some(text), ""),
            None => (None, text),
        };
        let of_source = |source: &str| {
            let path = source.split('?').next().unwrap_or(source).trim_end_matches('/');
            path.rsplit('/').next().unwrap_or(path).to_owned()
        };
        let starts_with_digit = fragment.starts_with(|c: char| c.is_ascii_digit());
        let (name, version) = match (source, fragment.split_once(['@', ':'])) {
            (_, Some((name, version))) => (name.to_owned(), Some(version.to_owned())),
            (Some(source), None) if fragment.is_empty() => (of_source(source), None),
            (Some(source), None) if starts_with_digit => {
                (of_source(source), Some(fragment.to_owned()))
            }
            (_, None) => (fragment.to_owned(), None),
        };
        Self { source: source.map(str::to_owned), name, version }
    }

    /// The directory that a spec with a path names.
    pub(crate) fn directory(&self) -> Option<&str> {
        let url = self.source.as_deref()?;
        url.strip_prefix("path+").unwrap_or(url).strip_prefix("file://")
    }

    /// Whether the spec may name a package with this version.
    pub(crate) fn matches_version(&self, version: &Version) -> bool {
        self.version.as_ref().is_none_or(|wanted| {
            let full = version.to_string();
            full == *wanted || full.starts_with(&format!("{wanted}."))
        })
    }
}

/// A name of packages or targets, or a pattern of names.
#[derive(Clone, Debug)]
pub(crate) struct NamePattern<'a> {
    text: &'a str,
    /// `None` for a plain name, and for a pattern that cargo does not take.
    pattern: Option<GlobMatcher>,
}

impl<'a> NamePattern<'a> {
    /// Reads a pattern as cargo does, which knows `?`, `*` and brackets. Two stars are only valid as the
    /// whole pattern.
    pub(crate) fn new(text: &'a str) -> Self {
        let is_pattern = text.contains(['*', '?', '[']);
        let is_valid = !text.contains("**") || text == "**";
        let pattern = (is_pattern && is_valid).then(|| {
            // These mean something to globset. No name has them, and none has a NUL.
            let text = text.replace(['{', '}', '^'], "\0");
            GlobBuilder::new(&text).backslash_escape(false).build().ok()
        });
        Self { text, pattern: pattern.flatten().map(|pattern| pattern.compile_matcher()) }
    }

    /// Whether this name is meant.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.text == name || self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(name))
    }
}

/// Writes the spec without its source.
impl fmt::Display for PackageSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        match &self.version {
            Some(version) => write!(formatter, "@{version}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_and_ids_are_taken_apart() {
        let registry = "registry+https://example.org/index";
        for (text, source, name, version) in [
            ("core", None, "core", None),
            ("core@1.0.0", None, "core", Some("1.0.0")),
            ("core:1.0", None, "core", Some("1.0")),
            ("c*", None, "c*", None),
            ("path+file:///a/core#1.0.0", Some("path+file:///a/core"), "core", Some("1.0.0")),
            ("path+file:///a/dir#core@1.0.0", Some("path+file:///a/dir"), "core", Some("1.0.0")),
            ("file:///a/core/", Some("file:///a/core/"), "core", None),
            ("file:///a/dir#core", Some("file:///a/dir"), "core", None),
            (&format!("{registry}#core@1.0.0"), Some(registry), "core", Some("1.0.0")),
            (
                "https://example.org/x?branch=b#1.0.0",
                Some("https://example.org/x?branch=b"),
                "x",
                Some("1.0.0"),
            ),
        ] {
            let spec = PackageSpec::parse(text);
            let found = (spec.source.as_deref(), spec.name.as_str(), spec.version.as_deref());
            assert_eq!(found, (source, name, version), "{text}");
        }
    }
    #[test]
    fn patterns_of_names_are_those_of_cargo() {
        for (pattern, names) in [
            ("core", &["core"][..]),
            ("co*", &["co", "core", "cover"]),
            ("c?re", &["core"]),
            ("co[rv]e*", &["core", "cover"]),
            ("co[!r]*", &["cover"]),
            // A caret and braces are characters as all others, and a backslash escapes nothing.
            ("co[^r]e", &["core"]),
            ("co[^r]er", &[]),
            ("{core,cover}*", &[]),
            ("cor\\*", &[]),
            ("**", &["co", "core", "cover"]),
            ("co**", &[]),
            ("co[", &[]),
        ] {
            let pattern = NamePattern::new(pattern);
            let mut found = vec!["co", "core", "cover"];
            found.retain(|name| pattern.takes(name));
            assert_eq!(found, names, "{pattern:?}");
        }
    }
}
