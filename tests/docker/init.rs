//! What `init` writes is built, as it is. The examples cover the variants that are not here.

use fs_err as fs;

use crate::examples::static_target;
use crate::support::Context;

const COOK: &str = "cargo chef cook --release --recipe-path recipe.json";

fn single(flags: &str) -> Context {
    let context = Context::of("examples/single");
    context.init(&format!("--force {flags}"));
    context
}

#[test]
#[ignore = "needs Docker"]
fn alpine() {
    let context = single("--runtime alpine").options(&static_target());
    context.links_statically();
    context.build().prints("\"one\"");
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    context.build().prints("\"red\"").cached("RUN cargo chef cook");
}

/// Without an image that has `cargo-chef`, and without crates.io having it.
#[test]
#[ignore = "needs Docker"]
fn from_a_copy_of_the_source() {
    let context = Context::of("examples/single");
    let copy = context.path().join("tools/cargo-chef");
    fs::create_dir(context.path().join("tools")).expect("it can be made");
    fs::rename(Context::of(".").path(), copy).expect("it is on the same file system");
    context.init("--force");
    // The copy is in this project, and not part of it.
    context.cargo("metadata --no-deps --quiet --manifest-path tools/cargo-chef/Cargo.toml");
    context.build().prints("\"one\"").ran("RUN cargo install");
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    context.build().prints("\"red\"").cached("RUN cargo install").cached(COOK);
}

#[test]
#[ignore = "needs Docker"]
fn in_layers_with_cache_mounts() {
    let context = single("--layered --cache-mounts");
    context.build().prints("\"one\"");
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    context.build().prints("\"red\"").cached("--recipe-path chef.base.json").cached(COOK);
    context.cargo("update --quiet --package itoa --precise 1.0.15");
    let image = context.build();
    image.prints("\"red\"").cached("--recipe-path chef.base.json").ran(COOK);
    let again = image.compiled(COOK);
    assert!(again.iter().any(|package| package.starts_with("itoa v1.0.15")), "{again:?}");
    assert!(!again.iter().any(|package| package.starts_with("anyhow")), "{again:?}");
}

/// A second build whose cook step finds no layer, but what sccache has kept.
#[test]
#[ignore = "needs Docker"]
fn sccache_fills_and_hits() {
    let context = single("--sccache");
    let first = context.build();
    first.prints("\"one\"");
    assert_eq!(first.number(COOK, "Cache hits"), 0);
    context.cargo("update --quiet --package itoa --precise 1.0.15");
    let second = context.build();
    second.prints("\"one\"").ran(COOK);
    assert!(second.number(COOK, "Cache hits") > 0, "nothing came from sccache");
}
