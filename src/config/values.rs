//! Reads values of a configuration by their keys.

use toml::{Table, Value};

pub(super) fn find<'t>(config: &'t Table, keys: &[&str]) -> Option<&'t Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(config.get(*first)?, |value, key| value.get(*key))
}

pub(super) fn text<'t>(config: &'t Table, keys: &[&str]) -> Option<&'t str> {
    find(config, keys)?.as_str()
}

pub(super) fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    }
}
