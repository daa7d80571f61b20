//! Says which toolchain compiled it.

fn main() {
    let toolchain = option_env!("RUSTUP_TOOLCHAIN").unwrap_or("a toolchain without rustup");
    println!("compiled by {toolchain}, {} bytes", itoa::Buffer::new().format(toolchain.len()));
}
