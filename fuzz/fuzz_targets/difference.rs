#![no_main]

libfuzzer_sys::fuzz_target!(|texts: (&str, &str)| cargo_chef::properties::difference(texts.0, texts.1));
