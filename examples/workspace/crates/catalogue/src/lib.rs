//! What is sold for how many cents, from `catalogue.csv`.

const TABLE: &[(&str, u32)] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// The price of an item in cents.
pub fn price(item: &str) -> Option<u32> {
    TABLE.iter().find(|(name, _)| *name == item).map(|(_, cents)| *cents)
}

/// The names of all items.
pub fn items() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}
