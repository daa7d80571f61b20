//! Words that several rooms use when they speak to people.

/// The candidate that is spelt most alike, if it is near enough to be meant.
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

/// A number with its noun.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
