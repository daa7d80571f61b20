//! Credentials in texts in TOML: manifests, lockfiles and configurations.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::secret::Secret;
use super::urls::redact;

/// Removes credentials from all URLs in the keys and values of a text, and returns these URLs. All
/// else stays as it is written.
pub(crate) fn remove_from_urls(text: &mut String) -> BTreeSet<Secret> {
    let mut found = BTreeSet::new();
    // Without one of these there is a URL at most, and nothing in it to be removed.
    if !text.contains("://") || !text.contains(['@', '?', '#']) {
        return found;
    }
    let Ok(table) = text.parse::<Table>() else { return found };
    let mut changes = BTreeMap::new();
    let cleaned = clean(&table, &mut changes, &mut found);
    if changes.is_empty() {
        return found;
    }
    let mut kept = text.clone();
    for (old, new) in &changes {
        kept = kept.replace(old, new);
    }
    // A string may be written otherwise than it reads.
    let is_clean = kept.parse::<Table>().is_ok_and(|table| table == cleaned);
    *text = if is_clean { kept } else { cleaned.to_string() };
    found
}

fn clean(
    table: &Table,
    changes: &mut BTreeMap<String, String>,
    found: &mut BTreeSet<Secret>,
) -> Table {
    let mut cleaned = Table::new();
    for (key, value) in table {
        let key = clean_text(key, changes, found);
        let value = clean_value(value, changes, found);
        cleaned.insert(key, value);
    }
    cleaned
}

fn clean_value(
    value: &Value,
    changes: &mut BTreeMap<String, String>,
    found: &mut BTreeSet<Secret>,
) -> Value {
    match value {
        Value::String(text) => Value::String(clean_text(text, changes, found)),
        Value::Array(values) => {
            Value::Array(values.iter().map(|value| clean_value(value, changes, found)).collect())
        }
        Value::Table(table) => Value::Table(clean(table, changes, found)),
        other => other.clone(),
    }
}

fn clean_text(
    text: &str,
    changes: &mut BTreeMap<String, String>,
    found: &mut BTreeSet<Secret>,
) -> String {
    let mut cleaned = text.to_owned();
    let urls = redact(&mut cleaned);
    if cleaned != *text {
        found.extend(urls.into_iter().map(Secret::Url));
        changes.insert(text.to_owned(), cleaned.clone());
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> (String, usize) {
        let mut text = text.to_owned();
        let found = remove_from_urls(&mut text);
        (text, found.len())
    }

    #[test]
    fn all_else_stays_as_it_is_written() {
        let before = "# one\na = 'https://me:hunter2@c/d' # two\n\n[\"https://me:hunter2@e\"]\nx = [\"https://f\"]\n";
        let after = "# one\na = 'https://c/d' # two\n\n[\"https://e\"]\nx = [\"https://f\"]\n";
        assert_eq!(redacted(before), (after.into(), 2));
    }

    #[test]
    fn what_is_escaped_goes_too() {
        for text in [
            "a = \"https://me:hunter\\u0032@c\"",
            "a = \"https://me:hunter2\\\"@c\"",
            "a = \"https:\\u002f/me:hunter2@c?://\"",
            "a = \"\"\"\\\n  https://me:hunter2@c\"\"\"",
        ] {
            let (text, _) = redacted(text);
            assert!(!text.contains("hunter"), "{text}");
        }
    }

    #[test]
    fn two_urls_of_which_one_begins_like_the_other() {
        let (text, _) = redacted("a = \"https://me:x@c\"\nb = \"https://me:x@c:y@d\"\n");
        assert_eq!(text.parse::<Table>().expect("it is TOML")["b"].as_str(), Some("https://d"));
    }
}
