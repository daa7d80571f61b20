//! Credentials in URLs.

use std::collections::BTreeSet;

use url::Url;

/// What cargo itself writes behind the `?` of a URL. Anything else there may be a token.
const QUERY: [&str; 3] = ["branch", "rev", "tag"];

/// Removes credentials from the URLs in a text, and returns these URLs without them.
///
/// A user, whose name may be a token, and a password go, but for the user of an SSH URL; so does what
/// cargo has no use for behind `?` and `#`.
pub(super) fn redact(text: &mut String) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut from = 0;
    while let Some(position) = text[from..].find("://") {
        let authority = from + position + 3;
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let start = text[..authority - 3].trim_end_matches(is_scheme).len();
        let end = end_of(text, start);
        let mut rest = text[authority..end].to_owned();
        // A kind such as `git+` in front of the URL is cargo's.
        let kinds = text[start..authority - 3].rfind('+').map_or(start, |plus| start + plus + 1);
        let scheme =
            text[kinds..authority - 3].trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let scheme = scheme.to_owned();
        let mut has_user = false;
        // What is left may look like a user, too.
        while remove_user(&scheme, &mut rest) {
            has_user = true;
        }
        let has_more = remove_more(&mut rest);
        if !scheme.is_empty() && (has_user || has_more) {
            // What follows tells where in a repository, and the same URL is told once.
            let shown = rest.split(['?', '#']).next().unwrap_or_default();
            found.insert(format!("{scheme}://{shown}"));
            text.replace_range(authority..end, &rest);
        }
        from = authority;
    }
    found
}

/// Cargo's id of a package, without credentials in its URL.
pub(crate) fn without_credentials(id: &str) -> String {
    let (url, name) = id.split_at(id.find('#').unwrap_or(id.len()));
    let mut url = url.to_owned();
    redact(&mut url);
    url + name
}

/// Where the URL ends that begins here. If nothing stands before it, it is all of the text: a password
/// may hold anything.
fn end_of(text: &str, start: usize) -> usize {
    let before = text[..start].trim_start();
    if before.is_empty() {
        return text.trim_end().len();
    }
    // As in the lockfile: `name 1.0.0 (registry+https://…)`.
    if before.ends_with('(')
        && let Some(end) = text[start..].rfind(')')
    {
        return start + end;
    }
    let is_end = |c: char| c.is_whitespace() || "\"<>`".contains(c);
    text[start..].find(is_end).map_or(text.len(), |end| start + end)
}

/// Removes the user from what follows the scheme of a URL.
fn remove_user(scheme: &str, rest: &mut String) -> bool {
    let authority = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let at = match rest[..authority].rfind('@') {
        Some(at) => at,
        // What is no URL may have a password that nobody has encoded.
        None if Url::parse(&format!("{scheme}://{rest}")).is_err() => match rest.rfind('@') {
            Some(at) => at,
            None => return false,
        },
        None => return false,
    };
    let user = if scheme == "ssh" {
        match rest[..at].find(':') {
            Some(colon) => colon..at,
            None => return false,
        }
    } else {
        0..at + 1
    };
    rest.replace_range(user, "");
    true
}

/// Removes what cargo does not write behind `?` and `#`.
fn remove_more(rest: &mut String) -> bool {
    let before = rest.len();
    if let Some(hash) = rest.find('#')
        && rest[hash..].contains('=')
    {
        rest.truncate(hash);
    }
    if let Some(question) = rest.find('?') {
        let hash = rest.find('#').unwrap_or(rest.len());
        if question < hash {
            let is_known = |pair: &&str| QUERY.contains(&pair.split('=').next().unwrap_or(pair));
            let known: Vec<&str> = rest[question + 1..hash].split('&').filter(is_known).collect();
            let query =
                if known.is_empty() { String::new() } else { format!("?{}", known.join("&")) };
            rest.replace_range(question..hash, &query);
        }
    }
    rest.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_package_keeps_its_name() {
        for (id, without) in [
            ("git+https://me:pw@a.b/x?rev=1#x@0.1.0", "git+https://a.b/x?rev=1#x@0.1.0"),
            ("path+file:///a/b#c@0.1.0", "path+file:///a/b#c@0.1.0"),
            (
                "registry+https://github.com/rust-lang/crates.io-index#a@1.0.0",
                "registry+https://github.com/rust-lang/crates.io-index#a@1.0.0",
            ),
            ("itoa", "itoa"),
        ] {
            assert_eq!(without_credentials(id), without);
        }
    }

    fn redacted(text: &str) -> (String, Vec<String>) {
        let mut text = text.to_owned();
        let found = redact(&mut text);
        (text, found.into_iter().collect())
    }

    #[test]
    fn users_and_passwords() {
        for (before, after) in [
            ("https://me:hunter2@example.org/x?tag=v1#abc", "https://example.org/x?tag=v1#abc"),
            ("git+https://hunter2@example.org/x", "git+https://example.org/x"),
            ("ssh://git:hunter2@example.org/x", "ssh://git@example.org/x"),
            ("sparse+http://me:hunter@2@example.org", "sparse+http://example.org"),
            ("https://me:hunter,2@example.org/", "https://example.org/"),
            ("https://me:(hunter'2)@example.org/", "https://example.org/"),
            ("https://me:hunter 2]\"@example.org/", "https://example.org/"),
            ("https://me:hun/ter2@example.org/x", "https://example.org/x"),
            (" https://me:hunter2@example.org ", " https://example.org "),
            ("one 1.0.0 (git+https://me:hunter)2@c/d#1)", "one 1.0.0 (git+https://c/d#1)"),
            ("see https://me:hunter2@c and https://hunter@d", "see https://c and https://d"),
        ] {
            let (text, found) = redacted(before);
            assert_eq!(text, after);
            assert!(!found.is_empty() && !found.concat().contains("hunter"), "{found:?}");
        }
    }

    #[test]
    fn tokens_behind_the_path() {
        for (before, after) in [
            ("https://a/b?token=hunter2", "https://a/b"),
            ("https://a/b?branch=x&sig=hunter2#abc", "https://a/b?branch=x#abc"),
            ("git+https://a/b?private_token=hunter2&rev=1", "git+https://a/b?rev=1"),
            ("https://a/b#access_token=hunter2", "https://a/b"),
            ("https://a?hunter2", "https://a"),
        ] {
            assert_eq!(redacted(before).0, after);
        }
    }

    #[test]
    fn what_is_no_credential_stays() {
        for text in [
            "ssh://git@example.org/x",
            "https://example.org/@scope/x",
            "me@example.org",
            "file:///home/me@work/x",
            "see https://one.example.org and you@two.example.org",
            "git+https://a/b?branch=main&tag=1#0123456789",
            "registry+https://github.com/rust-lang/crates.io-index",
            "path+file:///a#b@1.0.0",
            "://",
        ] {
            assert_eq!(redacted(text), (text.to_owned(), Vec::new()));
        }
    }
}
