//! Removes credentials. Recipes end up in image layers and build caches, so no recipe may contain
//! any.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// A credential that was removed from a recipe.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Secret {
    /// A key of the configuration, with dots between the parts.
    Key(String),
    /// A URL, shown without its credentials.
    Url(String),
}

/// Keys whose values are secret:
/// <https://doc.rust-lang.org/cargo/reference/config.html#credentials>.
const KEYS: [&str; 4] = ["token", "secret-key", "secret-key-subject", "password"];

/// Parts of the names of environment variables whose values are most likely secret.
const VARIABLES: [&str; 7] =
    ["API_KEY", "CREDENTIAL", "PASSWD", "PASSWORD", "PRIVATE_KEY", "SECRET", "TOKEN"];

/// Removes the credentials from a configuration, and returns their keys.
pub(crate) fn remove_keys(config: &mut Table) -> BTreeSet<Secret> {
    let mut found = BTreeSet::new();
    for name in ["registry", "registries"] {
        if let Some(Value::Table(table)) = config.get_mut(name) {
            remove(table, name, &mut found, &|key| KEYS.contains(&key));
        }
    }
    if let Some(Value::Table(variables)) = config.get_mut("env") {
        remove(variables, "env", &mut found, &|key| {
            let name = key.to_uppercase();
            VARIABLES.iter().any(|part| name.contains(part))
        });
    }
    if let Some(Value::Table(http)) = config.get_mut("http")
        && http.get("proxy").and_then(Value::as_str).is_some_and(|proxy| proxy.contains('@'))
    {
        http.remove("proxy");
        found.insert(Secret::Key("http.proxy".into()));
    }
    found
}

fn remove(
    table: &mut Table,
    above: &str,
    found: &mut BTreeSet<Secret>,
    is_secret: &dyn Fn(&str) -> bool,
) {
    let mut left = Table::new();
    for (key, mut value) in std::mem::take(table) {
        let path = format!("{above}.{key}");
        if is_secret(&key) {
            found.insert(Secret::Key(path));
            continue;
        }
        if let Value::Table(inner) = &mut value {
            remove(inner, &path, found, is_secret);
        }
        left.insert(key, value);
    }
    *table = left;
}

/// The characters that end a URL in a text.
const QUOTES: [char; 11] = ['"', '\'', ' ', '\n', '\r', '\t', '\\', ',', ')', '>', ']'];

/// Removes user names and passwords from all URLs in a text, and returns these URLs. The user name
/// of an SSH URL is not secret.
pub(crate) fn remove_from_urls(text: &mut String) -> BTreeSet<Secret> {
    let mut found = BTreeSet::new();
    let mut from = 0;
    while let Some(position) = text[from..].find("://") {
        let start = from + position + 3;
        from = start;
        let end_of = |stops: &[&[char]]| {
            let is_end = |c: char| stops.iter().any(|stop| stop.contains(&c));
            text[start..].find(is_end).map_or(text.len(), |end| start + end)
        };
        let authority = end_of(&[&QUOTES, &['/', '?', '#']]);
        let Some(at) = text[start..authority].rfind('@') else { continue };
        let whole = end_of(&[&QUOTES, &['#']]);
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let scheme = text[..start - 3].trim_end_matches(is_scheme).len();
        let user = if text[scheme..start].ends_with("ssh://") {
            text[start..start + at].find(':').map(|colon| start + colon..start + at)
        } else {
            Some(start..start + at + 1)
        };
        if let Some(user) = user {
            let url = format!("{}{}", &text[scheme..user.start], &text[user.end..whole]);
            // A kind such as `git+` before the URL is cargo's.
            let plain = url.split_once('+').filter(|(kind, _)| !kind.contains(':'));
            found.insert(Secret::Url(plain.map_or(url.as_str(), |(_, url)| url).to_owned()));
            text.replace_range(user, "");
        }
    }
    found
}

impl Secret {
    /// What was removed.
    pub(crate) fn warning(&self) -> String {
        match self {
            Self::Key(key) => format!("`{key}` of the configuration is left out of the recipe"),
            Self::Url(url) => format!("the credentials in `{url}` are left out of the recipe"),
        }
    }

    /// Where the credential should be instead.
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Key(key) => {
                let variable = match key.strip_prefix("env.") {
                    Some(variable) => variable.to_owned(),
                    None => format!("CARGO_{}", key.to_uppercase().replace(['.', '-'], "_")),
                };
                format!(
                    "give it to the build as a secret: `RUN --mount=type=secret,id={variable},env={variable} cargo chef cook`"
                )
            }
            Self::Url(_) => "take them out of the URL, or what is cooked is compiled again; give \
                             them to git as a secret: `RUN --mount=type=secret,id=git-credentials,\
                             target=/root/.git-credentials cargo chef cook`"
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> (String, Vec<Secret>) {
        let mut text = text.to_owned();
        let found = remove_from_urls(&mut text);
        (text, found.into_iter().collect())
    }

    #[test]
    fn credentials_in_urls() {
        for (before, after) in [
            ("a = \"https://me:hunter2@example.org/x?tag=v1#abc\"", "https://example.org/x?tag=v1"),
            ("a = 'git+https://hunter2@example.org/x'", "https://example.org/x"),
            ("ssh://git:hunter2@example.org/x", "ssh://git@example.org/x"),
            ("sparse+http://me:hunter@2@example.org", "http://example.org"),
        ] {
            let (text, found) = redacted(before);
            assert!(!text.contains("hunter"), "{text}");
            assert!(text.contains(after), "{text}");
            assert_eq!(found, [Secret::Url(after.to_owned())]);
        }
    }

    #[test]
    fn what_is_no_credential_stays() {
        for text in [
            "ssh://git@example.org/x",
            "https://example.org/@scope/x",
            "me@example.org",
            "file:///home/me@work/x",
            "https://one.example.org and you@two.example.org",
            "://",
        ] {
            assert_eq!(redacted(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn several_urls_in_one_text() {
        let (text, found) = redacted("https://a:b@c/d https://e/f https://g@h/i");
        assert_eq!(text, "https://c/d https://e/f https://h/i");
        assert_eq!(found.len(), 2);
    }
}
