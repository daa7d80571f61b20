#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    cargo_chef::properties::preparing(bytes);
});
