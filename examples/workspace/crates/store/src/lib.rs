//! Takes orders and adds them up.

use itertools::Itertools as _;
use model::{Order, OrderError};

#[cfg(not(feature = "ordered"))]
type Map = std::collections::HashMap<String, u32>;
#[cfg(feature = "ordered")]
type Map = ordered::IndexMap<String, u32>;

/// The orders so far.
#[derive(Debug, Default)]
pub struct Store {
    orders: Vec<Order>,
}

impl Store {
    /// Takes an order of something in the catalogue.
    pub fn take(&mut self, item: &str, count: u32) -> Result<&Order, OrderError> {
        let cents = catalogue::price(item).ok_or_else(|| OrderError::Unknown(item.to_owned()))?;
        self.orders.push(Order::new(item, count, cents)?);
        Ok(&self.orders[self.orders.len() - 1])
    }

    /// How many of each item were ordered; with feature `ordered`, as first ordered.
    pub fn counts(&self) -> Map {
        let mut counts = Map::default();
        for order in &self.orders {
            *counts.entry(order.item.clone()).or_default() += order.count;
        }
        counts
    }

    /// The items that were ordered, each once.
    pub fn items(&self) -> String {
        self.orders.iter().map(|order| &order.item).unique().join(", ")
    }

    /// All orders as JSON.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.orders)
    }
}
