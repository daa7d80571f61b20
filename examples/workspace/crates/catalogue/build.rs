//! Turns `catalogue.csv` into a table.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    item: String,
    cents: u32,
}

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=catalogue.csv");
    let mut table = String::from("&[\n");
    for row in csv::Reader::from_path("catalogue.csv")?.deserialize() {
        let Row { item, cents } = row.context("a row of `catalogue.csv`")?;
        writeln!(table, "    ({item:?}, {cents}),")?;
    }
    table.push(']');
    let directory = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&directory).join("table.rs"), table)?;
    Ok(())
}
