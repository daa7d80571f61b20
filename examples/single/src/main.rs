//! Counts the words of its arguments, or of a sentence of its own, and prints them as JSON.

use anyhow::{Result, ensure};
use itertools::Itertools as _;
use serde::Serialize;

#[derive(Serialize)]
struct Count<'a> {
    word: &'a str,
    count: usize,
}

fn main() -> Result<()> {
    let arguments = std::env::args().skip(1).join(" ");
    let text = if arguments.is_empty() { "one fish two fish" } else { &arguments };
    println!("{}", serde_json::to_string(&tally(text)?)?);
    Ok(())
}

/// The words with how often they occur, the most frequent first.
fn tally(text: &str) -> Result<Vec<Count<'_>>> {
    ensure!(!text.trim().is_empty(), "there are no words to count");
    let counts = text.split_whitespace().counts();
    Ok(counts
        .into_iter()
        .map(|(word, count)| Count { word, count })
        .sorted_by(|left, right| right.count.cmp(&left.count).then(left.word.cmp(right.word)))
        .collect())
}
