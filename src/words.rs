//! Words that several rooms use in messages.

use std::borrow::Cow;

/// The most similar candidate, if it is similar enough to be what was meant: a third of what was typed may
/// be wrong, as rustc has it.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), candidate))
        .filter(|&(distance, _)| distance <= 3.max(typed.len()) / 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// What stands for the rest of a list that is cut.
pub(crate) fn more(number: usize) -> String {
    format!("… and {number} more; `-v` shows all")
}

/// The first items of a list, and how many there are beyond them.
pub(crate) fn listed(items: &[String], limit: usize) -> String {
    let shown = items.iter().take(limit).cloned().collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(limit) {
        0 => shown,
        rest => format!("{shown} {}", more(rest)),
    }
}

/// Words as a shell takes them.
pub(crate) fn command_line(words: &[impl AsRef<str>]) -> String {
    words.iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// A word, quoted for a shell where that is necessary.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', r"'\''")).into()
    }
}

/// A number with its noun, in the singular or plural.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
