//! Reads orders such as `2 tea` from a file, or takes one of everything, and prints the counts.

use anyhow::{Context as _, Result};
use itertools::Itertools as _;
use regex::Regex;
use store::Store;

fn main() -> Result<()> {
    telemetry::start("report");
    let text = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => catalogue::items().map(|item| format!("1 {item}\n")).collect(),
    };
    println!("report: {}", report(&text)?);
    Ok(())
}

fn report(text: &str) -> Result<String> {
    let line = Regex::new(r"^\s*(\d+)\s+(\w+)\s*$")?;
    let mut store = Store::default();
    for order in text.lines() {
        let captures = line.captures(order).with_context(|| format!("`{order}` is not an order"))?;
        store.take(&captures[2], captures[1].parse()?)?;
    }
    Ok(store.counts().iter().map(|(item, count)| format!("{count} {item}")).join(", "))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    #[test]
    fn counts_are_in_the_order_of_the_file() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "2 tea\n1 coffee\n3 tea\n").unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert_eq!(super::report(&text).unwrap(), "5 tea, 1 coffee");
    }
}
