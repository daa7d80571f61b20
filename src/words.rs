//! Words that several rooms use in messages.

/// The most similar candidate, if it is similar enough to be what was meant.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), candidate))
        .filter(|&(distance, _)| distance <= 3.max(typed.len() / 3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A number with its noun, in the singular or plural.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
