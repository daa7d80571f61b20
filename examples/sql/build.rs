//! Compiles the files in `migrations` into the program, in the order of their names.

use itertools::Itertools as _;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    let entries = std::fs::read_dir("migrations")?.collect::<Result<Vec<_>, _>>()?;
    let tuple = |entry: &std::fs::DirEntry| {
        let name = entry.file_name();
        format!("({name:?}, include_str!({:?}))", std::path::absolute(entry.path()).unwrap())
    };
    let list = entries.iter().sorted_by_key(|entry| entry.file_name()).map(tuple).join(", ");
    let directory = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(std::path::Path::new(&directory).join("migrations.rs"), format!("&[{list}]"))
}
