//! What is sold, and what an order of it costs.

use macros::Columns;
use thiserror::Error;

/// An order with its price.
#[derive(Clone, Debug, PartialEq, Eq, Columns)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Order {
    pub item: String,
    pub count: u32,
    pub cents: u32,
}

/// Why an order is not taken.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum OrderError {
    #[error("there is no `{0}` in the catalogue")]
    Unknown(String),
    #[error("`{item}` is sold up to {most} at a time")]
    TooMany { item: String, most: u32 },
}

impl Order {
    /// The most that is sold at a time.
    pub const MOST: u32 = 100;

    /// Orders `count` of an item that costs `cents` each.
    pub fn new(item: &str, count: u32, cents: u32) -> Result<Self, OrderError> {
        if count > Self::MOST {
            return Err(OrderError::TooMany { item: item.to_owned(), most: Self::MOST });
        }
        Ok(Self { item: item.to_owned(), count, cents: count * cents })
    }
}
