//! Layers that travel through a registry of images, from one machine to another.

use crate::support::{Context, Docker, Images};

const COOK: &str = "RUN cargo chef cook --release";

/// Both stages of the builder image have what the cook layer is found by. Docker 20.10 knows the
/// cache in an image alone, not `--cache-to type=registry`.
#[test]
#[ignore = "needs Docker"]
fn an_empty_machine_finds_the_cook_layer_in_a_registry() {
    let images = Images::shared();
    let name = images.name("tally:builder");
    let options = ["--target", "builder", "--build-arg", "BUILDKIT_INLINE_CACHE=1"];
    let here = Context::of("examples/single").named(&name);
    here.build_with(&options);
    here.push();

    let there = Docker::get().another(&["cargo-chef:latest", "debian:bookworm-slim"]);
    let there = Context::of("examples/single").on(there).named("tally");
    there.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let image = there.build_with(&["--cache-from", &name]);
    image.prints("\"red\"").ran("RUN cargo chef prepare").cached(COOK);
}
