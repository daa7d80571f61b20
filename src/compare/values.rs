//! Compares values by their keys, as text.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::change::{Change, Group};
use super::graph::Reach;

/// The changes of the keys whose values differ.
pub(super) fn compared(
    group: Group,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    reach: impl Fn(&str) -> Reach,
) -> Vec<Change> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |key: &String| {
        let values = (old.get(key).cloned(), new.get(key).cloned());
        Change::of_value(group, key, values, reach(key))
    };
    keys.into_iter().filter_map(change).collect()
}

/// All values below a key, by their dotted paths. Empty tables have none.
pub(crate) fn flat(value: Option<&Value>, path: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    match value {
        None => {}
        Some(Value::Table(table)) => {
            for (key, value) in table {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let key = if key.chars().all(plain) { key.clone() } else { format!("{key:?}") };
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                found.extend(flat(Some(value), &path));
            }
        }
        Some(value) => {
            found.insert(path.to_owned(), shown(value));
        }
    }
    found
}

/// A value as in TOML, but strings without quotes.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
