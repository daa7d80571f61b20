//! Takes orders from the command line, one after the other, and answers in JSON.

use anyhow::{Context as _, Result};
use clap::Parser;
use store::Store;
use tokio::sync::mpsc;

/// Take orders and answer in JSON
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// What is ordered
    #[arg(default_values = ["tea", "scone"])]
    items: Vec<String>,
    /// How many of each
    #[arg(long, short, default_value_t = 2)]
    count: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Arguments { items, count } = Arguments::parse();
    telemetry::start("api");
    let (sender, mut receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        for item in items {
            if sender.send(item).await.is_err() {
                break;
            }
        }
    });
    let mut store = Store::default();
    while let Some(item) = receiver.recv().await {
        let order = store.take(&item, count).context("could not take the order")?;
        tracing::info!(item = order.item, cents = order.cents, "ordered");
    }
    println!("orders: {}", store.to_json()?);
    Ok(())
}
