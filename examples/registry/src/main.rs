//! Prints what a crate of a private registry has to say.

fn main() {
    let text = greeting::greeting();
    println!("{text}: welcome, {} bytes", itoa::Buffer::new().format(text.len()));
}
