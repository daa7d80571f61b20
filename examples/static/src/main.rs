//! Greets, and says how long its own name is.

fn main() {
    let name = std::env::args().next().unwrap_or_default();
    println!("hello from {name}, {} bytes", itoa::Buffer::new().format(name.len()));
}
