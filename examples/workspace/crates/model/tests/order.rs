use model::{Order, OrderError};
use pretty_assertions::assert_eq;

#[test]
fn an_order_costs_its_items() {
    assert_eq!(Order::new("tea", 3, 350).map(|order| order.cents), Ok(1050));
    assert_eq!(Order::COLUMNS, ["item", "count", "cents"]);
}

#[test]
fn an_order_has_a_limit() {
    let refused = OrderError::TooMany { item: "tea".into(), most: 100 };
    assert_eq!(Order::new("tea", 101, 350), Err(refused));
}

#[cfg(feature = "serde")]
#[test]
fn an_order_is_json() {
    let order = Order::new("tea", 1, 350).unwrap();
    let json = serde_json::to_value(order).unwrap();
    assert_eq!(json, serde_json::json!({ "item": "tea", "count": 1, "cents": 350 }));
}
