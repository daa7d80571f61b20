//! Prints the migrations that it was compiled with, and the query that it would ask.

const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

fn main() {
    println!("{} migrations", itoa::Buffer::new().format(MIGRATIONS.len()));
    for (name, text) in MIGRATIONS {
        println!("{name}: {}", text.trim());
    }
    println!("query: {}", include_str!("../queries/newest.sql").trim());
}
