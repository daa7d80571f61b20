//! Puts a number or a name on a shelf.

use either::Either;

fn main() {
    let label: Either<u32, &str> = match std::env::args().nth(1) {
        Some(_) => Either::Right("a name"),
        None => Either::Left(42),
    };
    let label = label.map_left(|number| itoa::Buffer::new().format(number).to_owned());
    println!("on the shelf: {label}");
}
